/** Builders: short, defaulted spellings of the layer algebra's plain data. */
import { RefoldError } from '../error.ts';
import type {
  Activation,
  ActivationName,
  Affine,
  AvgPool,
  BatchNorm,
  Branches,
  Chain,
  Child,
  Conv,
  ConvTranspose,
  Dropout,
  Flatten,
  GlobalAvgPool,
  GlobalMaxPool,
  Identity,
  InstanceNorm,
  Layer,
  Linear,
  MaxPool,
  Pad,
  Padding,
  Permute,
  Quantize,
  ReflectionPad,
  Reshape,
  Scale,
  Shape,
  Size,
  Slice,
  SpatialLinear,
  Tap,
  Tiles,
  Upsample,
} from './types.ts';

/** One number for both axes, or `[height, width]`. */
export type SizeLike = number | Size;
/** One number for all sides, `[vertical, horizontal]`, or `[top, bottom, left, right]`. */
export type PaddingLike = number | Size | Padding;

/** [height, width] of one number or two. */
export const size = (s: SizeLike): Size => (typeof s === 'number' ? [s, s] : s);
/** [top, bottom, left, right] of one number, two or four. */
export const padding = (p: PaddingLike): Padding =>
  typeof p === 'number' ? [p, p, p, p] : p.length === 2 ? [p[0], p[0], p[1], p[1]] : p;

/** What a convolution has beside its filters. */
export interface ConvOptions {
  /** Default 1. */
  readonly stride?: SizeLike;
  /** Default: half the dilated kernel, so that stride 1 keeps the map's size when the kernel is odd. */
  readonly pad?: PaddingLike;
  readonly dilation?: SizeLike;
  readonly groups?: number;
  /** Default false: a norm usually follows. */
  readonly bias?: boolean;
  readonly unitNorm?: boolean;
  readonly init?: Conv['init'];
}

/** A convolution with `out` filters. */
export function conv(out: number, kernel: SizeLike, options: ConvOptions = {}): Conv {
  const k = size(kernel);
  const dilation = size(options.dilation ?? 1);
  const half: Size = [Math.floor(((k[0] - 1) * dilation[0]) / 2), Math.floor(((k[1] - 1) * dilation[1]) / 2)];
  return {
    op: 'conv',
    out,
    kernel: k,
    stride: size(options.stride ?? 1),
    pad: padding(options.pad ?? half),
    dilation,
    groups: options.groups ?? 1,
    bias: options.bias ?? false,
    ...(options.unitNorm ? { unitNorm: true } : {}),
    ...(options.init ? { init: options.init } : {}),
  };
}

/**
 * A transposed convolution; `pad` crops its full output of (n − 1)·stride + kernel. PyTorch's padding p with output padding o is
 * [p, p − o, p, p − o].
 */
export const convTranspose = (
  out: number,
  kernel: SizeLike,
  options: Pick<ConvOptions, 'stride' | 'pad' | 'bias' | 'init'> = {},
): ConvTranspose => ({
  op: 'convTranspose',
  out,
  kernel: size(kernel),
  stride: size(options.stride ?? 1),
  pad: padding(options.pad ?? 0),
  bias: options.bias ?? false,
  ...(options.init ? { init: options.init } : {}),
});

/** A fully-connected layer with `out` outputs on a vector; with a bias (default). */
export const linear = (out: number, options: { bias?: boolean; init?: Linear['init'] } = {}): Linear => ({
  op: 'linear',
  out,
  bias: options.bias ?? true,
  ...(options.init ? { init: options.init } : {}),
});

/** A fully-connected map of a whole grid to one of [height, width, channels], without a bias (default). */
export const spatialLinear = (
  out: readonly [number, number, number],
  options: { groups?: number; bias?: boolean; init?: SpatialLinear['init'] } = {},
): SpatialLinear => ({
  op: 'spatialLinear',
  out,
  groups: options.groups ?? 1,
  bias: options.bias ?? false,
  ...(options.init ? { init: options.init } : {}),
});

/** Batch normalisation with PyTorch's defaults: eps 1e-5, momentum 0.1. */
export const batchNorm = (
  options: { eps?: number; momentum?: number; border?: PaddingLike; init?: BatchNorm['init'] } = {},
): BatchNorm => ({
  op: 'batchNorm',
  eps: options.eps ?? 1e-5,
  momentum: options.momentum ?? 0.1,
  ...(options.border !== undefined ? { border: padding(options.border) } : {}),
  ...(options.init ? { init: options.init } : {}),
});

/** Instance normalisation with PyTorch's defaults: eps 1e-5, no γ and β. `affine` adds them. */
export const instanceNorm = (options: { eps?: number; affine?: boolean } = {}): InstanceNorm => ({
  op: 'instanceNorm',
  eps: options.eps ?? 1e-5,
  affine: options.affine ?? false,
});

/** An activation function by name; `slope` is that of leakyRelu below zero (default: 0.01). */
export const activation = (fn: ActivationName, slope?: number): Activation => ({
  op: 'activation',
  fn,
  ...(slope !== undefined ? { slope } : {}),
});
/** max(0, x) */
export const relu = (): Activation => activation('relu');
/** min(max(0, x), 6) */
export const relu6 = (): Activation => activation('relu6');
/** x above zero, slope·x below. */
export const leakyRelu = (slope = 0.01): Activation => activation('leakyRelu', slope);
/** (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ) */
export const tanh = (): Activation => activation('tanh');
/** 1/(1 + e⁻ˣ) */
export const sigmoid = (): Activation => activation('sigmoid');

