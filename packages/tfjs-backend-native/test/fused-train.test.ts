/** Parts of a training step outside of layers: the loss, and sums of gradients. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusedKernels, setThreads, threads } from '../src/index.ts';
import { normal, reading, relativeError, valuesOf } from './support/floats.ts';

const { AccumulateInPlace, CentreGradients, SoftmaxCrossEntropy } = fusedKernels;

beforeAll(() => tf.setBackend('native'));

describe('softmax cross-entropy', () => {
  const problems = fc.record({
    n: fc.integer({ min: 1, max: 40 }),
    k: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(64, 100, 1000, 1100)),
    seed: fc.nat(),
    spread: fc.constantFrom(0.1, 1, 30),
  });

  /** Logits, and probabilities as label smoothing or mixing would give. */
  const operandsOf = ({ n, k, seed, spread }: { n: number; k: number; seed: number; spread: number }) => {
    const targets = normal(seed + 1, n * k).map(Math.abs);
    for (let i = 0; i < n; i++) {
      const row = targets.subarray(i * k, (i + 1) * k);
      const total = row.reduce((a, b) => a + b, 0);
      for (const [j, value] of row.entries()) row[j] = value / total;
    }
    return { logits: normal(seed, n * k, 5, spread), targets };
  };

  const runNative = (logits: Float32Array, targets: Float32Array, n: number, k: number) =>
    reading(() => {
      const { loss, gradient } = SoftmaxCrossEntropy(tf.tensor2d(logits, [n, k]), tf.tensor2d(targets, [n, k]));
      expect([loss.shape, gradient.shape]).toEqual([[], [n, k]]);
      return { loss: valuesOf(loss)[0]!, gradient: valuesOf(gradient) };
    });

  /** The mean loss, in doubles. */
  const lossOf = (logits: ArrayLike<number>, targets: ArrayLike<number>, n: number, k: number): number => {
    let loss = 0;
    for (let i = 0; i < n; i++) {
      const row = Array.from({ length: k }, (_, j) => logits[i * k + j]!);
      const top = Math.max(...row);
      const logTotal = top + Math.log(row.reduce((total, z) => total + Math.exp(z - top), 0));
      for (const [j, z] of row.entries()) loss += (targets[i * k + j]! * (logTotal - z)) / n;
    }
    return loss;
  };

  it('agrees with double arithmetic', () => {
    fc.assert(
      fc.property(problems, problem => {
        const { n, k } = problem;
        const { logits, targets } = operandsOf(problem);
        const { loss, gradient } = runNative(logits, targets, n, k);
        const exact = lossOf(logits, targets, n, k);
        expect(Math.abs(loss - exact)).toBeLessThan(1e-6 * Math.max(1, exact));
        const totals = Array.from({ length: n }, (_, i) =>
          logits.subarray(i * k, (i + 1) * k).reduce((total, z) => total + Math.exp(z), 0),
        );
        const slopes = Float64Array.from(gradient, (_, at) => {
          const i = Math.floor(at / k);
          return (Math.exp(logits[at]!) / totals[i]! - targets[at]!) / n;
        });
        expect(relativeError(gradient, slopes)).toBeLessThan(3e-6);
      }),
      { numRuns: 60 },
    );
  });

  it('has the gradient that finite differences give', () => {
    const [n, k] = [3, 7];
    const { logits, targets } = operandsOf({ n, k, seed: 3, spread: 1 });
    const slopes = Array.from(logits, (_, i) => {
      const moved = (step: number) => logits.map((z, j) => (j === i ? z + step : z));
      return (lossOf(moved(2 ** -8), targets, n, k) - lossOf(moved(-(2 ** -8)), targets, n, k)) / 2 ** -7;
    });
    expect(relativeError(runNative(logits, targets, n, k).gradient, slopes)).toBeLessThan(1e-4);
  });

  it('is stable for large logits, and costs nothing where an impossible class has no weight', () => {
    const { loss, gradient } = runNative(
      Float32Array.of(1e4, -1e4, 3e38, -Infinity),
      Float32Array.of(1, 0, 1, 0),
      2,
      2,
    );
    expect(loss).toBe(0);
    expect([...gradient].map(Math.abs)).toEqual([0, 0, 0, 0]);
    expect(runNative(Float32Array.of(0, -Infinity), Float32Array.of(0.5, 0.5), 1, 2).loss).toBe(Infinity);
  });

  it('is NaN where a logit is NaN or infinite', () => {
    for (const bad of [NaN, Infinity]) {
      const { loss, gradient } = runNative(Float32Array.of(bad, 0, 1, 2), Float32Array.of(0, 1, 1, 0), 2, 2);
      expect(loss).toBeNaN();
      expect([...gradient].map(Number.isNaN)).toEqual([true, true, false, false]);
    }
  });

  it('gives the same bits from any number of threads', () => {
    const before = threads();
    const [n, k] = [700, 100];
    const { logits, targets } = operandsOf({ n, k, seed: 8, spread: 1 });
    try {
      const runs = [1, 2, 3].map(count => {
        setThreads(count);
        return runNative(logits, targets, n, k);
      });
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]).toEqual(runs[0]);
    } finally {
      setThreads(before);
    }
  });

  it('refuses an empty batch, and targets of another shape', () => {
    reading(() => {
      expect(() => SoftmaxCrossEntropy(tf.zeros([0, 3]), tf.zeros([0, 3]))).toThrow(/batch is empty/);
      expect(() => SoftmaxCrossEntropy(tf.zeros([2, 3]), tf.zeros([3, 3]))).toThrow(/one shape.*\[2,3\].*\[3,3\]/);
    });
  });
});

