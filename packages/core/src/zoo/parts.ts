/** Pieces that several networks share. */
import {
  batchNorm,
  type ConvOptions,
  chain,
  conv,
  flatten,
  globalAvgPool,
  linear,
  relu,
  type SizeLike,
} from '../layers/build.ts';
import type { Chain, Conv } from '../layers/types.ts';

/** A convolution, then batch norm. */
export const normed = (layer: Conv): Chain => chain({ conv: layer, norm: batchNorm() });

/** Convolution without bias, then batch norm. */
export const convNorm = (out: number, kernel: SizeLike, options: ConvOptions = {}): Chain =>
  normed(conv(out, kernel, options));

/** Convolution, batch norm, ReLU. */
export const convNormRelu = (out: number, kernel: SizeLike, options: ConvOptions = {}): Chain =>
  chain({ conv: conv(out, kernel, options), norm: batchNorm(), relu: relu() });

/** Global average, then a linear classifier. */
export const poolAndClassify = (classes: number): Chain =>
  chain({ pool: globalAvgPool(), flatten: flatten(), linear: linear(classes) });
