/** Examples with classes or values, for tests of learners. */
import { Rng } from '@refold/core';
import { Matrix } from 'ml-matrix';
import type { FitContext, Fitted, Learner, LearnerSettings, Samples } from '../../src/learners/learner.ts';

export const context: FitContext = { rng: Rng.seeded('learners'), stopIfAsked: () => {} };

/** Examples of classes 0 to `count` - 1; `blocks` are the first and last columns (without it) of each kind of features. */
export function ofClasses(
  features: readonly (readonly number[])[],
  classes: readonly number[],
  count: number,
  blocks: readonly (readonly [number, number])[] = [],
): Samples {
  return {
    features: new Matrix(features.map(row => [...row])),
    labels: { kind: 'class', values: Int32Array.from(classes) },
    labelKind: { kind: 'class', classes: Array.from({ length: count }, (_, c) => `class ${c}`) },
    blocks: blocks.map(([from, to], i) => ({ name: `block ${i}`, from, to })),
  };
}

/** Examples with a value on each of some dimensions of the scale from 1 to 9. */
export function ofValues(features: readonly (readonly number[])[], values: readonly (readonly number[])[]): Samples {
  const width = values[0]!.length;
  return {
    features: new Matrix(features.map(row => [...row])),
    labels: { kind: 'dimensions', values: Float32Array.from(values.flat()), width },
    labelKind: {
      kind: 'dimensions',
      dimensions: Array.from({ length: width }, (_, d) => ({ name: `dimension ${d}`, range: [1, 9], neutral: 5 })),
    },
    blocks: [],
  };
}

export async function fitted<S extends LearnerSettings>(
  learner: Learner<S>,
  train: Samples,
  settings: Partial<S> = {},
): Promise<Fitted> {
  return learner.fit(train, { ...learner.defaults, ...settings }, context);
}

/**
 * What a learner with its defaults, or with some other settings, predicts after learning from `train`: a row for each of
 * `features`.
 */
export async function predicted<S extends LearnerSettings>(
  learner: Learner<S>,
  train: Samples,
  features: readonly (readonly number[])[],
  settings: Partial<S> = {},
): Promise<number[][]> {
  const model = await fitted(learner, train, settings);
  return (await model.predict(new Matrix(features.map(row => [...row])))).to2DArray();
}

/** The position of the largest value, the first of those as large. */
export const argmax = (row: readonly number[]): number => row.indexOf(Math.max(...row));

/** The largest difference of an entry of two arrays of rows. */
export function largestDifference(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  return Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]![j]!))));
}
