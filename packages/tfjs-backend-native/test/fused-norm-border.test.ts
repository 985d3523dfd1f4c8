import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusedKernels, setThreads, threads } from '../src/index.ts';
import { normal, reading, relativeError, valuesOf } from './support/floats.ts';
import { statisticsOf, sumNorms, sumNormsGradient } from './support/norm-reference.ts';

const { NormLessBorder, NormLessBorderGradient, NormStatistics, NormWithBorder, NormWithBorderGradient } = fusedKernels;

beforeAll(() => tf.setBackend('native'));

type Four = [number, number, number, number];
interface Problem {
  readonly map: Four;
  /** top, bottom, left, right */
  readonly border: Four;
  readonly seed: number;
}

const side = fc.integer({ min: 0, max: 3 });
const problems: fc.Arbitrary<Problem> = fc.record({
  map: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom(1, 3, 8, 17, 64),
  ),
  border: fc.tuple(side, side, side, side),
  seed: fc.nat(),
});

const EPS = 1e-3;

/** The size of the map with its border. */
const grown = ({ map: [n, h, w, c], border: [top, bottom, left, right] }: Problem): Four => [
  n,
  top + h + bottom,
  left + w + right,
  c,
];

function operandsOf(problem: Problem) {
  const { map, seed } = problem;
  const c = map[3];
  const size = (shape: Four): number => shape.reduce((a, b) => a * b);
  return {
    x: normal(seed, size(map), 1),
    gamma: normal(seed + 1, c, 1, 0.3),
    beta: normal(seed + 2, c),
    mean: normal(seed + 3, c),
    variance: normal(seed + 4, c).map(value => value ** 2),
    dy: normal(seed + 5, size(grown(problem))),
  };
}

/** Forward and backward on the native backend, everything that they give. */
const runNative = (problem: Problem, needsInputGrad = true) =>
  reading(() => {
    const { map, border } = problem;
    const { x, gamma, beta, mean, variance, dy } = operandsOf(problem);
    const term = { x: tf.tensor4d(x, map), gamma: tf.tensor1d(gamma), beta: tf.tensor1d(beta), eps: EPS };
    const statistics = NormStatistics(term.x, EPS);
    const running = { mean: tf.tensor1d(mean), variance: tf.tensor1d(variance) };
    const { y, slope } = NormWithBorder(term, border, statistics, running);
    expect(y.shape).toEqual(grown(problem));
    const operand = { ...term, ...statistics, needsInputGrad };
    const { dx, dGamma, dBeta } = NormWithBorderGradient(tf.tensor4d(dy, y.shape), border, operand, slope);
    return {
      statistics: [statistics.mean, statistics.variance, statistics.inverse].map(valuesOf),
      y: valuesOf(y),
      slope: valuesOf(slope),
      dx: dx && valuesOf(dx),
      dGamma: valuesOf(dGamma),
      dBeta: valuesOf(dBeta),
    };
  });

/** Of every element of the map with its border: where it lies in the map, or undefined in the border, and its channel. */
function* places(problem: Problem): Generator<readonly [inner: number | undefined, channel: number]> {
  const [, h, w, c] = problem.map;
  const [top, , left] = problem.border;
  const [n, rows, columns] = grown(problem);
  for (let image = 0; image < n; image++) {
    for (let row = -top; row < rows - top; row++) {
      for (let column = -left; column < columns - left; column++) {
        const inside = row >= 0 && row < h && column >= 0 && column < w;
        for (let j = 0; j < c; j++) yield [inside ? ((image * h + row) * w + column) * c + j : undefined, j];
      }
    }
  }
}

/** The same in double arithmetic. */
function exactly(problem: Problem) {
  const [n, h, w, c] = problem.map;
  const { x, gamma, beta, mean, variance, dy } = operandsOf(problem);
  const [rows, term] = [n * h * w, { x, gamma, beta, eps: EPS }];
  const inner = sumNorms(rows, c, [term], [], false);
  const slope = Float64Array.from(mean, (value, j) => -value / Math.sqrt(variance[j]! + EPS));
  const y: number[] = [];
  const g = new Float64Array(rows * c);
  const outside = new Float64Array(c);
  for (const [at, j] of places(problem)) {
    const upstream = dy[y.length]!;
    y.push(at === undefined ? beta[j]! + gamma[j]! * slope[j]! : inner[at]!);
    if (at === undefined) outside[j]! += upstream;
    else g[at] = upstream;
  }
  const gradient = sumNormsGradient(rows, c, g, [term])[0]!;
  return {
    statistics: Object.values(statisticsOf(rows, c, term)),
    y,
    slope,
    dx: gradient.dx,
    dGamma: gradient.dGamma.map((value, j) => value + outside[j]! * slope[j]!),
    dBeta: gradient.dBeta.map((value, j) => value + outside[j]!),
  };
}

