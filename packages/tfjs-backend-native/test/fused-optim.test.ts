/** Updates of parameters and averages in place, against their formulas. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusedKernels } from '../src/index.ts';
import { normal, relativeError, valuesOf } from './support/floats.ts';

const { AdamUpdate, MoveAverages, SgdUpdate } = fusedKernels;
/** An update's five roundings, relative. */
const ROUNDINGS = 5 * 2 ** -24;

beforeAll(() => tf.setBackend('native'));

describe('SGD', () => {
  interface Setting {
    readonly n: number;
    readonly velocity: boolean;
    readonly lr: number;
    readonly momentum: number;
    readonly weightDecay: number;
  }
  const settings: fc.Arbitrary<readonly Setting[]> = fc.array(
    fc.record({
      n: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(16384, 16385, 40000)),
      velocity: fc.boolean(),
      lr: fc.constantFrom(0.1, 1e-3),
      momentum: fc.constantFrom(0, 0.9),
      weightDecay: fc.constantFrom(0, 1e-2),
    }),
    { maxLength: 8 },
  );

  it('takes the steps of its formula, in place', () => {
    fc.assert(
      fc.property(settings, fc.boolean(), fc.nat(), (list, nesterov, seed) => {
        const updates = list.map(({ n, velocity, ...rest }, i) => ({
          variable: tf.tidy(() => tf.variable(tf.tensor1d(normal(seed + i, n)))),
          gradient: tf.tensor1d(normal(seed + i + 100, n)),
          ...(velocity ? { velocity: tf.tensor1d(normal(seed + i + 200, n)) } : {}),
          ...rest,
        }));
        const before = updates.map(({ variable }) => variable.dataId);
        SgdUpdate(updates, nesterov);
        for (const [i, { variable, velocity, lr, momentum, weightDecay }] of updates.entries()) {
          const n = variable.size;
          const [w, g, v] = [normal(seed + i, n), normal(seed + i + 100, n), normal(seed + i + 200, n)];
          /** Weights after the step, and the velocity; `sign` is that with which the step is taken off. */
          const stepOf = (w: Float32Array, g: Float32Array, v: Float32Array, sign: 1 | -1) => {
            const decayed = Float64Array.from(g, (value, j) => value + weightDecay * w[j]!);
            const moved = decayed.map((value, j) => momentum * v[j]! + value);
            const ahead = nesterov ? decayed.map((value, j) => value + momentum * moved[j]!) : moved;
            const step = velocity ? ahead : decayed;
            return [Float64Array.from(w, (value, j) => value - sign * lr * step[j]!), moved] as const;
          };
          const [stepped, moved] = stepOf(w, g, v, 1);
          // What the terms come to without their signs: they may cancel, their roundings don't.
          const [ofStep, ofMove] = stepOf(w.map(Math.abs), g.map(Math.abs), v.map(Math.abs), -1);
          expect(relativeError(valuesOf(variable), stepped, ofStep)).toBeLessThan(ROUNDINGS);
          if (velocity) expect(relativeError(valuesOf(velocity), moved, ofMove)).toBeLessThan(ROUNDINGS);
        }
        expect(updates.every(({ variable }, i) => variable.dataId === before[i])).toBe(true);
        for (const { variable, gradient, velocity } of updates) tf.dispose([variable, gradient, velocity ?? []]);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves storage alone that somebody else holds', () => {
    const start = tf.tensor1d([1, 2, 3]);
    const variable = tf.variable(start);
    const gradient = tf.ones([3]);
    const tensors = tf.memory().numTensors;
    SgdUpdate([{ variable, gradient, lr: 0.5, momentum: 0, weightDecay: 0 }], false);
    expect([...valuesOf(start)]).toEqual([1, 2, 3]);
    expect([...valuesOf(variable)]).toEqual([0.5, 1.5, 2.5]);
    expect(tf.memory().numTensors).toBe(tensors);
    const storage = variable.dataId;
    SgdUpdate([{ variable, gradient, lr: 0.5, momentum: 0, weightDecay: 0 }], false);
    expect(variable.dataId).toBe(storage);
    expect([...valuesOf(variable)]).toEqual([0, 1, 2]);
    tf.dispose([start, variable, gradient]);
  });

  it('refuses a gradient of another size', () => {
    const variable = tf.variable(tf.tidy(() => tf.zeros([3])));
    const gradient = tf.zeros([4]);
    const update = { variable, gradient, lr: 1, momentum: 0, weightDecay: 0 };
    expect(() => SgdUpdate([update], false)).toThrow(/SgdUpdate: expected tensors of one shape/);
    tf.dispose([variable, gradient]);
  });
});

describe('Adam', () => {
  const setting = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
  const problems = fc.record({
    sizes: fc.array(fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constant(20_000)), { maxLength: 4 }),
    beta1: setting,
    beta2: setting,
    lr: setting,
    weightDecay: setting,
    decoupledDecay: setting,
    seed: fc.nat(),
  });

  it('moves as single operations do, to the last bit and in place', () => {
    fc.assert(
      fc.property(problems, ({ sizes, beta1, beta2, seed, ...own }) => {
        const [correction, epsilon, scale] = [0.3, 1e-5, 0.7];
        const updates = sizes.map((n, i) => ({
          ...own,
          scale,
          variable: tf.tidy(() => tf.variable(tf.tensor1d(normal(seed + i, n)))),
          gradient: tf.tensor1d(normal(seed + i + 100, n)),
          mean: tf.tensor1d(normal(seed + i + 200, n)),
          square: tf.tidy(() => tf.abs(tf.tensor1d(normal(seed + i + 300, n)))),
        }));
        const expected = updates.map(({ variable, gradient, mean, square, lr, weightDecay, decoupledDecay }) =>
          tf.tidy(() => {
            const g = tf.add(gradient, tf.mul(variable, weightDecay));
            const m = tf.add(tf.mul(mean, beta1), tf.mul(g, 1 - beta1));
            const s = tf.add(tf.mul(square, beta2), tf.mul(tf.square(g), 1 - beta2));
            const direction = tf.div(tf.mul(m, correction), tf.add(tf.sqrt(s), epsilon));
            const update = tf.mul(tf.mul(tf.add(direction, tf.mul(variable, decoupledDecay)), scale), lr);
            return [tf.sub(variable, update), m, s].map(valuesOf);
          }),
        );
        const before = updates.map(({ variable }) => variable.dataId);
        AdamUpdate(updates, { beta1, beta2, correction, epsilon });
        const moved = updates.map(({ variable, mean, square }) => [variable, mean, square].map(valuesOf));
        expect(moved).toEqual(expected);
        expect(updates.every(({ variable }, i) => variable.dataId === before[i])).toBe(true);
        for (const { variable, gradient, mean, square } of updates) tf.dispose([variable, gradient, mean, square]);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses moments of another size', () => {
    const [variable, other] = [tf.variable(tf.tidy(() => tf.zeros([3]))), tf.zeros([4])];
    const gradient = tf.zeros([3]);
    const settings = { lr: 1, scale: 1, weightDecay: 0, decoupledDecay: 0 };
    const moments = { beta1: 0.9, beta2: 0.999, correction: 1, epsilon: 1e-8 };
    expect(() => AdamUpdate([{ variable, gradient, mean: gradient, square: other, ...settings }], moments)).toThrow(
      /AdamUpdate: expected tensors of one shape/,
    );
    tf.dispose([variable, gradient, other]);
  });
});

describe('moving averages', () => {
  it('move by their formula, in place', () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constant(20_000)), { maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (list, weight, seed) => {
        const keep = 1 - weight / 2;
        const moves = list.map((n, i) => ({
          average: tf.tidy(() => tf.variable(tf.tensor1d(normal(seed + i, n)))),
          value: tf.tensor1d(normal(seed + i + 100, n)),
          keep,
          weight,
        }));
        const before = moves.map(({ average }) => average.dataId);
        MoveAverages(moves);
        for (const [i, { average }] of moves.entries()) {
          const [a, v] = [normal(seed + i, average.size), normal(seed + i + 100, average.size)];
          const moved = Float64Array.from(a, (value, j) => keep * value + weight * v[j]!);
          const terms = a.map((value, j) => keep * Math.abs(value) + weight * Math.abs(v[j]!));
          expect(relativeError(valuesOf(average), moved, terms)).toBeLessThan(ROUNDINGS);
        }
        expect(moves.every(({ average }, i) => average.dataId === before[i])).toBe(true);
        for (const { average, value } of moves) tf.dispose([average, value]);
      }),
      { numRuns: 30 },
    );
  });

  it('leave storage alone that somebody else holds', () => {
    const start = tf.tensor1d([2, 4]);
    const average = tf.variable(start);
    const value = tf.tensor1d([4, 8]);
    MoveAverages([{ average, value, keep: 0.5, weight: 0.5 }]);
    expect([...valuesOf(start)]).toEqual([2, 4]);
    expect([...valuesOf(average)]).toEqual([3, 6]);
    tf.dispose([start, average, value]);
  });

  it('refuse a value of another size', () => {
    const average = tf.variable(tf.tidy(() => tf.zeros([3])));
    const value = tf.zeros([4]);
    expect(() => MoveAverages([{ average, value, keep: 1, weight: 1 }])).toThrow(
      /MoveAverages: expected tensors of one shape/,
    );
    tf.dispose([average, value]);
  });
});
