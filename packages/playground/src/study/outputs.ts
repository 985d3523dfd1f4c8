/** Outputs of both forms for one sample. */
import { type NdArray, ndarray, type Rng } from '@refold/core';
import { evaluateOnce } from '@refold/core/apply';
import type { Shape } from '@refold/core/layers';
import type { Study } from './study.ts';

/** What both forms make of a sample, without the batch. */
export interface Outputs {
  readonly trained: NdArray;
  readonly folded: NdArray;
  /** folded − trained */
  readonly difference: NdArray;
  /** The largest |difference|. */
  readonly largest: number;
  /** The largest |output| of the trained form. */
  readonly scale: number;
}

/** Runs both forms on a sample, on the active backend. */
export async function outputsOf({ trained, folded }: Study, sample: NdArray): Promise<Outputs> {
  const batch = { shape: [1, ...sample.shape], data: sample.data };
  const one = await evaluateOnce(trained, batch);
  const other = await evaluateOnce(folded, batch);
  const shape = one.shape.slice(1);
  const difference = Float32Array.from(one.data, (value, i) => other.data[i]! - value);
  return {
    trained: { shape, data: one.data },
    folded: { shape, data: other.data },
    difference: { shape, data: difference },
    largest: largestOf(difference),
    scale: largestOf(one.data),
  };
}

/** The largest |x|; NaN if one is. */
export const largestOf = (values: ArrayLike<number>): number => {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
};

/** A sample that isn't a picture: what a block that takes vectors is given. */
export const noise = (shape: Shape, rng: Rng): NdArray => ndarray(shape, () => rng.normal());
