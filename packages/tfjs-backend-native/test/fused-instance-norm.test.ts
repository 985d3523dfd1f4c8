import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusedKernels, setThreads, threads } from '../src/index.ts';
import { normal, reading, relativeError, valuesOf } from './support/floats.ts';
import { statisticsOf, sumNorms, sumNormsGradient } from './support/norm-reference.ts';

const { InstanceNorm, InstanceNormGradient } = fusedKernels;

beforeAll(() => tf.setBackend('native'));

interface Problem {
  readonly map: [batch: number, height: number, width: number, channels: number];
  readonly affine: boolean;
  readonly relu: boolean;
  readonly seed: number;
}

const problems: fc.Arbitrary<Problem> = fc.record({
  map: fc.tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 2, max: 20 }),
    fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(48, 64, 67, 256)),
  ),
  affine: fc.boolean(),
  relu: fc.boolean(),
  seed: fc.nat(),
});

const EPS = 1e-3;

function operandsOf({ map, affine, seed }: Problem) {
  const [n, h, w, c] = map;
  return {
    x: normal(seed, n * h * w * c, 1),
    gamma: affine ? normal(seed + 1, c, 1, 0.3) : new Float32Array(c).fill(1),
    beta: affine ? normal(seed + 2, c) : new Float32Array(c),
    dy: normal(seed + 3, n * h * w * c),
  };
}

/** Forward and backward on the native backend, everything that they give. */
const runNative = (problem: Problem, needsInputGrad = true) =>
  reading(() => {
    const { map, affine, relu } = problem;
    const operands = operandsOf(problem);
    const x = tf.tensor4d(operands.x, map);
    const line = affine ? { gamma: tf.tensor1d(operands.gamma), beta: tf.tensor1d(operands.beta) } : undefined;
    const { y, statistics } = InstanceNorm(x, line, EPS, relu);
    const dy = tf.tensor4d(operands.dy, map);
    const { dx, dGamma, dBeta } = InstanceNormGradient(dy, relu ? y : undefined, x, line, statistics, needsInputGrad);
    expect([y.shape, statistics.mean.shape]).toEqual([map, [map[0], map[3]]]);
    return {
      y: valuesOf(y),
      mean: valuesOf(statistics.mean),
      inverse: valuesOf(statistics.inverse),
      dx: dx && valuesOf(dx),
      dGamma: dGamma && valuesOf(dGamma),
      dBeta: dBeta && valuesOf(dBeta),
    };
  });

/** An image of these maps, as a batch of its own. */
const imageOf = ({ map: [, h, w, c] }: Problem, values: Float32Array, i: number): Float32Array =>
  values.subarray(i * h * w * c, (i + 1) * h * w * c);

describe('instance norms', () => {
  it('agree with double arithmetic, image by image', () => {
    fc.assert(
      fc.property(problems, problem => {
        const { map, affine, relu } = problem;
        const [batch, h, w, c] = map;
        const { x, gamma, beta, dy } = operandsOf(problem);
        const native = runNative(problem);
        // As for batch norms: images of few places may have next to no deviation.
        const tolerance = h * w < 30 ? 2e-4 : 1e-5;
        const total = { dGamma: new Float64Array(c), dBeta: new Float64Array(c) };
        for (let i = 0; i < batch; i++) {
          const term = { x: imageOf(problem, x, i), gamma, beta, eps: EPS };
          const own = imageOf(problem, native.y, i);
          expect(relativeError(own, sumNorms(h * w, c, [term], [], relu))).toBeLessThan(tolerance);
          const { mean, inverse } = statisticsOf(h * w, c, term);
          expect(relativeError(native.mean.subarray(i * c, (i + 1) * c), mean)).toBeLessThan(tolerance);
          expect(relativeError(native.inverse.subarray(i * c, (i + 1) * c), inverse)).toBeLessThan(tolerance);
          const g = imageOf(problem, dy, i).map((value, at) => (relu && !(own[at]! > 0) ? 0 : value));
          const { dx, dGamma, dBeta } = sumNormsGradient(h * w, c, g, [term])[0]!;
          // These sums may cancel: they are judged in units of what is summed.
          const unit = Math.max(...inverse);
          expect(relativeError([...imageOf(problem, native.dx!, i), unit], [...dx, unit])).toBeLessThan(tolerance);
          for (let j = 0; j < c; j++) {
            total.dGamma[j]! += dGamma[j]!;
            total.dBeta[j]! += dBeta[j]!;
          }
        }
        if (!affine) {
          expect([native.dGamma, native.dBeta]).toEqual([undefined, undefined]);
          return;
        }
        const unit = h * w < 30 ? Math.max(...native.inverse) : 1;
        expect(relativeError([...native.dGamma!, unit], [...total.dGamma, unit])).toBeLessThan(tolerance);
        expect(relativeError([...native.dBeta!, 1], [...total.dBeta, 1])).toBeLessThan(tolerance);
      }),
      { numRuns: 40 },
    );
  });

  it('give the same bits from any number of threads', () => {
    const before = threads();
    try {
      const problem: Problem = { map: [3, 40, 33, 24], affine: true, relu: true, seed: 3 };
      const runs = [1, 2, 3].map(count => {
        setThreads(count);
        return runNative(problem);
      });
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]).toEqual(runs[0]);
    } finally {
      setThreads(before);
    }
  });

  it('leave out the input gradient that nobody wants, and change nothing else', () => {
    const problem: Problem = { map: [2, 9, 7, 20], affine: true, relu: true, seed: 1 };
    const [all, some] = [runNative(problem), runNative(problem, false)];
    expect(some).toEqual({ ...all, dx: undefined });
  });

  it('let NaN through, to its image and channel only', () => {
    const [y, dx] = reading(() => {
      const values = normal(1, 2 * 25 * 3);
      values[3 * 30 + 1] = Number.NaN; // the second image's second channel
      const x = tf.tensor4d(values, [2, 5, 5, 3]);
      const { y, statistics } = InstanceNorm(x, undefined, EPS, true);
      const { dx } = InstanceNormGradient(tf.onesLike(y), y, x, undefined, statistics, true);
      return [valuesOf(y), valuesOf(dx!)];
    });
    for (const result of [y!, dx!]) {
      for (const [i, value] of result.entries()) expect(Number.isNaN(value)).toBe(i >= 75 && i % 3 === 1);
    }
  });

  it('refuse what does not fit', () => {
    reading(() => {
      const x = tf.ones([2, 3, 3, 4]) as tf.Tensor4D;
      const short = { gamma: tf.ones([3]) as tf.Tensor1D, beta: tf.ones([3]) as tf.Tensor1D };
      expect(() => InstanceNorm(x, short, EPS, true)).toThrow(/12 bytes was given where 4 values/);
      expect(() => InstanceNorm(tf.zeros([0, 3, 3, 4]), undefined, EPS, true)).toThrow(/batch empty/);
      expect(() => InstanceNorm(tf.ones([1, 2, 2, 1], 'int32'), undefined, EPS, true)).toThrow(/not one of type int32/);
      const { statistics } = InstanceNorm(x, undefined, EPS, false);
      const dy = tf.ones([2, 3, 3, 3]) as tf.Tensor4D;
      expect(() => InstanceNormGradient(dy, undefined, x, undefined, statistics, true)).toThrow(/one shape/);
    });
  });
});
