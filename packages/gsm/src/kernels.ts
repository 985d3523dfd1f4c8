/** Which parameters are pruned, and how many of their numbers stay. */
import { RefoldError, sizeOf } from '@refold/core';
import { type Network, parameters, trace } from '@refold/core/layers';
import { matcher, type Pattern } from '@refold/core/optim';

/** A parameter whose numbers count and may be zeroed. */
export interface Kernel {
  readonly path: string;
  readonly shape: readonly number[];
  /** Numbers in it. */
  readonly size: number;
}

/**
 * The kernels of convolutions and linear layers, in order of evaluation: what is called `kernel` and has two axes or four. `patterns`
 * names others by their paths, biases and norms too; running statistics are never among them.
 * @throws RefoldError when there is none
 */
export function kernelsOf(
  { layer, input }: Pick<Network, 'layer' | 'input'>,
  patterns?: readonly Pattern[],
): readonly Kernel[] {
  const matches = patterns && matcher(patterns, 'kernels');
  const found = [...parameters(trace(layer, input))]
    .filter(({ path, name, shape, trainable }) =>
      matches ? trainable && matches(path) : name === 'kernel' && (shape.length === 2 || shape.length === 4),
    )
    .map(({ path, shape }) => ({ path, shape, size: sizeOf(shape) }));
  if (found.length === 0) throw new RefoldError('the network has no kernels to be pruned');
  return found;
}

/** N: the numbers in all kernels. */
export const sizeOfAll = (kernels: readonly Kernel[]): number => kernels.reduce((sum, { size }) => sum + size, 0);

/** Products like 1/300 of 430,500 are whole numbers but for their last bit. */
const wholeOf = (product: number): number => Math.floor(Number(product.toPrecision(12)));

/**
 * Q = ⌊r·N⌋, the weights that are active in a step.
 * @throws RefoldError when there is not one, or r is above 1
 */
export function activeCount(size: number, keep: number): number {
  const count = wholeOf(keep * size);
  if (!(keep > 0 && keep <= 1 && count >= 1)) {
    throw new RefoldError(`keep is ${keep}: it must be a share of the ${size} weights that leaves at least one`);
  }
  return count;
}

/**
 * N − ⌊N·(1 − r)⌋, the weights that the final zeroing leaves where no two are equal: those of rank ⌊N·(1 − r)⌋ and above. That
 * is Q, or one more.
 * @throws RefoldError as `activeCount`
 */
export function keptCount(size: number, keep: number): number {
  activeCount(size, keep);
  return size - wholeOf(size * (1 - keep));
}
