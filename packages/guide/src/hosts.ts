/** The hosts: one network of each kind that people build, for 32×32 images, in three sizes. */
import { chain, type Layer } from '@refold/core/layers';
import { cifarResNet, convNormRelu, plainNet, plainSpecs, poolAndClassify } from '@refold/core/zoo';

/** What a host is like: `plain` as VGG, `residual` as ResNet, `mobile` as MobileNet. */
export type HostName = 'plain' | 'residual' | 'mobile';
/** For a test of code, for a first answer within the hour, for a day of two cores. */
export type HostSize = 'tiny' | 'small' | 'medium';

/** A network of a size: [32, 32, 3] to [classes]. */
export interface Host {
  /** What pages call it. */
  readonly network: string;
  readonly build: (classes: number) => Layer;
}

const plain = (name: keyof typeof plainSpecs): Host => ({
  network: name,
  build: classes => plainNet(plainSpecs[name], classes),
});

const residual = (depth: number, widths?: readonly number[]): Host => ({
  network: `ResNet-${depth}${widths === undefined ? '' : `, ${widths.join('-')} channels`}`,
  build: classes => cifarResNet(depth, { classes, ...(widths && { widths }) }),
});

/** Channels that a pair of a depthwise 3×3 and a pointwise layer gives, and the stride of the former. */
type Pair = readonly [out: number, stride: number];

/**
 * A MobileNet (Howard et al. 2017) for 32×32 images: a 3×3 stem at full side, and pairs of depthwise and pointwise layers.
 * [32, 32, 3] to [classes]
 */
export const mobileNet = (stem: number, pairs: readonly Pair[], classes = 10): Layer =>
  chain({
    stem: convNormRelu(stem, 3),
    body: chain(
      pairs.map(([out, stride], i) => {
        const channels = pairs[i - 1]?.[0] ?? stem;
        return chain({
          depthwise: convNormRelu(channels, 3, { stride, groups: channels }),
          pointwise: convNormRelu(out, 1),
        });
      }),
    ),
    head: poolAndClassify(classes),
  });

const mobile = (stem: number, pairs: readonly Pair[]): Host => ({
  network: `MobileNet of ${pairs.length} pairs, ${stem} to ${pairs.at(-1)![0]} channels`,
  build: classes => mobileNet(stem, pairs, classes),
});

/** Every host by its kind and size. */
export const HOSTS: Readonly<Record<HostName, Readonly<Record<HostSize, Host>>>> = {
  plain: {
    tiny: plain('plain-cifar-tiny'),
    small: plain('plain-cifar-small'),
    medium: plain('plain-cifar'),
  },
  residual: {
    tiny: residual(8, [4, 8, 8]),
    small: residual(8),
    medium: residual(20),
  },
  mobile: {
    tiny: mobile(4, [
      [8, 2],
      [8, 2],
    ]),
    small: mobile(16, [
      [32, 1],
      [64, 2],
      [64, 1],
      [128, 2],
      [128, 1],
      [128, 1],
    ]),
    medium: mobile(32, [
      [64, 1],
      [128, 2],
      [128, 1],
      [256, 2],
      [256, 1],
      [256, 1],
      [256, 1],
    ]),
  },
};
