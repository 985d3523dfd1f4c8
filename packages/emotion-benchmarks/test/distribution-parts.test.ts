/** Losses, solvers and steps of learners of label distributions, each by what defines it. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { expect, test } from 'vitest';
import { squaredError } from '../src/learners/distributions/aa-bp.ts';
import { aaKnn } from '../src/learners/distributions/aa-knn.ts';
import { crossEntropyOf } from '../src/learners/distributions/conditional-network.ts';
import { augmented } from '../src/learners/distributions/cpnn.ts';
import { kernelScores, regressJointly } from '../src/learners/distributions/multi-output-svr.ts';
import { couple, fitSigmoid, probabilityOf } from '../src/learners/distributions/platt.ts';
import { resample } from '../src/learners/distributions/problem-transformation.ts';
import { saBfgs } from '../src/learners/distributions/sa-bfgs.ts';
import { meanDivergence, saIis } from '../src/learners/distributions/sa-iis.ts';
import { weightedCode } from '../src/learners/distributions/weighted-shared-sparse.ts';
import { lasso } from '../src/learners/optimise/lasso.ts';
import { dot } from '../src/learners/optimise/vectors.ts';
import { dense, fromMatrix, rowOf, timesTransposed, toMatrix, transposedTimes } from '../src/learners/parts/dense.ts';
import { squaredDistances } from '../src/learners/parts/distances.ts';
import { crossEntropy } from '../src/learners/parts/maximum-entropy.ts';
import { distributionSamples, fitAndPredict, randomExamples } from './support/distributions.ts';
import { gradientError } from './support/gradient-check.ts';
import { randomDense } from './support/random-dense.ts';

test('products and distances of matrices are those of ml-matrix, whatever the number of rows', () => {
  for (const rows of [1, 3, 4, 6, 9]) {
    const [a, b, c] = [randomDense(rows, 5, 'a'), randomDense(7, 5, 'b'), randomDense(rows, 3, 'c')];
    const [ma, mb, mc] = [toMatrix(a), toMatrix(b), toMatrix(c)];
    expect(Matrix.sub(toMatrix(timesTransposed(a, b)), ma.mmul(mb.transpose())).norm()).toBeLessThan(1e-12);
    expect(Matrix.sub(toMatrix(transposedTimes(c, a)), mc.transpose().mmul(ma)).norm()).toBeLessThan(1e-12);
    const distance = Matrix.sub(ma.getRowVector(rows - 1), mb.getRowVector(2)).norm() ** 2;
    expect(rowOf(squaredDistances(a, b), rows - 1)[2]).toBeCloseTo(distance, 10);
  }
});

test('gradients are those of finite differences', () => {
  const { features, shares } = randomExamples(9, 4, 3, 1);
  const [x, d] = [fromMatrix(features), fromMatrix(shares)];
  const weights = (count: number): Float64Array => randomDense(1, count, 'weights').values;
  const codes = dense(3, 1, Float64Array.of(1, 2, 3));
  // Losses of about 10 with steps of 1e-5: rounding alone is about 1e-10.
  expect(gradientError(crossEntropy(x, d, 0), weights(12))).toBeLessThan(1e-8);
  expect(gradientError(crossEntropy(x, d, 2.5), weights(12))).toBeLessThan(1e-8);
  expect(gradientError(squaredError(x, d, 5), weights(5 * 4 + 3 * 5))).toBeLessThan(1e-8);
  expect(gradientError(crossEntropyOf(x, codes, d, 5), weights(5 * 4 + 5 + 5))).toBeLessThan(1e-8);
});

test('the cross entropy is that of its definition', () => {
  // Two examples of one feature, weights ln 2 and 0: shares 2/3 and 1/3 for x = 1, 1/2 and 1/2 for x = 0.
  const objective = crossEntropy(dense(2, 1, Float64Array.of(1, 0)), dense(2, 2, Float64Array.of(1, 0, 0.3, 0.7)), 4);
  const { loss } = objective(Float64Array.of(Math.LN2, 0));
  expect(loss).toBeCloseTo(Math.log(1.5) + Math.LN2 + 2 * Math.LN2 ** 2, 12);
});

test('AA-kNN predicts the mean of the nearest distributions', async () => {
  const shares = new Matrix([
    [1, 0],
    [0.5, 0.5],
    [0, 1],
  ]);
  const samples = distributionSamples(new Matrix([[0], [1], [5]]), shares);
  const test = new Matrix([[0.1], [4]]);
  expect((await fitAndPredict(aaKnn, samples, test, { k: 1 })).to2DArray()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect((await fitAndPredict(aaKnn, samples, test, { k: 2 })).to2DArray()).toEqual([
    [0.75, 0.25],
    [0.25, 0.75],
  ]);
  expect(() => aaKnn.fit(samples, { k: 0 }, { rng: Rng.seeded(1), stopIfAsked: () => {} })).toThrow(/k is 0/);
});

test('improved iterative scaling lowers the divergence with every sweep, to that of L-BFGS', async () => {
  const { features, shares } = randomExamples(30, 2, 3, 4);
  const samples = distributionSamples(features, shares);
  const divergenceOf = async (predicted: Matrix | Promise<Matrix>): Promise<number> =>
    meanDivergence(fromMatrix(shares), fromMatrix(await predicted));
  let last = Number.POSITIVE_INFINITY;
  for (let sweeps = 0; sweeps < 10; sweeps++) {
    const divergence = await divergenceOf(fitAndPredict(saIis, samples, features, { sweeps, tolerance: 0 }));
    expect(divergence).toBeLessThan(last);
    last = divergence;
  }
  const lowest = await divergenceOf(fitAndPredict(saBfgs, samples, features, { l2: 0 }));
  const scaled = await divergenceOf(fitAndPredict(saIis, samples, features, { sweeps: 3000, tolerance: 1e-12 }));
  expect(scaled - lowest).toBeLessThan(1e-5);
  // L-BFGS ends where no entry of the gradient of 30 examples is above 1e-6.
  expect(scaled - lowest).toBeGreaterThan(-1e-9);
});

test('a penalty draws weights, the bias too, towards equal shares', async () => {
  const { features, shares } = randomExamples(30, 2, 3, 4);
  const predicted = await fitAndPredict(saBfgs, distributionSamples(features, shares), features, { l2: 1e9 });
  expect(predicted.sub(1 / 3).max()).toBeLessThan(1e-6);
});

test('the lasso fulfils its optimality conditions, and uses one orthogonal atom after another', () => {
  const atoms = randomDense(40, 6, 'atoms');
  const target = randomDense(1, 6, 'target').values;
  const penalty = 0.8;
  const coefficients = lasso(atoms, target, penalty);
  const residual = target.map((value, k) => value - coefficients.reduce((s, a, i) => s + a * rowOf(atoms, i)[k]!, 0));
  coefficients.forEach((value, i) => {
    // 2 x·r is the sign times the penalty where the coefficient isn't 0, and no larger elsewhere; up to the tolerance of 1e-4 · |target|.
    const pull = 2 * dot(rowOf(atoms, i), residual);
    expect(
      Math.abs(value === 0 ? Math.max(0, Math.abs(pull) - penalty) : pull - Math.sign(value) * penalty),
    ).toBeLessThan(0.01);
  });
  expect(coefficients.filter(value => value !== 0).length).toBeLessThanOrEqual(6);
  // Atoms (2, 0) and (0, 1), target (3, 0.2): 2 · 2 · (3 - 2a) = 0.8 gives 1.4; the second would need 2 · 0.2 > 0.8. Atoms of zeros get 0.
  expect([...lasso(dense(3, 2, Float64Array.of(2, 0, 0, 1, 0, 0)), Float64Array.of(3, 0.2), 0.8)]).toEqual([
    expect.closeTo(1.4, 10),
    0,
    0,
  ]);
});

test('weights of blocks favour the block that training examples explain', () => {
  // The target is the first example in the first block, and unlike any in the second.
  const examples = dense(2, 4, Float64Array.of(1, 0, 1, 0, 0, 1, 1, 0));
  const blocks = [
    { name: 'explained', from: 0, to: 2 },
    { name: 'unexplained', from: 2, to: 4 },
  ];
  const settings = { mu: 1e-3, rounds: 10 };
  const target = Float64Array.of(1, 0, 0, 3);
  const { weights, coefficients } = weightedCode(examples, target, blocks, { ...settings, lambda: 1 });
  expect(weights[0]! + weights[1]!).toBeCloseTo(1, 12);
  expect(weights[0]).toBeGreaterThan(0.9);
  expect(coefficients[0]).toBeGreaterThan(coefficients[1]!);
  const equal = weightedCode(examples, target, blocks, { ...settings, lambda: 1e6 }).weights;
  expect(equal[0]).toBeCloseTo(0.5, 5);
});

test('joint regression is where no change of a coefficient or offset lowers its objective', () => {
  const inputs = randomDense(12, 2, 'inputs');
  const targets = randomDense(12, 3, 'targets');
  const squared = squaredDistances(inputs, inputs);
  const kernel = dense(
    12,
    12,
    squared.values.map(value => Math.exp(-value)),
  );
  const options = { cost: 2, epsilon: 0.4, stopIfAsked: () => {} };
  const machine = regressJointly(kernel, targets, options);
  const objectiveOf = (coefficients: Float64Array, offset: Float64Array): number => {
    const moved = { coefficients: dense(12, 3, coefficients), offset };
    const scores = kernelScores(kernel, moved);
    const smooth = kernelScores(kernel, { ...moved, offset: new Float64Array(3) });
    let objective = dot(coefficients, smooth.values) / 2;
    for (let i = 0; i < 12; i++) {
      const error = Math.hypot(...rowOf(targets, i).map((value, j) => value - rowOf(scores, i)[j]!));
      objective += 2 * Math.max(0, error - 0.4) ** 2;
    }
    return objective;
  };
  const { coefficients, offset } = machine;
  const lowest = objectiveOf(coefficients.values, offset);
  const nudge = (values: Float64Array, at: number, by: number): Float64Array =>
    values.map((value, i) => (i === at ? value + by : value));
  for (const by of [-0.1, 0.1]) {
    coefficients.values.forEach((_, i) => {
      expect(objectiveOf(nudge(coefficients.values, i, by), offset)).toBeGreaterThan(lowest);
    });
    offset.forEach((_, j) => {
      expect(objectiveOf(coefficients.values, nudge(offset, j, by))).toBeGreaterThan(lowest);
    });
  }
});

test('labels are drawn in proportion to shares, and never with the share 0', () => {
  const shares = dense(
    2000,
    2,
    Float64Array.from({ length: 4000 }, (_, i) => [0.25, 0.75, 0, 1][i % 4]!),
  );
  const { values } = resample(shares, Rng.seeded(1));
  expect(values.reduce((a, b) => a + b, 0)).toBe(4000);
  const drawn = [0, 1, 2, 3].map(kind => values.reduce((sum, count, i) => sum + (i % 4 === kind ? count : 0), 0));
  expect(drawn[2]).toBe(0);
  // Expected: 4000 · 0.25 / 2, with a standard deviation of 21.
  expect(Math.abs(drawn[0]! - 500)).toBeLessThan(85);
});

test('augmentation raises the largest share', () => {
  // Of one copy: (0.6 · 2, 0.4) / 1.6. Of two: the mean of that and of (0.6 · 1.5, 0.4) / 1.3.
  const shares = dense(1, 2, Float64Array.of(0.6, 0.4));
  expect(augmented(shares, 1).values[0]).toBeCloseTo(0.75, 12);
  expect(augmented(shares, 2).values[0]).toBeCloseTo((0.75 + 0.9 / 1.3) / 2, 12);
});

test('coupling finds shares that pairwise probabilities agree on', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }), weights => {
      const total = weights.reduce((a, b) => a + b, 0);
      const pairwise = weights.flatMap(a => weights.map(b => a / (a + b)));
      couple(dense(weights.length, weights.length, Float64Array.from(pairwise))).forEach((share, j) => {
        expect(share).toBeCloseTo(weights[j]! / total, 5);
      });
    }),
  );
});

test('sigmoids fit the share of positives at each decision value', () => {
  // At -1 one of 4 is positive, at 1 three of 4, each 1000 times: a sigmoid through 1/4 and 3/4 has the slope ln 3.
  const decisions = Float64Array.of(-1, -1, 1, 1);
  const signs = Float64Array.of(1, -1, 1, -1);
  const sigmoid = fitSigmoid(decisions, signs, Float64Array.of(1000, 3000, 3000, 1000));
  expect(sigmoid.slope).toBeCloseTo(-Math.log(3), 2);
  expect(probabilityOf(sigmoid, 1)).toBeCloseTo(0.75, 3);
  expect(probabilityOf(sigmoid, -1)).toBeCloseTo(0.25, 3);
});
