/** The hosts: one network of each kind that people build, for 32×32 images, in three sizes. */
import type { Layer } from '@refold/core/layers';
import { cifarResNet, type MobileNetSpec, mobileNetOf, plainNet, plainSpecs } from '@refold/core/zoo';

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

/** A MobileNet (Howard et al. 2017) whose stem keeps the image's full side. */
const mobile = (stem: number, pairs: MobileNetSpec['pairs']): Host => ({
  network: `MobileNet of ${pairs.length} pairs, ${stem} to ${pairs.at(-1)![0]} channels`,
  build: classes => mobileNetOf({ stem, stride: 1, pairs }, classes),
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
