/**
 * Networks that translate images from one domain to another: CycleGAN's generator and discriminator (Zhu et al. 2017, arXiv 1703.10593,
 * section 7.2), with the paddings, biases and initialisation of their release, and SimGAN's refiner.
 */
import {
  type ConvOptions,
  chain,
  conv,
  convTranspose,
  identity,
  instanceNorm,
  leakyRelu,
  reflectionPad,
  relu,
  sum,
  tanh,
  upsample,
} from '../layers/build.ts';
import type { Chain, Layer } from '../layers/types.ts';

/** Normal with a deviation of 0.02; biases begin at zero. */
const INIT: ConvOptions['init'] = { kernel: { kind: 'normal', std: 0.02 }, bias: { kind: 'constant', value: 0 } };
const BIASED: ConvOptions = { bias: true, init: INIT };

/** How a generator doubles height and width: by a transposed convolution, or by repeating pixels before a convolution (Odena et al. 2016). */
export type Doubling = 'transposed' | 'resize';

/** A generator's size. */
export interface GeneratorOptions {
  /** Channels of the first map; the residual blocks have four times as many. Default 64. */
  readonly width?: number;
  /** Residual blocks: 9 (default) for images of 256 pixels, 6 for those of 128. */
  readonly blocks?: number;
  /** Channels of the image that it gives. Default 3. */
  readonly channels?: number;
  /** Default 'transposed', as in the paper. 'resize' leaves no checkerboard, and has as many parameters. */
  readonly doubling?: Doubling;
}

/** An image to one of the same size with values in (−1, 1): [h, w, c] → [h, w, channels], h and w multiples of 4. */
export function resnetGenerator(options: GeneratorOptions = {}): Chain {
  const { width = 64, blocks = 9, channels = 3, doubling = 'transposed' } = options;
  return chain({
    stem: normedRelu(mirrored(width, 7)),
    down1: normedRelu(conv(2 * width, 3, { ...BIASED, stride: 2 })),
    down2: normedRelu(conv(4 * width, 3, { ...BIASED, stride: 2 })),
    blocks: chain(Array.from({ length: blocks }, () => residual(4 * width))),
    up1: normedRelu(doubled(2 * width, doubling)),
    up2: normedRelu(doubled(width, doubling)),
    head: chain({ conv: mirrored(channels, 7), tanh: tanh() }),
  });
}

/**
 * SimGAN's refiner (Shrivastava et al. 2017, arXiv 1612.07828, section 3.1): an image to one of the same size, whose map stays as large as the image all
 * the way: [h, w, c] → [h, w, channels] with values in (−1, 1). Defaults: 64 channels, 4 residual blocks.
 */
export function refiner({ width = 64, blocks = 4, channels = 3 }: Omit<GeneratorOptions, 'doubling'> = {}): Chain {
  const convolution = (kernel: number, out = width): Layer => conv(out, kernel, BIASED);
  const block = (): Layer =>
    chain({
      sum: sum({
        shortcut: identity(),
        body: chain({ first: convolution(3), relu: relu(), second: convolution(3) }),
      }),
      relu: relu(),
    });
  return chain({
    stem: chain({ conv: convolution(3), relu: relu() }),
    blocks: chain(Array.from({ length: blocks }, block)),
    head: chain({ conv: convolution(1, channels), tanh: tanh() }),
  });
}

/** What a discriminator looks at. */
export interface DiscriminatorOptions {
  /** Channels of the first map; they double with every layer, up to eight times as many. Default 64. */
  readonly width?: number;
  /** Layers that halve height and width. A place of the output sees 70 pixels of the image with 3 (default), 34 with 2, 16 with 1. */
  readonly downsamplings?: number;
}

/** PatchGAN: scores, without a sigmoid, of overlapping patches of an image: [h, w, c] → [h', w', 1]; 256 pixels give 30×30 scores. */
export function patchDiscriminator({ width = 64, downsamplings = 3 }: DiscriminatorOptions = {}): Chain {
  const patch = (out: number, stride: number): Layer => conv(out, 4, { ...BIASED, stride, pad: 1 });
  const normed = (level: number, stride: number): Layer =>
    chain({ conv: patch(width * Math.min(2 ** level, 8), stride), norm: instanceNorm(), relu: leakyRelu(0.2) });
  const halvings = Array.from({ length: downsamplings - 1 }, (_, i) => normed(i + 1, 2));
  return chain({
    first: chain({ conv: patch(width, 2), relu: leakyRelu(0.2) }),
    layers: chain([...halvings, normed(downsamplings, 1)]),
    scores: patch(1, 1),
  });
}

const normedRelu = (layer: Layer): Chain => chain({ conv: layer, norm: instanceNorm(), relu: relu() });

/** A convolution that reads reflections where others read zeros. */
const mirrored = (out: number, kernel: number): Chain =>
  chain({ mirror: reflectionPad((kernel - 1) / 2), conv: conv(out, kernel, { ...BIASED, pad: 0 }) });

/** x + what two convolutions make of it, without a ReLU after the sum. */
const residual = (width: number): Layer =>
  sum({
    shortcut: identity(),
    body: chain({
      first: normedRelu(mirrored(width, 3)),
      second: chain({ conv: mirrored(width, 3), norm: instanceNorm() }),
    }),
  });

/** 3×3; PyTorch's padding of 1 with an output padding of 1. */
const doubled = (out: number, doubling: Doubling): Layer =>
  doubling === 'transposed'
    ? convTranspose(out, 3, { bias: true, init: INIT, stride: 2, pad: [1, 0, 1, 0] })
    : chain({ resize: upsample({ times: 2 }), conv: mirrored(out, 3) });
