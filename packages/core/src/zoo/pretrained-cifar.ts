/** Published weights of networks for CIFAR. */
import { imagenet } from '../data/datasets/imagenet.ts';
import type { Digest } from '../data/fetching/checksum.ts';
import { plainFile } from '../data/fetching/sources.ts';
import { AKAMASTER_NAMES } from './names-resnet.ts';
import type { Pretrained } from './pretrained-set.ts';

const AKAMASTER = 'https://github.com/akamaster/pytorch_resnet_cifar10';

/** Networks of He et al. 2016, section 4.2, as Y. Idelbayev trained them: option A shortcuts, random crops and mirroring. */
function akamaster(depth: number, accuracy: number, file: string, digest: Digest, converted: Digest): Pretrained {
  const name = `resnet-${depth}-cifar10`;
  const title = `ResNet-${depth}, trained on CIFAR-10`;
  const path = `weights/${file}`;
  return {
    name,
    title,
    model: `resnet-${depth}-cifar`,
    dataset: 'cifar10',
    normalization: imagenet.normalization,
    accuracy,
    licence: 'BSD-2-Clause',
    archive: {
      name,
      title: `the weights of ${title}`,
      home: AKAMASTER,
      files: [{ path, digest }],
      sources: [plainFile(`${AKAMASTER}/raw/master/pretrained_models/${file}`, path, digest)],
    },
    converted: { path: `weights/resnet${depth}-cifar10.safetensors`, digest: converted },
    naming: AKAMASTER_NAMES,
  };
}

/** Weights of networks for CIFAR. */
export const CIFAR_WEIGHTS: readonly Pretrained[] = [
  akamaster(
    20,
    0.9173,
    'resnet20-12fca82f.th',
    'sha256:12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8',
    'sha256:5a99f94ee366ec2ce28929558cce57c0a16872aab4030f2109a6394b145f96ac',
  ),
  akamaster(
    56,
    0.9339,
    'resnet56-4bfd9763.th',
    'sha256:4bfd97631478d6b638d2764fd2baff3edb1d7d82252d54439343b6596b9b5367',
    'sha256:85278c57d5a7cba3b47465aa1dbe555a2c5a5e65e9e5663303be9de7e0a2c64b',
  ),
];
