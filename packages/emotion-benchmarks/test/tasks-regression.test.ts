/** Metrics of regression, by hand. */
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { evaluateRegression } from '../src/tasks/regression.ts';

const DIMENSIONS = [
  { name: 'valence', range: [1, 9], neutral: 5 },
  { name: 'arousal', range: [1, 9], neutral: 5 },
] as const;

describe('metrics of regression', () => {
  const metrics = evaluateRegression(
    new Matrix([
      [2, 6],
      [4, 7],
      [7, 9],
    ]),
    [2, 4, 6, 5, 7, 9],
    DIMENSIONS,
  );

  it('are each of every dimension', () => {
    // Valence: 2, 6, 7 predicted as 2, 4, 7. Arousal: 4, 5, 9 predicted as 6, 7, 9.
    expect(metrics['mse/valence']).toBeCloseTo(4 / 3, 12);
    expect(metrics['rmse/valence']).toBeCloseTo(Math.sqrt(4 / 3), 12);
    expect(metrics['mae/valence']).toBeCloseTo(2 / 3, 12);
    expect(metrics['r2/valence']).toBeCloseTo(1 - 4 / 14, 12);
    // Differences from the means, times three: labels −9, 3, 6; predictions −7, −1, 8.
    expect(metrics['pearson/valence']).toBeCloseTo((63 - 3 + 48) / Math.sqrt(126 * 114), 12);
    expect(metrics['signErrors/valence']).toBeCloseTo(1 / 3, 12);
    expect(metrics['mse/arousal']).toBeCloseTo(8 / 3, 12);
    expect(metrics['mae/arousal']).toBeCloseTo(4 / 3, 12);
    // Labels −6, −3, 9; predictions −4, −1, 5.
    expect(metrics['pearson/arousal']).toBeCloseTo((24 + 3 + 45) / Math.sqrt(126 * 42), 12);
    expect(metrics['signErrors/arousal']).toBeCloseTo(1 / 2, 12);
    expect(metrics.n).toBe(3);
  });

  it('are averaged: also the roots, not what they are roots of', () => {
    expect(metrics.mse).toBeCloseTo(2, 12);
    expect(metrics.rmse).toBeCloseTo((Math.sqrt(4 / 3) + Math.sqrt(8 / 3)) / 2, 12);
    expect(metrics.mae).toBeCloseTo(1, 12);
    expect(metrics.r2).toBeCloseTo((1 - 4 / 14 + (1 - 8 / 14)) / 2, 12);
  });

  it("leave out what isn't defined", () => {
    const one = DIMENSIONS.slice(0, 1);
    const alike = evaluateRegression(Matrix.columnVector([5, 7]), [5, 5], one);
    expect(Object.keys(alike).sort()).toEqual([
      'mae',
      'mae/valence',
      'mse',
      'mse/valence',
      'n',
      'rmse',
      'rmse/valence',
    ]);
    // Three tenths have a mean that isn't 0.1, but they are alike all the same.
    const constant = evaluateRegression(Matrix.columnVector([0.1, 0.1, 0.1]), [4, 6, 7], one);
    expect(constant).not.toHaveProperty('pearson');
    expect(constant).toHaveProperty('r2');
  });
});

const values = fc.array(
  fc.tuple(fc.double({ min: 1, max: 9, noNaN: true }), fc.double({ min: 1, max: 9, noNaN: true })),
  {
    minLength: 2,
    maxLength: 20,
  },
);

it('changing the unit squares into mse, and leaves r2 and the correlation', () => {
  const [valence] = DIMENSIONS;
  fc.assert(
    fc.property(values, pairs => {
      const labels = pairs.map(([label]) => label);
      const spread = Math.max(...labels) - Math.min(...labels);
      fc.pre(spread > 0.1);
      const of = (scale: (value: number) => number) =>
        evaluateRegression(Matrix.columnVector(pairs.map(([, predicted]) => scale(predicted))), labels.map(scale), [
          valence,
        ]);
      const [raw, unit] = [of(value => value), of(value => (value - 1) / 8)];
      expect(raw.mse).toBeCloseTo(64 * unit.mse!, 9);
      expect(raw.mae).toBeCloseTo(8 * unit.mae!, 9);
      // R² divides by a variance of at least spread²/2n ≥ 1/4000, so that rounding is magnified.
      expect(raw.r2! - unit.r2!).toBeCloseTo(0, 6);
      expect(raw.mae).toBeLessThanOrEqual(raw.rmse! + 1e-12);
      for (const value of Object.values(raw)) expect(Number.isFinite(value)).toBe(true);
    }),
  );
});

it('the mean of the labels has r2 0, and a line of the labels the correlation 1 or −1', () => {
  const [valence] = DIMENSIONS;
  const labels = [2, 3, 7, 8];
  expect(evaluateRegression(Matrix.columnVector([5, 5, 5, 5]), labels, [valence]).r2).toBeCloseTo(0, 12);
  const along = (slope: number) => Matrix.columnVector(labels.map(label => slope * label + 1));
  expect(evaluateRegression(along(2), labels, [valence]).pearson).toBeCloseTo(1, 12);
  expect(evaluateRegression(along(-0.5), labels, [valence]).pearson).toBeCloseTo(-1, 12);
});

describe('bad input is refused', () => {
  it.each([
    ['half an example', new Matrix([[1, 2]]), [1, 2, 3], 'There are 3 labels of 2 dimensions'],
    ['another shape', new Matrix([[1]]), [1, 2], 'Predictions are [1, 1], but there are 1 labelled examples'],
    ['infinity', new Matrix([[1, Infinity]]), [1, 2], "The prediction of 'arousal' for example 0 is Infinity"],
  ])('%s', (_, predicted, labels, message) => {
    expect(() => evaluateRegression(predicted, labels, DIMENSIONS)).toThrow(message);
  });
});
