/** Measuring that a folded network does what the original does. */

import type { Network } from '../layers/types.ts';
import { type NdArray, ndarray } from '../ndarray.ts';
import { Rng } from '../rng.ts';

/** Applies a network at inference to a batch [n, ...input]; the backend is the caller's choice. */
export type Evaluate = (net: Network, batch: NdArray) => NdArray | Promise<NdArray>;

/** The random inputs of a comparison. */
export interface VerifyOptions {
  /** Samples drawn from a standard normal. Default 2. */
  readonly samples?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * The network with every tensor of its norms uniform in a range, as the authors of RepVGG and DBB check their conversions: at
 * the defaults, mean 0 and variance 1, a wrong fold passes.
 */
export function withRandomNorms(
  { layer, input, params }: Network,
  [low, high]: readonly [number, number],
  rng: Rng,
): Network {
  const drawn = [...params].map(([path, array]) => {
    if (!/\.(gamma|beta|mean|variance)$/.test(path)) return [path, array] as const;
    const draw = rng.fork(path);
    return [path, ndarray(array.shape, () => draw.uniform(low, high))] as const;
  });
  return { layer, input, params: new Map(drawn) };
}

/** How far two networks' outputs are apart on random inputs: max|y − y'| / max|y|; NaN if an output holds one. */
export async function verify(
  net: Network,
  folded: Network,
  evaluate: Evaluate,
  { samples = 2, seed = 0 }: VerifyOptions = {},
): Promise<number> {
  const rng = Rng.seeded(seed).fork('verify');
  const batch = ndarray([samples, ...net.input], () => rng.normal());
  const expected = await evaluate(net, batch);
  return relativeError(expected.data, (await evaluate(folded, batch)).data);
}

/** max|y − y'| / max|y|; the absolute error where y is all zeros. */
export function relativeError(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) return Number.NaN;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(expected[i]! - actual[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return largest === 0 ? difference : difference / largest;
}
