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
import type { Chain } from '../layers/types.ts';

/** Convolution without bias, then batch norm. */
export const convNorm = (out: number, kernel: SizeLike, options: ConvOptions = {}): Chain =>
  chain({ conv: conv(out, kernel, options), norm: batchNorm() });

/** Convolution, batch norm, ReLU. */
export const convNormRelu = (out: number, kernel: SizeLike, options: ConvOptions = {}): Chain =>
  chain({ conv: conv(out, kernel, options), norm: batchNorm(), relu: relu() });

/** Global average, then a linear classifier. */
export const poolAndClassify = (classes: number): Chain =>
  chain({ pool: globalAvgPool(), flatten: flatten(), linear: linear(classes) });
