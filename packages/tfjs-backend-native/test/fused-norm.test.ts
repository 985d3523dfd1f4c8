import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusedKernels, setThreads, threads } from '../src/index.ts';
import { mapOf, normal, reading, relativeError, valuesOf } from './support/floats.ts';
import { type ReferenceTerm, statisticsOf, sumNorms, sumNormsGradient } from './support/norm-reference.ts';

const { ReluSumNorms, ReluSumNormsGradient } = fusedKernels;

beforeAll(() => tf.setBackend('native'));

interface Problem {
  readonly n: number;
  readonly c: number;
  readonly terms: number;
  readonly others: number;
  readonly relu: boolean;
  readonly seed: number;
  /** of every map's values, in units of their deviation */
  readonly mean: number;
}

const problems: fc.Arbitrary<Problem> = fc.record({
  n: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 600 })),
  c: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(48, 64, 67, 96, 101, 520)),
  terms: fc.integer({ min: 1, max: 5 }),
  others: fc.integer({ min: 0, max: 5 }),
  relu: fc.boolean(),
  seed: fc.nat(),
  mean: fc.constantFrom(0, 1, 10),
});

function operandsOf({ n, c, terms, others, seed, mean }: Problem) {
  const term = (k: number): ReferenceTerm => ({
    x: normal(seed + 10 * k, n * c, mean),
    gamma: normal(seed + 10 * k + 1, c, 1, 0.3),
    beta: normal(seed + 10 * k + 2, c),
    eps: 1e-3 * (k + 1),
  });
  return {
    terms: Array.from({ length: terms }, (_, k) => term(k)),
    others: Array.from({ length: others }, (_, i) => normal(seed + 10 * i + 3, n * c)),
    dy: normal(seed + 4, n * c),
  };
}

/** Forward and backward on the native backend, everything that they give. */
const runNative = (problem: Problem, needsInputGrad: (k: number) => boolean = () => true) =>
  reading(() => {
    const { n, c, relu } = problem;
    const operands = operandsOf(problem);
    const terms = operands.terms.map(({ x, gamma, beta, eps }) => ({
      x: mapOf(x, n, c),
      gamma: tf.tensor1d(gamma),
      beta: tf.tensor1d(beta),
      eps,
    }));
    const others = operands.others.map(other => mapOf(other, n, c));
    const { y, statistics } = ReluSumNorms(terms, others, relu);
    const gradient = ReluSumNormsGradient(
      mapOf(operands.dy, n, c),
      relu ? y : undefined,
      terms.map((term, k) => ({ ...term, ...statistics[k]!, needsInputGrad: needsInputGrad(k) })),
      others.length > 0 ? 'wanted' : 'none',
    );
    expect(y.shape).toEqual(terms[0]!.x.shape);
    return {
      y: valuesOf(y),
      statistics: statistics.map(s => [s.mean, s.variance, s.inverse].map(valuesOf)),
      terms: gradient.terms.map(({ dx, dGamma, dBeta }) => ({
        dx: dx && valuesOf(dx),
        dGamma: valuesOf(dGamma),
        dBeta: valuesOf(dBeta),
      })),
      others: gradient.others && valuesOf(gradient.others),
    };
  });

/** Everything that a run gave, as one list of arrays. */
const arraysOf = ({ y, statistics, terms, others }: ReturnType<typeof runNative>): readonly Float32Array[] => [
  y,
  ...statistics.flat(),
  ...terms.flatMap(({ dx, dGamma, dBeta }) => [...(dx ? [dx] : []), dGamma, dBeta]),
  ...(others ? [others] : []),
];

