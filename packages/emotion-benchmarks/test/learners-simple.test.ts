/** Baselines, nearest neighbours, naive Bayes, logistic regression and ridge on problems whose answer is known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knn } from '../src/learners/classic/knn.ts';
import { logisticRegression } from '../src/learners/classic/logistic-regression.ts';
import { naiveBayes } from '../src/learners/classic/naive-bayes.ts';
import { ridge } from '../src/learners/classic/ridge.ts';
import { majority, mean, uniform } from '../src/learners/constant.ts';
import type { Samples } from '../src/learners/learner.ts';
import { dense, timesTransposed, transposed } from '../src/learners/parts/dense.ts';
import { solvePositiveDefinite } from '../src/learners/parts/linear-solve.ts';
import { argmax, largestDifference, ofClasses, ofValues, predicted } from './support/class-samples.ts';

function ofShares(features: number[][], shares: number[][]): Samples {
  const labels = { kind: 'distribution', values: Float32Array.from(shares.flat()), width: shares[0]!.length } as const;
  const classes = shares[0]!.map((_, c) => `class ${c}`);
  return { ...ofClasses(features, [], 1), labels, labelKind: { kind: 'distribution', classes } };
}

describe('baselines', () => {
  it('score classes by their frequency; of classes as frequent the first wins', async () => {
    const scores = await predicted(majority, ofClasses([[1], [2], [3], [4], [5]], [2, 1, 2, 1, 0], 4), [[9], [9]]);
    expect(scores).toEqual([
      [0.2, 0.4, 0.4, 0],
      [0.2, 0.4, 0.4, 0],
    ]);
    expect(argmax(scores[0]!)).toBe(1);
  });

  it('predict means of values and of distributions, and equal shares', async () => {
    const train = ofValues(
      [[1], [2]],
      [
        [2, 8],
        [4, 7],
      ],
    );
    expect(await predicted(mean, train, [[5]])).toEqual([[3, 7.5]]);
    const shares = ofShares(
      [[1], [2]],
      [
        [1, 0, 0, 0],
        [0.5, 0.5, 0, 0],
      ],
    );
    expect(await predicted(mean, shares, [[5]])).toEqual([[0.75, 0.25, 0, 0]]);
    expect(await predicted(uniform, shares, [[5]])).toEqual([[0.25, 0.25, 0.25, 0.25]]);
  });

  it('predict means of shares that sum to 1 though shares of votes are rounded', async () => {
    const shares = ofShares(
      [[1], [2]],
      [
        [0.333, 0.333, 0.333],
        [0.333, 0.333, 0.333],
      ],
    );
    expect((await predicted(mean, shares, [[5]]))[0]!.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
  });
});

describe('nearest neighbours', () => {
  it('decide between classes with as many votes by the smaller mean distance', async () => {
    // From 0: class 0 at distances 1 and 4 (mean 2.5), class 1 at 2 and 2.5 (mean 2.25).
    const train = ofClasses([[1], [4], [-2], [-2.5]], [0, 0, 1, 1], 3);
    const [scores] = await predicted(knn, train, [[0]], { k: 4 });
    expect(argmax(scores!)).toBe(1);
    expect(scores![2]).toBe(0);
    // Of the nearest three, class 1 has two.
    expect(argmax((await predicted(knn, train, [[0]], { k: 3 }))[0]!)).toBe(1);
    expect(argmax((await predicted(knn, train, [[0]], { k: 1 }))[0]!)).toBe(0);
  });

  it('never decide by distance against a vote', async () => {
    const train = ofClasses([[0], [100], [-100]], [0, 1, 1], 2);
    expect(argmax((await predicted(knn, train, [[0]], { k: 3 }))[0]!)).toBe(1);
  });

  it('take the first of training examples that are as near, and all if there are fewer than k', async () => {
    const train = ofValues([[1], [-1], [3]], [[2], [4], [9]]);
    expect(await predicted(knn, train, [[0]], { k: 1 })).toEqual([[2]]);
    expect((await predicted(knn, train, [[0]], { k: 15 }))[0]![0]).toBeCloseTo(5, 12);
  });

  it('refuse a k that is no count', async () => {
    const train = ofClasses([[1], [2]], [0, 1], 2);
    await expect(predicted(knn, train, [[0]], { k: 0 })).rejects.toThrow('the setting k is 0');
    await expect(predicted(knn, train, [[0]], { k: 1.5 })).rejects.toThrow('the setting k is 1.5');
  });
});

describe('naive Bayes', () => {
  // Class 0 has mean -1, class 1 mean 1, both variance 1; class 0 is twice as frequent.
  const train = ofClasses([[-2], [0], [-2], [0], [0], [2]], [0, 0, 0, 0, 1, 1], 3);

  it('gives posteriors by the formula', async () => {
    const [middle, right] = await predicted(naiveBayes, train, [[0], [1]]);
    expect(middle).toEqual([expect.closeTo(2 / 3, 12), expect.closeTo(1 / 3, 12), 0]);
    // At 1 the log odds of class 1 are -ln 2 + (2² - 0²) / 2.
    expect(right![1]).toBeCloseTo(1 / (1 + 2 * Math.exp(-2)), 12);
  });

  it('is finite far from all examples, with features that never vary, and with hundreds of features', async () => {
    const wide = ofClasses(
      [[-2], [0], [0], [2]].map(([x]) => [...new Array(900).fill(x), 7]),
      [0, 0, 1, 1],
      2,
    );
    const [scores] = await predicted(naiveBayes, wide, [[...new Array(900).fill(1e6), 8]]);
    expect(scores).toEqual([0, 1]);
    const constant = ofClasses([[5], [5], [5]], [0, 0, 1], 2);
    expect(await predicted(naiveBayes, constant, [[5]])).toEqual([
      [expect.closeTo(2 / 3, 12), expect.closeTo(1 / 3, 12)],
    ]);
  });

  it('takes no variance below the floor', async () => {
    // Class 0 never varies: with a floor of 1 it has the variance of all examples, 4, as class 1 does.
    const narrow = ofClasses([[-2], [-2], [2], [2]], [0, 0, 1, 1], 2);
    const [scores] = await predicted(naiveBayes, narrow, [[1]], { varianceFloor: 1 });
    // Log odds of class 1: (3² - 1²) / (2 · 4).
    expect(scores![1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
  });
});

describe('logistic regression', () => {
  it("predicts the classes' frequencies when the penalty forbids weights, which leaves the biases free", async () => {
    const train = ofClasses([[-1], [1], [3], [5]], [0, 2, 2, 2], 4);
    const [scores] = await predicted(logisticRegression, train, [[10]], { l2: 1e8 });
    expect(scores).toEqual([expect.closeTo(0.25, 4), 0, expect.closeTo(0.75, 4), 0]);
  });

  it('finds the weight at which the derivative is 0', async () => {
    // By symmetry the scores of the classes are ∓wx / 2, so the loss is 2 ln(1 + e^-w) + l2 w² / 4. Its derivative is 0 where
    // l2 = 4 / (w (1 + e^w)), which is 4 / (1 + e) at w = 1.
    const train = ofClasses([[-1], [1]], [0, 1], 2);
    const [scores] = await predicted(logisticRegression, train, [[1]], { l2: 4 / (1 + Math.E) });
    expect(scores![1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 5);
  });
});

describe('ridge regression', () => {
  it('shrinks a slope by what the penalty adds to the sum of squares, and not the mean', async () => {
    // x = ±1, ±1 about 0 with slope 2 and intercept 5: weight = Σxy / (4 + penalty) = 8 / 8.
    const train = ofValues([[-1], [-1], [1], [1]], [[3], [3], [7], [7]]);
    expect(await predicted(ridge, train, [[0], [1]], { penalty: 4 })).toEqual([
      [expect.closeTo(5, 10)],
      [expect.closeTo(6, 10)],
    ]);
  });

  it('predicts the same when it solves for examples as when it solves for features', async () => {
    const features = Array.from({ length: 6 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]);
    const values = features.map(([a, b]) => [4 + a! + 0.5 * b!, 5 - a! * b!]);
    // Columns of 0 change nothing but that there are more features than examples.
    const pad = (rows: number[][]): number[][] => rows.map(row => [...row, ...new Array(8).fill(0)]);
    const narrow = await predicted(ridge, ofValues(features, values), features, { penalty: 0.3 });
    const wide = await predicted(ridge, ofValues(pad(features), values), pad(features), { penalty: 0.3 });
    expect(largestDifference(narrow, wide)).toBeLessThan(1e-12);
  });
});

describe('positive definite systems', () => {
  it('are solved', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 3 }), fc.integer(), (n, m, seed) => {
        const numbers = (rows: number, columns: number, at: number) =>
          dense(
            rows,
            columns,
            Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(seed + at + 1.7 * i)),
          );
        const root = numbers(n, n, 0);
        const a = timesTransposed(root, root);
        for (let i = 0; i < n; i++) a.values[i * n + i]! += 1;
        const x = numbers(n, m, 5);
        const solution = solvePositiveDefinite(a, timesTransposed(a, transposed(x)));
        // Eigenvalues lie between 1 and 1 + n²: errors are of order 170 times the rounding.
        for (const [i, value] of solution.values.entries()) expect(value).toBeCloseTo(x.values[i]!, 10);
      }),
    );
  });

  it('are refused if they are not', () => {
    const singular = dense(2, 2, Float64Array.of(1, 1, 1, 1));
    expect(() => solvePositiveDefinite(singular, dense(2, 1))).toThrow("isn't positive definite");
  });
});
