import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../src/rng.ts';
import {
  fromTfjs,
  klDivergence,
  type Loss,
  meanSquaredError,
  mixup,
  objective,
  reverseKlDivergence,
  smoothL1,
  softmaxCrossEntropy,
  targetsOf,
} from '../src/train/index.ts';

type Rows = readonly (readonly number[])[];
const tensor = (rows: Rows) => tf.tensor2d(rows.map(row => [...row]));

function values(loss: Loss, output: Rows, target: Rows) {
  return tf.tidy(() => {
    const { value, gradient } = loss(tensor(output), tensor(target));
    return { value: value.dataSync()[0]!, gradient: [...gradient.dataSync()] };
  });
}

describe.each(['cpu', 'wasm'])('losses on %s', backend => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test('cross-entropy of even odds is log 2, of odds 1:3 log 4', () => {
    const even = values(softmaxCrossEntropy, [[0, 0]], [[1, 0]]);
    expect(even.value).toBeCloseTo(Math.log(2), 6);
    expect(even.gradient).toEqual([-0.5, 0.5]);
    const two = values(
      softmaxCrossEntropy,
      [
        [0, Math.log(3)],
        [0, 0],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    );
    expect(two.value).toBeCloseTo((Math.log(4) + Math.log(2)) / 2, 6);
    [-0.375, 0.375, 0.25, -0.25].forEach((g, i) => {
      expect(two.gradient[i]).toBeCloseTo(g, 6);
    });
  });

  test('cross-entropy bears large logits', () => {
    expect(values(softmaxCrossEntropy, [[1000, -1000]], [[0, 1]]).value).toBe(2000);
  });

  test('KL is zero, with zero gradient, at the target, and bears zeros in it', () => {
    const same = values(klDivergence, [[Math.log(0.25), Math.log(0.75)]], [[0.25, 0.75]]);
    expect(same.value).toBeCloseTo(0, 6);
    for (const g of same.gradient) expect(g).toBeCloseTo(0, 6);
    expect(values(klDivergence, [[0, 0]], [[1, 0]]).value).toBeCloseTo(Math.log(2), 6);
  });

  test('reverse KL is zero at the target, and finite where a share is zero', () => {
    const same = values(reverseKlDivergence(1e-6), [[Math.log(0.25), Math.log(0.75)]], [[0.25, 0.75]]);
    expect(same.value).toBeCloseTo(0, 6);
    for (const g of same.gradient) expect(g).toBeCloseTo(0, 6);
    // p = (1/2, 1/2) against (1, floor): log(1/2) - log(floor)/2
    const floored = values(reverseKlDivergence(0.01), [[0, 0]], [[1, 0]]).value;
    expect(floored).toBeCloseTo(Math.log(0.5) - Math.log(0.01) / 2, 5);
  });

  test('smooth L1 is squared within β and linear beyond', () => {
    const { value, gradient } = values(smoothL1(2), [[1, -5]], [[0, 0]]);
    expect(value).toBeCloseTo((1 / 4 + (5 - 1)) / 2, 6);
    expect(gradient).toEqual([0.25, -0.5]);
  });

  test('squared error is the mean over all elements', () => {
    const { value, gradient } = values(
      meanSquaredError,
      [
        [1, 2],
        [3, 4],
      ],
      [
        [0, 2],
        [3, 2],
      ],
    );
    expect(value).toBeCloseTo((1 + 4) / 4, 6);
    expect(gradient).toEqual([0.5, 0, 0, 1]);
  });

  const logits = fc.array(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  });
  test.each([
    ['crossEntropy', softmaxCrossEntropy],
    ['kl', klDivergence],
    ['mse', meanSquaredError],
    ['reverse KL', reverseKlDivergence(1e-6)],
    ['smooth L1', smoothL1(1.5)],
  ] as const)('the gradient of %s agrees with central differences', (_, loss) => {
    const h = 1e-2;
    fc.assert(
      fc.property(logits, rows => {
        const target = rows.map(() => [0.2, 0.5, 0.3]);
        const { gradient } = values(loss, rows, target);
        const moved = (i: number, by: number) =>
          values(
            loss,
            rows.map((row, r) => row.map((x, c) => (r * 3 + c === i ? x + by : x))),
            target,
          ).value;
        for (const [i, g] of gradient.entries())
          expect(Math.abs((moved(i, h) - moved(i, -h)) / (2 * h) - g)).toBeLessThan(2e-3);
      }),
      { numRuns: 10 },
    );
  });

  test('auxiliary heads add their weighted loss and gradient', () => {
    const before = tf.memory().numTensors;
    const output = tensor([[0, 0]]);
    const aux = tensor([[0, Math.log(3)]]);
    const target = tensor([[1, 0]]);
    const { value, gradient, taps } = objective(
      softmaxCrossEntropy,
      { output, taps: new Map([['aux', aux]]) },
      target,
      { aux: 0.1 },
    );
    expect(value.dataSync()[0]).toBeCloseTo(Math.log(2) + 0.1 * Math.log(4), 6);
    expect([...gradient.dataSync()]).toEqual([-0.5, 0.5]);
    expect(taps.get('aux')!.dataSync()[1]).toBeCloseTo(0.075, 6);
    expect(() => objective(softmaxCrossEntropy, { output, taps: new Map([['a', aux]]) }, target, { b: 1 })).toThrow(
      /no tap 'b'.*taps: a/,
    );
    tf.dispose([output, aux, target, value, gradient, ...taps.values()]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('losses written in tfjs', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  const huber = fromTfjs((output, target) => tf.mean(tf.abs(tf.sub(output, target))) as tf.Scalar);

  test('without gradients, the error says what to import', () => {
    expect(() => values(huber, [[1, 2]], [[0, 0]])).toThrow(/gradient function not found.*import '@tensorflow\/tfjs'/s);
  });

  test('with gradients, they are differentiated by tfjs', async () => {
    await import('@tensorflow/tfjs');
    expect(values(huber, [[1, -2]], [[0, 0]])).toEqual({ value: 1.5, gradient: [0.5, -0.5] });
  });

  afterAll(() => tf.disposeVariables());
});

describe('targets', () => {
  const labels = { kind: 'class', values: Int32Array.of(1, 0) } as const;

  test('one-hot, and smoothed by ε: 1 − ε + ε/k at the class, ε/k elsewhere', () => {
    expect([...targetsOf(labels, 2).values]).toEqual([0, 1, 1, 0]);
    const smooth = targetsOf(labels, 4, 0.2).values;
    [0.05, 0.85, 0.05, 0.05, 0.85, 0.05, 0.05, 0.05].forEach((y, i) => {
      expect(smooth[i]).toBeCloseTo(y, 6);
    });
  });

  test('distributions and dimensions are passed on, as a copy', () => {
    const values = Float32Array.of(0.25, 0.75);
    const targets = targetsOf({ kind: 'distribution', values, width: 2 }, 2);
    expect(targets).toEqual({ values, width: 2 });
    expect(targets.values).not.toBe(values);
  });

  test('mixup keeps what pairs add up to, and blends images and targets by the same weight', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.nat(), (n, seed) => {
        const images = Float32Array.from({ length: n * 2 }, (_, i) => i >> 1);
        const targets = { values: Float32Array.from({ length: n }, (_, i) => i), width: 1 };
        mixup(images, targets, 0.2, Rng.seeded(seed));
        for (let i = 0; i < n; i++) {
          const y = targets.values[i]!;
          expect(images[2 * i]).toBe(y);
          expect(images[2 * i + 1]).toBe(y);
          expect(y + targets.values[n - 1 - i]!).toBeCloseTo(n - 1, 4);
        }
      }),
    );
  });

  test("mixup's weight has the law of Beta(α, α)", () => {
    const weights = Array.from({ length: 2000 }, (_, seed) => {
      const images = Float32Array.of(1, 0);
      mixup(images, { values: Float32Array.of(1, 0), width: 1 }, 0.5, Rng.seeded(seed));
      return images[0]!;
    });
    const mean = weights.reduce((a, b) => a + b) / weights.length;
    const variance = weights.reduce((a, w) => a + (w - mean) ** 2, 0) / weights.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / (4 * (2 * 0.5 + 1)), 1); // 1/(4(2α + 1))
  });
});
