/** Support vector machines: the solver's optimality, machines whose solution is known, several classes, several kernels. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnKernelWeights, multipleKernels } from '../src/learners/classic/multiple-kernels.ts';
import { svm } from '../src/learners/classic/svm.ts';
import { svr } from '../src/learners/classic/svr.ts';
import { type Dense, dense, timesTransposed } from '../src/learners/parts/dense.ts';
import { solveDual } from '../src/learners/parts/smo.ts';
import { decisionValues, rbfKernel, regress, separate } from '../src/learners/parts/support-vectors.ts';
import { classData } from '../src/learners/parts/training-data.ts';
import { argmax, context, largestDifference, ofClasses, ofValues, predicted } from './support/class-samples.ts';

const column = (...values: number[]): Dense => dense(values.length, 1, Float64Array.from(values));
const linear = (examples: Dense): Dense => timesTransposed(examples, examples);
const all = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

/** Examples of `classes` classes about points of a circle. */
function circle(count: number, classes: number, seed: string): { features: number[][]; labels: number[] } {
  const rng = Rng.seeded(seed);
  const labels = Array.from({ length: count }, (_, i) => i % classes);
  const features = labels.map(c => {
    const angle = (2 * Math.PI * c) / classes;
    return [2 * Math.cos(angle) + rng.normal(), 2 * Math.sin(angle) + rng.normal()];
  });
  return { features, labels };
}

