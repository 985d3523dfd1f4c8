/**
 * Learners of label distributions on the released features of Emotion6, against the reference values that came with the specification
 * (reference_oasis-emotion6.csv). They agree for standardised features with a bias, the sum of the examples' cross entropies, and the penalty
 * l2 / 2 · |weights|² on all weights.
 */
import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { aaKnn } from '../src/learners/distributions/aa-knn.ts';
import { saBfgs } from '../src/learners/distributions/sa-bfgs.ts';
import { hasEmotion6, type MetricMeans, metricMeans, predictByFolds, readEmotion6 } from './support/emotion6.ts';

const means = (...values: readonly number[]): MetricMeans => {
  const [KL, Chebyshev, cosine, Clark, Canberra, intersection, SSD, BC, accuracy] = values as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { KL, Chebyshev, cosine, Clark, Canberra, intersection, SSD, BC, accuracy };
};

/** KL, Chebyshev, cosine, Clark, Canberra, intersection, SSD, BC, accuracy. */
const UNIFORM = means(0.7, 0.3489, 0.6566, 1.6789, 3.8288, 0.5274, 0.2182, 0.7608, 0.0157);
const TRAIN_MEAN = means(0.6115, 0.3238, 0.7011, 1.6613, 3.7408, 0.5662, 0.1959, 0.791, 0.3222);
const KNN_5 = means(0.8275, 0.3237, 0.6751, 1.7054, 3.8514, 0.5642, 0.2123, 0.787, 0.2894);
const KNN_20 = means(0.6007, 0.3145, 0.7084, 1.6711, 3.7484, 0.5801, 0.1914, 0.8005, 0.3121);
const BFGS = means(0.5917, 0.3049, 0.7166, 1.6841, 3.7964, 0.5895, 0.1877, 0.8092, 0.349);
const BFGS_L2 = means(0.5739, 0.3076, 0.7267, 1.6484, 3.6857, 0.5844, 0.1811, 0.8031, 0.3631);

/**
 * Standard deviations over random choices of folds where they are 0.002 or more, measured with 20 permutations for AA-kNN and 10 for SA-BFGS.
 * Shares of 0 make KL depend on single pictures, and argmax accuracy depends on near ties.
 */
const KNN_5_SPREAD = { KL: 0.0124, Clark: 0.0021, Canberra: 0.0079, accuracy: 0.0048 };
const KNN_20_SPREAD = { Canberra: 0.0025, accuracy: 0.0053 };
const BFGS_SPREAD = { KL: 0.0025, Canberra: 0.0058, accuracy: 0.0064 };
const BFGS_L2_SPREAD = { Canberra: 0.0024, accuracy: 0.0021 };

/** Expects each metric within 0.01, or three standard deviations of the difference of two random choices of folds if that is more. */
function expectNear(measured: MetricMeans, reference: MetricMeans, spread: Partial<MetricMeans> = {}): void {
  for (const name of Object.keys(reference) as (keyof MetricMeans)[]) {
    const tolerance = Math.max(0.01, 3 * Math.SQRT2 * (spread[name] ?? 0));
    expect(Math.abs(measured[name] - reference[name]), `${name}: ${measured[name]}`).toBeLessThan(tolerance);
  }
}

/** Seconds on an idle core; several times as many beside other work. */
const TIMEOUT = 300_000;

test('metrics are those of the worked example', () => {
  const measured = metricMeans(new Matrix([[0.5, 0.3, 0.2, 0]]), new Matrix([[0.4, 0.4, 0.1, 0.1]]));
  // The cosine is 0.34 / √(0.38 · 0.34) = 0.945905; the specification has 0.945305, a misprint.
  const expected = means(0.163897, 0.1, 0.945905, 1.069516, 1.587302, 0.8, 0.04, 0.935045, 1);
  for (const name of Object.keys(expected) as (keyof MetricMeans)[])
    expect(measured[name]).toBeCloseTo(expected[name], 6);
});

describe.skipIf(!hasEmotion6)('features of Emotion6, 10 random folds', () => {
  const data = hasEmotion6 ? readEmotion6() : { features: new Matrix(0, 0), votes: new Matrix(0, 0) };

  test('equal shares', () => {
    const measured = metricMeans(data.votes, Matrix.ones(data.votes.rows, 7).div(7));
    for (const name of Object.keys(UNIFORM) as (keyof MetricMeans)[]) {
      expect(Math.abs(measured[name] - UNIFORM[name]), name).toBeLessThan(1e-3);
    }
  });

  test(
    'the mean of the training examples',
    async () => {
      // It is what AA-kNN predicts if all examples are neighbours.
      expectNear(metricMeans(data.votes, await predictByFolds(data, aaKnn, { k: 1782 })), TRAIN_MEAN);
    },
    TIMEOUT,
  );

  test(
    'AA-kNN',
    async () => {
      expectNear(metricMeans(data.votes, await predictByFolds(data, aaKnn, { k: 5 })), KNN_5, KNN_5_SPREAD);
      expectNear(metricMeans(data.votes, await predictByFolds(data, aaKnn, { k: 20 })), KNN_20, KNN_20_SPREAD);
    },
    TIMEOUT,
  );

  test(
    'SA-BFGS with a penalty',
    async () => {
      expectNear(metricMeans(data.votes, await predictByFolds(data, saBfgs, { l2: 100 })), BFGS_L2, BFGS_L2_SPREAD);
    },
    TIMEOUT,
  );

  test(
    'SA-BFGS without a penalty',
    async () => {
      // Between 200 and 600 iterations of SciPy's L-BFGS-B no metric changes by more than 0.003.
      expectNear(
        metricMeans(data.votes, await predictByFolds(data, saBfgs, { l2: 0, iterations: 200 })),
        BFGS,
        BFGS_SPREAD,
      );
    },
    TIMEOUT,
  );
});
