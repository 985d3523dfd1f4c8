/** Metrics of retrieval, by hand. */
import { Rng } from '@refold/core';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { evaluateRetrieval } from '../src/tasks/retrieval.ts';

describe('metrics of rankings', () => {
  // Examples 0, 2 and 5 share a label, and each ranks the other two at 1 and 4 of five; the labels of the other examples are theirs alone.
  const labels = [0, 1, 0, 2, 3, 0];
  const scores = new Matrix([
    [9, 4, 5, 3, 1, 2],
    [9, 8, 7, 6, 5, 4],
    [2, 4, 9, 3, 1, 5],
    [9, 8, 7, 6, 5, 4],
    [9, 8, 7, 6, 5, 4],
    [2, 4, 5, 3, 1, 9],
  ]);
  // Query 0: 2 (5), 1 (4), 3 (3), 5 (2), 4 (1). Query 2: 5, 1, 3, 0, 4. Query 5: 2, 1, 3, 0, 4.
  const metrics = evaluateRetrieval(scores, labels, 'highest');

  it('are those of relevant examples at the ranks 1 and 4 of five', () => {
    expect(metrics.queries).toBe(3);
    expect(metrics.nn).toBe(1);
    // G = 2: one of the first two, both of the first four.
    expect(metrics.firstTier).toBeCloseTo(1 / 2, 12);
    expect(metrics.secondTier).toBe(1);
    // There are five to look at, fewer than twenty: P = 2/5, R = 1.
    expect(metrics.f1At20).toBeCloseTo((2 * (2 / 5)) / (2 / 5 + 1), 12);
    expect(metrics.map).toBeCloseTo((1 / 1 + 2 / 4) / 2, 12);
    // Gains 1 + 1/log₂ 4 = 1.5, of at most 1 + 1/log₂ 2 = 2.
    expect(metrics.dcg).toBeCloseTo(1.5 / 2, 12);
    // K = min(4·2, 2·2) = 4: ranks 1 and 4 count, their mean is 2.5; (2.5 − 1.5)/(5 − 1.5).
    expect(metrics.anmrr).toBeCloseTo(1 / 3.5, 12);
  });

  it('are the same of distances', () => {
    expect(evaluateRetrieval(Matrix.mul(scores, -1), labels, 'lowest')).toEqual(metrics);
  });

  it("don't look at the query's own score", () => {
    const blind = scores.clone();
    for (let i = 0; i < labels.length; i++) blind.set(i, i, Number.NaN);
    expect(evaluateRetrieval(blind, labels, 'highest')).toEqual(metrics);
  });
});

/** Scores of `n` examples in which every query ranks the others by `rank`. */
const ranking = (n: number, score: (query: number, other: number) => number): Matrix =>
  new Matrix(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => score(i, j))));

it('a perfect ranking has 1 everywhere and anmrr 0', () => {
  const labels = [0, 1, 0, 1, 1, 2];
  const scores = ranking(6, (i, j) => Number(labels[i] === labels[j]));
  const { f1At20, ...metrics } = evaluateRetrieval(scores, labels, 'highest');
  expect(metrics).toEqual({ nn: 1, firstTier: 1, secondTier: 1, map: 1, dcg: 1, anmrr: 0, queries: 5 });
  // Two queries with G = 1 and three with G = 2 look at five: F1 = 2·G/(5 + G).
  expect(f1At20).toBeCloseTo(((2 * 2) / 6 + (3 * 4) / 7) / 5, 12);
});

it('a ranking with all relevant ones beyond rank K has anmrr 1', () => {
  // Two of one label, and ten alone: K = min(4, 2) = 2, and the companion is the last of eleven.
  const labels = [0, 0, ...Array.from({ length: 10 }, (_, i) => i + 1)];
  const { anmrr, nn, map, dcg } = evaluateRetrieval(
    ranking(12, (i, j) => Number(labels[i] !== labels[j])),
    labels,
    'highest',
  );
  expect(anmrr).toBe(1);
  expect(nn).toBe(0);
  expect(map).toBeCloseTo(1 / 11, 12);
  expect(dcg).toBeCloseTo(1 / Math.log2(11), 12);
});

it('twenty are looked at for F1 where there are more', () => {
  // 30 examples of two labels, 15 each: G = 14, all of which rank first.
  const labels = Array.from({ length: 30 }, (_, i) => i % 2);
  const { f1At20 } = evaluateRetrieval(
    ranking(30, (i, j) => Number(labels[i] === labels[j])),
    labels,
    'highest',
  );
  // P = 14/20, R = 1
  expect(f1At20).toBeCloseTo((2 * 0.7) / 1.7, 12);
});

it('of equal scores the first example ranks first', () => {
  // Query 0 ranks 1 before 2, query 1 ranks 0 before 2; 2 is alone.
  const { nn, queries } = evaluateRetrieval(Matrix.zeros(3, 3), [0, 0, 1], 'highest');
  expect(queries).toBe(2);
  expect(nn).toBe(1);
});

it('random rankings of two labels find one in two first', () => {
  const rng = Rng.seeded(1);
  const n = 400;
  const labels = Array.from({ length: n }, (_, i) => i % 2);
  const metrics = evaluateRetrieval(
    ranking(n, () => rng.uniform()),
    labels,
    'highest',
  );
  const chance = 199 / 399;
  // Of 400 independent queries: five standard deviations are 5 · ½ / 20.
  expect(Math.abs(metrics.nn! - chance)).toBeLessThan(0.125);
  // The first 199 of 399 hold a hypergeometric share of standard deviation √(¼ · 200/398 / 199) = .0252, the mean of 400 one of .00126.
  expect(Math.abs(metrics.firstTier! - chance)).toBeLessThan(0.0063);
  for (const value of Object.values(metrics)) expect(Number.isFinite(value)).toBe(true);
});

describe('bad input is refused', () => {
  it.each([
    ['another shape', Matrix.zeros(2, 3), [0, 0], 'Scores are [2, 3], but 2 labelled examples need [2, 2]'],
    [
      'NaN',
      new Matrix([
        [0, Number.NaN],
        [0, 0],
      ]),
      [0, 0],
      'The score of example 1 for query 0 is NaN',
    ],
    ['labels of one example each', Matrix.zeros(2, 2), [0, 1], 'No two examples share a label'],
  ])('%s', (_, scores, labels, message) => {
    expect(() => evaluateRetrieval(scores, labels, 'highest')).toThrow(message);
  });
});