describe('a norm with a border', () => {
  it('agrees with double arithmetic, forward and backward', () => {
    fc.assert(
      fc.property(problems, problem => {
        const [own, exact] = [runNative(problem), exactly(problem)];
        // Over few rows sums cancel, those of dx down to zero: they are judged in units of what is summed.
        const factor = Math.max(...own.statistics[2]!);
        const near = (values: ArrayLike<number>, wanted: ArrayLike<number>, unit = 1) =>
          expect(relativeError([...Array.from(values), unit], [...Array.from(wanted), unit])).toBeLessThan(2e-4);
        for (const [i, values] of own.statistics.entries()) near(values, exact.statistics[i]!);
        near(own.y, exact.y);
        near(own.slope, exact.slope);
        near(own.dx!, exact.dx, factor);
        near(own.dGamma, exact.dGamma, factor);
        near(own.dBeta, exact.dBeta);
      }),
      { numRuns: 60 },
    );
  });

  it('less its border: the same map but for a constant, and gradients that leave β out', () => {
    fc.assert(
      fc.property(problems, ({ map, seed }) => {
        const problem: Problem = { map, border: [0, 0, 0, 0], seed };
        const { x, gamma, beta, mean, variance, dy } = operandsOf(problem);
        const exact = exactly(problem);
        reading(() => {
          const term = { x: tf.tensor4d(x, map), gamma: tf.tensor1d(gamma), beta: tf.tensor1d(beta), eps: EPS };
          const statistics = NormStatistics(term.x, EPS);
          const running = { mean: tf.tensor1d(mean), variance: tf.tensor1d(variance) };
          const { y, slope, border } = NormLessBorder(term, statistics, running, [2, 3]);
          const operand = { ...term, ...statistics, needsInputGrad: true };
          const gradients = NormLessBorderGradient(tf.tensor4d(dy, map), operand, slope);
          const c = map[3];
          const values = exact.slope.map((value, j) => beta[j]! + gamma[j]! * value);
          const factor = Math.max(...valuesOf(statistics.inverse));
          const near = (own: ArrayLike<number>, wanted: ArrayLike<number>, unit: number) =>
            expect(relativeError([...Array.from(own), unit], [...Array.from(wanted), unit])).toBeLessThan(2e-4);
          near(valuesOf(slope), exact.slope, 1);
          near(valuesOf(border), Array.from({ length: 6 }, () => [...values]).flat(), 1);
          near(
            valuesOf(y),
            exact.y.map((value, i) => value - values[i % c]!),
            1,
          );
          near(valuesOf(gradients.dx!), exact.dx, factor);
          const withoutBeta = exact.dGamma.map((value, j) => value - exact.dBeta[j]! * exact.slope[j]!);
          near(valuesOf(gradients.dGamma), withoutBeta, Math.max(factor, ...exact.slope.map(Math.abs)));
          expect(valuesOf(gradients.dBeta).every(value => value === 0)).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bits from any number of threads, and without the input gradient the same others', () => {
    const before = threads();
    const problem: Problem = { map: [5, 20, 20, 24], border: [1, 2, 3, 4], seed: 1 };
    try {
      const runs = [1, 2, 3].map(count => {
        setThreads(count);
        return runNative(problem);
      });
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]).toEqual(runs[0]);
      expect(runNative(problem, false)).toEqual({ ...runs[0], dx: undefined });
    } finally {
      setThreads(before);
    }
  });

  it('refuses what does not fit', () => {
    reading(() => {
      const vector = tf.ones([4]) as tf.Tensor1D;
      const term = (shape: Four) => ({ x: tf.ones(shape), gamma: vector, beta: vector, eps: EPS });
      const run = (shape: Four, border: Four) =>
        NormWithBorder(term(shape), border, { mean: vector, inverse: vector }, { mean: vector, variance: vector });
      expect(() => run([2, 3, 3, 5], [1, 1, 1, 1])).toThrow(/16 bytes was given where 5 values/);
      expect(() => run([0, 3, 3, 4], [1, 1, 1, 1])).toThrow(/is the batch empty/);
      expect(() => run([2, 3, 3, 4], [1, -1, 1, 1])).toThrow(/border of less than nothing/);
      expect(() => NormStatistics(tf.zeros([0, 4]), EPS)).toThrow(/batch is empty/);
      const operand = { ...term([2, 3, 3, 4]), mean: vector, inverse: vector, needsInputGrad: true };
      expect(() => NormWithBorderGradient(tf.ones([2, 3, 3, 4]), [1, 1, 1, 1], operand, vector)).toThrow(
        /288 bytes was given where 200 values/,
      );
    });
  });
});
