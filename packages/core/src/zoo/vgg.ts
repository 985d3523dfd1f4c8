/** VGG-16 (Simonyan and Zisserman 2015, arXiv 1409.1556, configuration D), and its usual form for CIFAR. */
import { chain, conv, dropout, flatten, linear, maxPool, relu } from '../layers/build.ts';
import type { Layer } from '../layers/types.ts';
import { type Catalogue, CIFAR, IMAGENET } from './catalogue.ts';
import { convNormRelu } from './parts.ts';

/** Widths of the 3×3 layers between pools. */
const VGG16: readonly (readonly number[])[] = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

const body = (stages: typeof VGG16, layer: (width: number) => Layer): Record<string, Layer> =>
  Object.fromEntries(
    stages.map((widths, s) => [`stage${s + 1}`, chain([...widths.map(width => layer(width)), maxPool(2)])]),
  );

const convRelu = (width: number): Layer => chain({ conv: conv(width, 3, { bias: true }), relu: relu() });
const hidden = (out: number): Layer => chain({ linear: linear(out), relu: relu(), dropout: dropout(0.5) });

/** Without norms, with two hidden layers of 4096: [224, 224, 3] → [classes]. */
export const vgg16 = (classes = 1000): Layer =>
  chain({
    ...body(VGG16, convRelu),
    flatten: flatten(),
    hidden1: hidden(4096),
    hidden2: hidden(4096),
    linear: linear(classes),
  });

/** Classes, head and widths of a VGG for CIFAR. */
export interface CifarVggOptions {
  /** Default 10. */
  readonly classes?: number;
  /** Width of a hidden linear layer before the classifier; none where absent. */
  readonly hidden?: number;
  /** Widths of the 3×3 layers between pools; VGG-16's where absent. */
  readonly stages?: readonly (readonly number[])[];
}

/** With norms and one linear layer or two: [32, 32, 3] → [classes]. */
export const cifarVgg = ({ classes = 10, hidden, stages = VGG16 }: CifarVggOptions = {}): Layer =>
  chain({
    ...body(stages, width => convNormRelu(width, 3)),
    flatten: flatten(),
    ...(hidden !== undefined && { hidden: chain({ linear: linear(hidden), relu: relu() }) }),
    linear: linear(classes),
  });

/** VGG networks by name. */
export const vggs: Catalogue = {
  'vgg-16': {
    description: 'VGG-16 without norms',
    input: IMAGENET,
    build: ({ classes } = {}) => vgg16(classes),
  },
  'vgg-16-cifar': {
    description: 'VGG-16 for CIFAR: batch norm, one linear layer',
    input: CIFAR,
    build: (options = {}) => cifarVgg(options),
  },
  'vgg-16-cifar-hidden': {
    description: 'VGG-16 for CIFAR: batch norm, a hidden linear layer of 512 before the classifier',
    input: CIFAR,
    build: (options = {}) => cifarVgg({ ...options, hidden: 512 }),
  },
};
