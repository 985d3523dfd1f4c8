/** Which parameters are pruned, and how many of their weights stay. */
import { RefoldError, sizeOf } from '@refold/core';
import { type Expression, parameters, trace } from '@refold/core/layers';
import { matcher, type Pattern } from '@refold/core/optim';

/** A parameter whose weights are counted and may be pruned. */
export interface Kernel {
  readonly path: string;
  readonly shape: readonly number[];
  /** Number of its weights. */
  readonly size: number;
}

/**
 * The kernels of a network's convolutions and linear layers, in order of evaluation: its parameters named `kernel` with two or four axes.
 * @param patterns select other trainable parameters by their paths instead, biases and norms too
 * @throws RefoldError when there are none
 */
export function kernelsOf({ layer, input }: Expression, patterns?: readonly Pattern[]): readonly Kernel[] {
  const matches = patterns && matcher(patterns, 'kernels');
  const found = [...parameters(trace(layer, input))]
    .filter(({ path, name, shape, trainable }) =>
      matches ? trainable && matches(path) : name === 'kernel' && (shape.length === 2 || shape.length === 4),
    )
    .map(({ path, shape }) => ({ path, shape, size: sizeOf(shape) }));
  if (found.length === 0) throw new RefoldError('the network has no kernels to be pruned');
  return found;
}

/** N, the number of weights of all kernels together. */
export const sizeOfAll = (kernels: readonly Kernel[]): number => kernels.reduce((sum, { size }) => sum + size, 0);

/** ⌊product⌋, after rounding to 12 digits: products like 1/300 of 430,500 are whole numbers except for their last bit. */
const wholeOf = (product: number): number => Math.floor(Number(product.toPrecision(12)));

/**
 * Q = ⌊r·N⌋, the number of weights that are active in a step.
 * @param size N
 * @param keep r
 * @throws RefoldError unless 0 < r ≤ 1 and Q ≥ 1
 */
export function activeCount(size: number, keep: number): number {
  const count = wholeOf(keep * size);
  if (!(keep > 0 && keep <= 1 && count >= 1)) {
    throw new RefoldError(`keep is ${keep}: it must be a share of the ${size} weights that leaves at least one`);
  }
  return count;
}

/**
 * N − ⌊N·(1 − r)⌋, the number of weights that the final pruning leaves if no two are equal: those of rank ⌊N·(1 − r)⌋ and above. That is Q
 * or Q + 1.
 * @throws RefoldError as `activeCount`
 */
export function keptCount(size: number, keep: number): number {
  activeCount(size, keep);
  return size - wholeOf(size * (1 - keep));
}
