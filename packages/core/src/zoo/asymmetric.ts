/** ACNet's block (Ding et al. 2019, arXiv 1908.03930). */
import { sum } from '../layers/build.ts';
import { span } from '../layers/shapes.ts';
import type { Conv, Layer, Padding } from '../layers/types.ts';
import { normed } from './parts.ts';

/**
 * In the place of a square convolution and its norm: K×K, 1×K and K×1, each with a norm, added up. The thin kernels sit on
 * the middle row and column of the square one, which must be padded by half its size at least.
 */
export const asymmetricBlock = (square: Conv): Layer =>
  sum({
    square: normed(square),
    horizontal: normed(thinned(square, 0)),
    vertical: normed(thinned(square, 1)),
  });

/** The kernel with only its middle tap left along an axis. */
function thinned(square: Conv, axis: 0 | 1): Conv {
  const half = (span(square.kernel[axis], square.dilation[axis]) - 1) / 2;
  const along = (sides: readonly [0 | 2, 1 | 3]) => sides.map(side => square.pad[side]! - half);
  const pad = axis === 0 ? [...along([0, 1]), ...square.pad.slice(2)] : [...square.pad.slice(0, 2), ...along([2, 3])];
  return {
    ...square,
    kernel: axis === 0 ? [1, square.kernel[1]] : [square.kernel[0], 1],
    pad: pad as unknown as Padding,
  };
}
