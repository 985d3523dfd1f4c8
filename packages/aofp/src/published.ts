/** The networks that the authors pruned, and those with the widths that were left (tables 1 to 4, figure 4). */
import { RefoldError } from '@refold/core';
import type { Layer, Shape } from '@refold/core/layers';
import { matcher } from '@refold/core/optim';
import { keepSurgery, type Target, targetsOf } from '@refold/core/prune';
import {
  type Catalogue,
  CIFAR,
  cifarVgg,
  IMAGENET,
  type ResNetSpec,
  resnetClassifier,
  resnetSpecs,
} from '@refold/core/zoo';
import { RESNET_WIDTHS, VGG_WIDTHS } from './widths.ts';

/** A network before pruning, and the patterns of targets that are left alone. */
export interface Host {
  readonly input: Shape;
  readonly build: (classes?: number) => Layer;
  readonly except: readonly string[];
}

/** Width of VGG's hidden linear layer, which is not pruned. */
const HIDDEN = 512;
/** Widths of the 13 convolutions between pools. */
const VGG: readonly (readonly number[])[] = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

/** VGG for CIFAR-10 with widths times a factor, rounded up; its hidden layer stays. */
export const vggHost = (factor = 1): Host => ({
  input: CIFAR,
  build: classes =>
    cifarVgg({
      hidden: HIDDEN,
      stages: VGG.map(stage => stage.map(width => Math.ceil(width * factor))),
      ...(classes !== undefined && { classes }),
    }),
  except: ['^hidden'],
});

/** ResNets with a block's stride in its first 1×1, as the printed multiply-adds have it; stems are left alone. */
const resnetHost = (spec: ResNetSpec): Host => ({
  input: IMAGENET,
  build: classes => resnetClassifier(spec, classes === undefined ? {} : { classes }),
  except: ['stem'],
});

/** The networks by name. */
export const HOSTS = {
  vgg: vggHost(),
  'vgg-1.5x': vggHost(1.5),
  /** Every width at 63 %: the paper says 69 %, but prints the multiply-adds of this one. */
  'vgg-uniform': vggHost(0.63),
  'resnet-50': resnetHost(resnetSpecs['resnet-50']),
  /** Inner layers 1.25 times as wide. */
  'resnet-50-1.25x': resnetHost({ ...resnetSpecs['resnet-50'], width: 80 }),
  'resnet-101': resnetHost(resnetSpecs['resnet-101']),
  'resnet-152': resnetHost(resnetSpecs['resnet-152']),
} as const satisfies Record<string, Host>;

/** The layers of a host that are pruned, in order of evaluation. */
export function prunedTargets({ build, input, except }: Host, classes?: number): readonly Target[] {
  const excepted = matcher(except, 'except');
  return targetsOf(build(classes), input).filter(({ path }) => !excepted(path));
}

/**
 * A host's expression with these widths, one per target that is pruned, in order of evaluation.
 * @throws RefoldError if there are more or fewer of them, or one is larger than its target's
 */
export function withWidths(host: Host, widths: readonly number[], classes?: number): Layer {
  const targets = prunedTargets(host, classes);
  if (targets.length !== widths.length) {
    throw new RefoldError(`${widths.length} widths were given for ${targets.length} layers`);
  }
  const keep = targets.map(({ group }, i) => [group.name, [...Array(widths[i]).keys()]] as const);
  return keepSurgery(host.build(classes), host.input, Object.fromEntries(keep)).layer;
}

const entry = (host: Host, widths: readonly number[], name: string): Catalogue[string] => ({
  description: `${name} as pruned by AOFP`,
  input: host.input,
  build: ({ classes } = {}) => withWidths(host, widths, classes),
});

/** The authors' pruned networks by the names that `refold models` lists. */
export const models: Catalogue = {
  ...Object.fromEntries(
    Object.entries(VGG_WIDTHS).map(([name, widths]) => [
      `vgg-16-cifar-aofp-${name.toLowerCase()}`,
      entry(HOSTS.vgg, widths, 'VGG-16 for CIFAR'),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(RESNET_WIDTHS).map(([name, widths]) => [
      `resnet-152-aofp-${name.toLowerCase()}`,
      entry(HOSTS['resnet-152'], widths, 'ResNet-152'),
    ]),
  ),
};