describe('sequential minimal optimisation', () => {
  it('ends at a point that satisfies the optimality conditions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.integer(),
        (n, c, seed) => {
          const rng = Rng.seeded(seed);
          const examples = dense(
            n,
            2,
            Float64Array.from({ length: 2 * n }, () => rng.normal()),
          );
          const kernel = rbfKernel(examples, examples, 0.5);
          const target = Float64Array.from({ length: n }, (_, i) => (i === 0 ? 1 : i === 1 ? -1 : rng.int(2) * 2 - 1));
          const upper = target.map(sign => (sign > 0 ? c : 0));
          const lower = target.map(sign => (sign < 0 ? -c : 0));
          const { beta } = solveDual({ kernel, rows: all(n), target, lower, upper }, { tolerance: 1e-4 });
          // The sum stays 0 but for rounding in steps of at most c.
          expect(Math.abs(beta.reduce((a, b) => a + b))).toBeLessThan(1e-10 * (1 + c));
          const gradient = timesTransposed(kernel, dense(1, n, beta)).values;
          let highest = Number.NEGATIVE_INFINITY;
          let lowest = Number.POSITIVE_INFINITY;
          beta.forEach((value, t) => {
            expect(value).toBeGreaterThanOrEqual(lower[t]!);
            expect(value).toBeLessThanOrEqual(upper[t]!);
            if (value < upper[t]!) highest = Math.max(highest, target[t]! - gradient[t]!);
            if (value > lower[t]!) lowest = Math.min(lowest, target[t]! - gradient[t]!);
          });
          expect(highest - lowest).toBeLessThan(1.1e-4);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('can be stopped', () => {
    const stopIfAsked = (): never => {
      throw new Error('stopped');
    };
    const dual = { kernel: linear(column(-1, 1)), rows: all(2), target: Float64Array.of(-1, 1) };
    const bounds = { lower: Float64Array.of(-1, 0), upper: Float64Array.of(0, 1) };
    expect(() => solveDual({ ...dual, ...bounds }, { stopIfAsked })).toThrow('stopped');
  });
});

describe('two classes', () => {
  const kernel = linear(column(-1, 1, 3, 4));

  it('are separated half way between the nearest examples', () => {
    // Of -1 and 1, 3, 4 the widest margin is f(x) = x: weights ∓1/2 at the nearest two.
    const machine = separate(kernel, all(4), Float64Array.of(-1, 1, 1, 1), new Float64Array(4).fill(10));
    expect(Array.from(machine.support)).toEqual([0, 1]);
    expect(Array.from(machine.weights)).toEqual([-0.5, 0.5]);
    expect(machine.offset).toBeCloseTo(0, 12);
  });

  it('cost no more than C', () => {
    // With C = 0.1 both weights are at their bounds: f(x) = 0.2 x + b, where b may be anything that leaves both inside the
    // margin.
    const rows = Int32Array.of(0, 1);
    const machine = separate(kernel, rows, Float64Array.of(-1, 1), Float64Array.of(0.1, 0.1));
    expect(Array.from(machine.weights)).toEqual([-0.1, 0.1]);
    expect(machine.offset).toBeCloseTo(0, 12);
  });
});

describe('regression', () => {
  it('is flat where all values are within epsilon', async () => {
    const train = ofValues([[-1], [0], [1]], [[5], [5], [5]]);
    expect(await predicted(svr, train, [[0.3], [9]])).toEqual([[expect.closeTo(5, 12)], [expect.closeTo(5, 12)]]);
  });

  it('leaves a tube of epsilon', () => {
    // Values ±1 at ±1 and epsilon 0.1: the flattest line within is 0.9 x, from weights ±0.45.
    const examples = column(-1, 1);
    const machine = regress(linear(examples), Float64Array.of(-1, 1), 10, 0.1);
    const values = Array.from(decisionValues(machine, linear(examples)));
    expect(values).toEqual([expect.closeTo(-0.9, 10), expect.closeTo(0.9, 10)]);
  });
});

describe('several classes', () => {
  const { features, labels } = circle(60, 3, 'classes');

  it('get votes whose shares sum to 1, and a class without examples none', async () => {
    const scores = await predicted(svm, ofClasses(features, labels, 4), features);
    for (const row of scores) {
      expect(row.slice(0, 3).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(row[3]).toBeLessThan(Math.min(...row.slice(0, 3)));
    }
    const right = scores.filter((row, i) => argmax(row) === labels[i]).length;
    expect(right).toBeGreaterThan(48);
  });

  it('against the rest are positive where the class is likely', async () => {
    const train = ofClasses(features, labels, 4);
    const centres = [0, 1, 2].map(c => [4 * Math.cos((2 * Math.PI * c) / 3), 4 * Math.sin((2 * Math.PI * c) / 3)]);
    const scores = await predicted(svm, train, centres, { multiclass: 'one-vs-rest', gamma: 0.1 });
    for (const [c, row] of scores.entries()) {
      expect(row.map(score => score > 0)).toEqual([c === 0, c === 1, c === 2, false]);
      expect(row[3]).toBeLessThan(Math.min(...row.slice(0, 3)));
    }
  });

  it('count the same when balanced, so that a rare one is found', async () => {
    const rng = Rng.seeded('rare');
    const classes = Array.from({ length: 100 }, (_, i) => (i < 5 ? 1 : 0));
    const train = ofClasses(
      classes.map(c => [c + rng.normal(), rng.normal()]),
      classes,
      2,
    );
    const found = async (balanced: boolean): Promise<number> =>
      (await predicted(svm, train, train.features.to2DArray(), { balanced, C: 0.1 })).filter(row => argmax(row) === 1)
        .length;
    expect(await found(false)).toBe(0);
    expect(await found(true)).toBeGreaterThan(20);
  });

  it('need settings that exist', async () => {
    const train = ofClasses(features, labels, 3);
    await expect(predicted(svm, train, features, { C: 0 })).rejects.toThrow('svm: the setting C is 0');
    await expect(predicted(svm, train, features, { gamma: -1 })).rejects.toThrow('svm: the setting gamma is -1');
    const multiclass = 'one-vs-all' as 'one-vs-rest';
    await expect(predicted(svm, train, features, { multiclass })).rejects.toThrow('Available: one-vs-one, one-vs-rest');
  });
});

describe('multiple kernels', () => {
  const { features, labels } = circle(60, 3, 'kernels');
  const rng = Rng.seeded('noise');
  const noisy = features.map(row => [...row, rng.normal(), rng.normal()]);
  const examples = (from: number): Dense =>
    dense(60, 2, Float64Array.from(noisy.flatMap(row => row.slice(from, from + 2))));
  const kernels = [0, 2].map(from => rbfKernel(examples(from), examples(from), 0.5));
  const data = classData('test', ofClasses(noisy, labels, 3));

  it.each([1, 1.5, 4])('have weights with an l_p norm of 1, larger for what tells classes apart, p = %f', p => {
    const weights = learnKernelWeights(kernels, data, p, 10, { cost: 1, balanced: false });
    expect(weights.reduce((sum, weight) => sum + weight ** p, 0)).toBeCloseTo(1, 10);
    expect(weights[0]).toBeGreaterThan(weights[1]!);
  });

  it('of one block are an SVM', async () => {
    const train = ofClasses(features, labels, 3);
    const scores = await predicted(multipleKernels, train, features);
    expect(scores).toEqual(await predicted(svm, train, features));
  });

  it('that tell nothing apart keep their weights', () => {
    const flat = dense(60, 60, new Float64Array(3600).fill(1));
    const weights = learnKernelWeights([flat, flat], data, 1, 3, { cost: 1, balanced: false });
    expect(Array.from(weights)).toEqual([0.5, 0.5]);
  });

  it('refuse a p below 1, which is no norm', async () => {
    const train = ofClasses(features, labels, 3);
    await expect(predicted(multipleKernels, train, features, { p: 0.5 })).rejects.toThrow('the setting p is 0.5');
  });
});

it('machines don’t depend on random numbers', async () => {
  const { features, labels } = circle(30, 3, 'again');
  const train = ofClasses(features, labels, 3);
  const other = { ...context, rng: Rng.seeded('other') };
  const again = await (await svm.fit(train, svm.defaults, other)).predict(train.features);
  expect(largestDifference(again.to2DArray(), await predicted(svm, train, features))).toBe(0);
});
