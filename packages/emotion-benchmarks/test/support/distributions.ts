/** Made-up examples with label distributions, and checks of what is predicted for them. */
import { Rng } from '@refold/core';
import { Matrix } from 'ml-matrix';
import { expect } from 'vitest';
import type { FitContext, Learner, LearnerSettings, Samples } from '../../src/learners/learner.ts';

/** Examples as a learner gets them; `split` is the first column of a second block. */
export function distributionSamples(features: Matrix, shares: Matrix, split = features.columns): Samples {
  const { columns } = features;
  return {
    features,
    labels: { kind: 'distribution', values: Float32Array.from(shares.to1DArray()), width: shares.columns },
    labelKind: { kind: 'distribution', classes: Array.from({ length: shares.columns }, (_, j) => `class ${j}`) },
    blocks: [
      { name: 'first', from: 0, to: split },
      { name: 'second', from: split, to: columns },
    ],
  };
}

export const contextOf = (seed: number): FitContext => ({ rng: Rng.seeded(seed), stopIfAsked: () => {} });

export interface MadeUp {
  readonly features: Matrix;
  readonly shares: Matrix;
}

/** Normal features [examples, width] and random distributions of `classes`, about a third of whose shares are 0. */
export function randomExamples(examples: number, width: number, classes: number, seed: number): MadeUp {
  const rng = Rng.seeded(`examples ${seed}`);
  const features = Matrix.zeros(examples, width).apply(fill(() => rng.normal()));
  const shares = Matrix.zeros(examples, classes).apply(fill(() => Math.max(0, rng.uniform(-0.5, 1))));
  for (let i = 0; i < examples; i++) shares.set(i, i % classes, shares.get(i, i % classes) + 0.1);
  return { features, shares: withRowSums1(shares) };
}

/**
 * Three groups of examples around places far apart, each with a distribution of its own (the rows of GROUPS). The third feature is constant
 * and therefore 0.
 */
export function separable(perGroup: number, seed: number): MadeUp {
  const rng = Rng.seeded(`groups ${seed}`);
  const features = new Matrix(3 * perGroup, 3);
  const shares = new Matrix(3 * perGroup, 3);
  for (let i = 0; i < features.rows; i++) {
    const group = i % 3;
    features.setRow(
      i,
      PLACES[group]!.map((value, k) => (k < 2 ? value + rng.normal(0, 0.02) : 0)),
    );
    shares.setRow(i, [...GROUPS[group]!]);
  }
  return { features, shares };
}

const PLACES = [
  [1.2, 0.7, 0],
  [-1.2, 0.7, 0],
  [0, -1.4, 0],
];

export const GROUPS = [
  [0.8, 0.2, 0],
  [0, 0.9, 0.1],
  [0.2, 0.1, 0.7],
] as const;

const fill = (value: () => number) =>
  function (this: Matrix, i: number, j: number): void {
    this.set(i, j, value());
  };

function withRowSums1(shares: Matrix): Matrix {
  return shares.divColumnVector(shares.sum('row'));
}

/** Fits with some settings in place of the defaults, and predicts. */
export async function fitAndPredict<S extends LearnerSettings>(
  learner: Learner<S>,
  train: Samples,
  test: Matrix,
  settings: Partial<S> = {},
  seed = 1,
): Promise<Matrix> {
  const fitted = await learner.fit(train, { ...learner.defaults, ...settings }, contextOf(seed));
  const predicted = await fitted.predict(test);
  fitted.dispose?.();
  return predicted;
}

/** Expects rows of numbers of at least 0 that sum to 1 but for rounding. */
export function expectShares(predicted: Matrix, rows: number, classes: number): void {
  expect([predicted.rows, predicted.columns]).toEqual([rows, classes]);
  for (const row of predicted.to2DArray()) {
    expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
    expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  }
}
