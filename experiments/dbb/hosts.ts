/** The hosts of table 2, and the narrow ones that stand for them on CIFAR at the small scales. */
import type { Layer, Shape } from '@refold/core/layers';
import { CIFAR, cifarResNet, cifarVgg, models } from '@refold/core/zoo';
import { type Block, blocks, diversify } from 'dbb';

export interface Host {
  readonly input: Shape;
  readonly build: (classes?: number) => Layer;
}

const named = (name: string): Host => {
  const { build, input } = models[name]!;
  return { input, build: classes => build(classes === undefined ? {} : { classes }) };
};

/** By the names of our catalogue. */
export const HOSTS = {
  'vgg-16': named('vgg-16-cifar-hidden'),
  alexnet: named('alexnet'),
  mobilenet: named('mobilenet'),
  'resnet-18': named('resnet-18'),
  'resnet-50': named('resnet-50-v1.5'),
} as const satisfies Record<string, Host>;

/** A VGG of seven 3×3 layers, 8 to 32 channels. */
export const narrowVgg: Host = {
  input: CIFAR,
  build: (classes = 10) => cifarVgg({ classes, stages: [[8], [16, 16], [32, 32], [32, 32]] }),
};

/** ResNet-14 for CIFAR, 8 to 32 channels. */
export const narrowResNet: Host = {
  input: CIFAR,
  build: (classes = 10) => cifarResNet(14, { classes, widths: [8, 16, 32], shortcut: 'projection' }),
};

/** Networks of a layer or two, for tests of the machinery. */
export const tinyVgg: Host = {
  input: CIFAR,
  build: (classes = 10) => cifarVgg({ classes, stages: [[4], [4], [8], [8]] }),
};
export const tinyResNet: Host = {
  input: CIFAR,
  build: (classes = 10) => cifarResNet(8, { classes, widths: [4, 4, 8], shortcut: 'projection' }),
};

/** The three forms that table 2 compares; the host as it is has no block. */
export const FORMS = { original: undefined, acnet: blocks.acb, dbb_net: blocks.dbb } as const satisfies Record<
  string,
  Block | undefined
>;
export type Form = keyof typeof FORMS;

/** A host with a block in the place of its convolutions, or as it is. */
export const withBlock = ({ build, input }: Host, block: Block | undefined, classes?: number): Layer =>
  block === undefined ? build(classes) : diversify(build(classes), input, { block });