describe('accumulation', () => {
  it('writes into a total that nobody shares', () => {
    const [total, term] = [tf.tensor1d([1, 2]), tf.tensor1d([10, 20])];
    const sum = AccumulateInPlace(total, term);
    expect(sum).toBe(total);
    expect([...valuesOf(sum)]).toEqual([11, 22]);
    expect([...valuesOf(term)]).toEqual([10, 20]);
    tf.dispose([sum, term]);
  });

  it('leaves a shared total as it is, and lets go of the handle that it was given', () => {
    const [kept, term] = [tf.tensor1d([1, 2]), tf.tensor1d([10, 20])];
    const total = tf.clone(kept);
    const tensors = tf.memory().numTensors;
    const sum = AccumulateInPlace(total, term);
    expect([...valuesOf(sum)]).toEqual([11, 22]);
    expect([...valuesOf(kept)]).toEqual([1, 2]);
    expect(total.isDisposed).toBe(true);
    expect(tf.memory().numTensors).toBe(tensors);
    tf.dispose([kept, sum, term]);
  });
});

it('gradients centred within clusters: labels and shapes are checked', () => {
  const run = (shape: readonly [number, number, number], labels: readonly number[], count: number) =>
    reading(() => {
      const [gradient, value] = [tf.ones([2, 3]), tf.ones([2, 3])];
      return CentreGradients([{ gradient, value, shape, labels: Int32Array.from(labels), count, strength: 1 }]).map(
        valuesOf,
      );
    });
  expect(run([2, 3, 1], [0, 1, 0], 2)[0]).toEqual(Float32Array.from([1, 1, 1, 1, 1, 1]));
  expect(() => run([2, 3, 1], [0, 2, 0], 2)).toThrow('the label 2 is none of 2');
  expect(() => run([2, 3, 1], [0, -1, 0], 2)).toThrow('the label -1 is none of 2');
  expect(() => run([2, 3, 1], [0, 1], 2)).toThrow('a slice has no label');
  expect(() => run([2, 4, 1], [0, 1, 0, 1], 2)).toThrow('6 floats has no 2 blocks of 4 slices');
});
