/** The hosts of table 2, and the narrow ones that stand for them on CIFAR at the small scales. */
import type { Block, Layer, Shape } from '@refold/core/layers';
import { CIFAR, cifarResNet, cifarVgg, models } from '@refold/core/zoo';
import { blocks, diversify } from 'dbb';

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

/** A VGG of one 3×3 layer between pools. */
const vgg = (...widths: readonly number[]): Host => ({
  input: CIFAR,
  build: (classes = 10) => cifarVgg({ classes, stages: widths.map(width => [width]) }),
});

/** ResNet-8 on half the image's size: a strided stem, then a block a stage. */
const resnet = (...widths: readonly number[]): Host => ({
  input: CIFAR,
  build: (classes = 10) => cifarResNet(8, { classes, widths, stride: 2, shortcut: 'projection' }),
});

/** The hosts that are trained below --scale paper, by scale. */
export const SMALL_HOSTS = {
  smoke: { vgg: vgg(4, 4, 8, 8), resnet: resnet(4, 4, 8) },
  quick: { vgg: vgg(8, 16, 32, 32), resnet: resnet(8, 16, 32) },
  standard: { vgg: vgg(16, 32, 64, 64), resnet: resnet(16, 32, 64) },
} as const satisfies Record<string, Record<string, Host>>;

/** The three forms that table 2 compares; the host as it is has no block. */
export const FORMS = { original: undefined, acnet: blocks.acb, dbb_net: blocks.dbb } as const satisfies Record<
  string,
  Block | undefined
>;
export type Form = keyof typeof FORMS;

/** A host with a block in the place of its convolutions, or as it is. */
export const withBlock = ({ build, input }: Host, block: Block | undefined, classes?: number): Layer =>
  block === undefined ? build(classes) : diversify(build(classes), input, { block });