describe('sums of norms', () => {
  it('agree with double arithmetic, forward and backward', () => {
    fc.assert(
      fc.property(problems, problem => {
        const { n, c, relu, mean } = problem;
        const operands = operandsOf(problem);
        const native = runNative(problem);
        // The sum's shift is rounded in units of mean/deviation; a batch of few rows may have next to no deviation.
        const tolerance = (1 + mean) * (n < 30 ? 1e-4 : 5e-6);
        expect(relativeError(native.y, sumNorms(n, c, operands.terms, operands.others, relu))).toBeLessThan(tolerance);
        for (const [k, term] of operands.terms.entries()) {
          const { mean, variance, inverse } = statisticsOf(n, c, term);
          for (const [i, exact] of [mean, variance, inverse].entries()) {
            expect(relativeError(native.statistics[k]![i]!, exact)).toBeLessThan(tolerance);
          }
        }
        const g = operands.dy.map((value, i) => (relu && !(native.y[i]! > 0) ? 0 : value));
        for (const [k, exact] of sumNormsGradient(n, c, g, operands.terms).entries()) {
          const { dx, dGamma, dBeta } = native.terms[k]!;
          // Over few rows these sums cancel, dx down to zero for one: they are judged in units of what is summed.
          const factor = Math.max(...statisticsOf(n, c, operands.terms[k]!).inverse);
          const compared = [
            [dx!, exact.dx, factor],
            [dGamma, exact.dGamma, n < 30 ? factor : 1],
            [dBeta, exact.dBeta, 1],
          ] as const;
          for (const [own, wanted, unit] of compared) {
            expect(relativeError([...own, unit], [...wanted, unit])).toBeLessThan(tolerance);
          }
        }
        if (problem.others > 0) expect(native.others).toEqual(g);
        else expect(native.others).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it('give the same bits from any number of threads', () => {
    const before = threads();
    try {
      fc.assert(
        fc.property(problems, problem => {
          const runs = [1, 2, 3].map(count => {
            setThreads(count);
            return arraysOf(runNative(problem));
          });
          expect(runs[1]).toEqual(runs[0]);
          expect(runs[2]).toEqual(runs[0]);
        }),
        { numRuns: 12 },
      );
    } finally {
      setThreads(before);
    }
  });

  it('are those of one batch for a batch that repeats it, though it be too large for any cache', () => {
    const [n, c, times] = [1000, 64, 67];
    const { terms, others, dy } = operandsOf({ n, c, terms: 1, others: 1, relu: true, seed: 2, mean: 0 });
    const run = (copies: number) =>
      reading(() => {
        const map = (values: Float32Array) => tf.tile(tf.tensor(values, [n, c]), [copies, 1]);
        const { x, gamma, beta, eps } = terms[0]!;
        const term = { x: map(x), gamma: tf.tensor1d(gamma), beta: tf.tensor1d(beta), eps };
        const { y, statistics } = ReluSumNorms([term], [map(others[0]!)], true);
        const operand = { ...term, ...statistics[0]!, needsInputGrad: true };
        const gradient = ReluSumNormsGradient(map(dy), y, [operand], 'wanted');
        return [y, gradient.terms[0]!.dx!, gradient.others!].map(valuesOf);
      });
    const [one, many] = [run(1), run(times)];
    for (const [i, values] of many.entries()) {
      for (const copy of [0, 1, times - 1]) {
        expect(relativeError(values.subarray(copy * n * c, (copy + 1) * n * c), one[i]!)).toBeLessThan(1e-6);
      }
    }
  });

  it('leave out the input gradients that nobody wants, and change nothing else', () => {
    const problem = { n: 100, c: 20, terms: 5, others: 1, relu: true, seed: 1, mean: 0 };
    const [all, some] = [runNative(problem), runNative(problem, k => k % 2 === 1)];
    for (const [k, { dx, dGamma, dBeta }] of some.terms.entries()) {
      expect(dx).toEqual(k % 2 === 1 ? all.terms[k]!.dx : undefined);
      expect([dGamma, dBeta]).toEqual([all.terms[k]!.dGamma, all.terms[k]!.dBeta]);
    }
    expect(some.others).toEqual(all.others);
  });

  it('have the gradient that finite differences give', () => {
    const { n, c, terms, others, relu, seed } = { n: 6, c: 3, terms: 2, others: 1, relu: true, seed: 5 };
    const problem = { n, c, terms, others, relu, seed, mean: 0 };
    const operands = operandsOf(problem);
    const native = runNative(problem);
    const loss = (): number =>
      sumNorms(n, c, operands.terms, operands.others, relu).reduce((sum, y, i) => sum + y * operands.dy[i]!, 0);
    const slope = (values: Float32Array, i: number): number => {
      const at = values[i]!;
      const losses = [at + 2 ** -9, at - 2 ** -9].map(value => {
        values[i] = value;
        return [values[i]!, loss()] as const;
      });
      values[i] = at;
      return (losses[0]![1] - losses[1]![1]) / (losses[0]![0] - losses[1]![0]);
    };
    for (const [k, { x, gamma, beta }] of operands.terms.entries()) {
      const { dx, dGamma, dBeta } = native.terms[k]!;
      for (const [values, gradient] of [[x, dx!] as const, [gamma, dGamma] as const, [beta, dBeta] as const]) {
        const slopes = Array.from(values, (_, i) => slope(values, i));
        expect(relativeError(gradient, slopes)).toBeLessThan(2e-3);
      }
    }
    const slopes = Array.from(operands.others[0]!, (_, i) => slope(operands.others[0]!, i));
    expect(relativeError(native.others!, slopes)).toBeLessThan(2e-3);
  });

  it('let NaN and infinities through, to their channel only', () => {
    for (const bad of [NaN, Infinity]) {
      const { y, dx } = reading(() => {
        const x = normal(1, 50 * 3);
        x[3 * 20 + 1] = bad;
        const term = {
          x: tf.tensor(x, [50, 3]),
          gamma: tf.ones([3]) as tf.Tensor1D,
          beta: tf.ones([3]) as tf.Tensor1D,
          eps: 1e-3,
        };
        const { y, statistics } = ReluSumNorms([term], [], true);
        const { terms } = ReluSumNormsGradient(
          tf.onesLike(y),
          y,
          [{ ...term, ...statistics[0]!, needsInputGrad: true }],
          'none',
        );
        return { y: valuesOf(y), dx: valuesOf(terms[0]!.dx!) };
      });
      for (const values of [y, dx]) {
        for (const [i, value] of values.entries()) expect(Number.isNaN(value)).toBe(i % 3 === 1);
      }
    }
  });

  it('refuse what does not fit', () => {
    reading(() => {
      const vector = tf.ones([4]) as tf.Tensor1D;
      const term = (x: tf.Tensor) => ({ x, gamma: vector, beta: vector, eps: 1e-3 });
      expect(() => ReluSumNorms([], [], true)).toThrow(/sum of nothing/);
      expect(() => ReluSumNorms([term(tf.ones([3, 4]))], [tf.ones([2, 4])], true)).toThrow(
        /one shape.*\[3,4\].*\[2,4\]/,
      );
      expect(() => ReluSumNorms([term(tf.ones([3, 5]))], [], true)).toThrow(/16 bytes was given where 5 values/);
      expect(() => ReluSumNorms([term(tf.zeros([0, 4]))], [], true)).toThrow(/batch is empty/);
      expect(() => ReluSumNorms([term(tf.ones([3, 4], 'int32'))], [], true)).toThrow(
        /expected a float32 tensor, not one of type int32/,
      );
    });
  });
});
