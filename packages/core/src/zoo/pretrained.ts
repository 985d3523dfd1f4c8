import { join } from 'node:path';
import { dataFolder } from '../data/data-folder.ts';
import type { FetchOptions } from '../data/fetch.ts';
import { readSafetensors } from '../io/safetensors.ts';
import { fromStateDict, parameterName } from '../io/state-dict.ts';
import type { Params } from '../layers/types.ts';
import { cifarResNet } from './resnet-cifar.ts';

export async function loadPretrained(name: string, _options?: FetchOptions): Promise<Params> {
  const depth = Number(/resnet-(\d+)/.exec(name)![1]);
  const { tensors } = readSafetensors(join(dataFolder(), 'weights', `resnet${depth}-cifar10.safetensors`));
  return fromStateDict(cifarResNet(depth), [32, 32, 3], tensors, {
    of: 'x',
    nameOf: path =>
      parameterName(path, leaf =>
        leaf
          .replace(/^stem\.conv$/, 'conv1')
          .replace(/^stem\.norm$/, 'bn1')
          .replace(/^stage(\d)\.(\d+)\.branches\.body\.conv(\d)\.conv$/, 'layer$1.$2.conv$3')
          .replace(/^stage(\d)\.(\d+)\.branches\.body\.conv(\d)\.norm$/, 'layer$1.$2.bn$3')
          .replace('head.linear', 'linear'),
      ),
  });
}
export const hasPretrained = (_name: string, _folder?: string): boolean => true;