/** Max pooling; default stride: the window. */
export const maxPool = (s: SizeLike, options: { stride?: SizeLike; pad?: PaddingLike } = {}): MaxPool => ({
  op: 'maxPool',
  size: size(s),
  stride: size(options.stride ?? s),
  pad: padding(options.pad ?? 0),
});
/** Average pooling; default stride: the window. Padded zeros count in the mean (default). */
export const avgPool = (
  s: SizeLike,
  options: { stride?: SizeLike; pad?: PaddingLike; countPad?: boolean } = {},
): AvgPool => ({
  op: 'avgPool',
  size: size(s),
  stride: size(options.stride ?? s),
  pad: padding(options.pad ?? 0),
  countPad: options.countPad ?? true,
});
/** The mean of each channel: [h, w, c] → [1, 1, c]. */
export const globalAvgPool = (): GlobalAvgPool => ({ op: 'globalAvgPool' });
/** The maximum of each channel: [h, w, c] → [1, 1, c]. */
export const globalMaxPool = (): GlobalMaxPool => ({ op: 'globalMaxPool' });

/** Passes its input on. */
export const identity = (): Identity => ({ op: 'identity' });
/** A map as a vector, row by row; the channel moves fastest. */
export const flatten = (): Flatten => ({ op: 'flatten' });
/** The same elements, in row-major order, in another shape. */
export const reshape = (shape: Shape): Reshape => ({ op: 'reshape', shape });
/** Reorders the axes of a sample: output axis i is input axis order[i]. */
export const permute = (order: readonly number[]): Permute => ({ op: 'permute', order });
/** The channels from the `from`-th up to, and without, the `to`-th. */
export const slice = (from: number, to: number): Slice => ({ op: 'slice', from, to });
/** Zeros around a map. */
export const pad = (p: PaddingLike): Pad => ({ op: 'pad', pad: padding(p) });
/** A border that mirrors the map, without its outermost places. */
export const reflectionPad = (p: PaddingLike): ReflectionPad => ({ op: 'reflectionPad', pad: padding(p) });
/** Zeroes each value with the probability `rate` in training, and divides the others by 1 − rate. */
export const dropout = (rate: number): Dropout => ({ op: 'dropout', rate });
/** Resizes a map to [height, width], or to so many times its own; defaults: 'nearest', corners not aligned. */
export const upsample = (
  to: SizeLike | { readonly times: SizeLike },
  options: { method?: Upsample['method']; alignCorners?: boolean } = {},
): Upsample => ({
  op: 'upsample',
  size: typeof to === 'object' && 'times' in to ? { times: size(to.times) } : size(to),
  method: options.method ?? 'nearest',
  alignCorners: options.alignCorners ?? false,
});
/** Multiplies by a learnt factor: one per channel (default), or one for the whole tensor. It starts at `init` (default: 1). */
export const scale = (options: { per?: Scale['per']; init?: number } = {}): Scale => ({
  op: 'scale',
  per: options.per ?? 'channel',
  init: options.init ?? 1,
});
/** Rounds to the nearest of 256 values, `scale` apart, of which the `zero`-th is 0. */
export const quantize = (scale: number, zero = 0): Quantize => ({ op: 'quantize', scale, zero });
/** factor·x + offset, by fixed numbers. */
export const affine = (factor: number, offset = 0): Affine => ({ op: 'affine', factor, offset });
/** Passes its input on, and makes it (or what `head` makes of it) readable under a name. */
export const tap = (name: string, options: { head?: Layer; trainingOnly?: boolean } = {}): Tap => ({
  op: 'tap',
  name,
  ...(options.head ? { head: options.head } : {}),
  trainingOnly: options.trainingOnly ?? false,
});

/** Name of the tap that shows the weights of places, [h, w, 1] of sum 1, of a network with spatial attention: `refold run` draws them. */
export const ATTENTION = 'attention';

/** A body for each tile of a map; `size` is height, width and channels of a tile. */
export const tiles = (size: Tiles['size'], body: Layer): Tiles => ({ op: 'tiles', size, body });

/** Named children, `{ conv: conv(...), norm: batchNorm() }`, or a list, whose names are 0, 1, 2, ... */
export type ChildrenLike = Readonly<Record<string, Layer>> | readonly Layer[];

/** Composition, first to last. */
export const chain = (children: ChildrenLike): Chain => ({ op: 'chain', children: named(children) });
/** The sum of the children's outputs on the same input. */
export const sum = (children: ChildrenLike): Branches => ({ op: 'sum', children: named(children) });
/** The children's outputs on the same input, joined along channels. */
export const concat = (children: ChildrenLike): Branches => ({ op: 'concat', children: named(children) });
/** The product of the children's outputs on the same input: a gate, of channels [1, 1, c] or of places [h, w, 1]. */
export const product = (children: ChildrenLike): Branches => ({ op: 'product', children: named(children) });

function named(children: ChildrenLike): readonly Child[] {
  if (Array.isArray(children)) return (children as readonly Layer[]).map((layer, i) => [String(i), layer]);
  const pairs = Object.entries(children as Readonly<Record<string, Layer>>);
  for (const [name] of pairs) {
    // JavaScript moves integer-like keys of an object to the front: order, and with it meaning, would be lost.
    if (/^\d+$/.test(name)) throw new RefoldError(`child name '${name}': use a list for numbered children`);
    if (name === '' || name.includes('.'))
      throw new RefoldError(`child name '${name}': names are not empty and hold no dot`);
  }
  return pairs;
}
