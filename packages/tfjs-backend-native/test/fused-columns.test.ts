import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusedKernels } from '../src/index.ts';
import { mapOf, normal, reading, relativeError, valuesOf } from './support/floats.ts';
import { statisticsOf } from './support/norm-reference.ts';

const { ColumnMean, PadWith, ScaleShift, ScaleShiftRelu } = fusedKernels;

beforeAll(() => tf.setBackend('native'));

const matrices = fc.record({
  n: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 1200 })),
  c: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(48, 64, 67, 96, 128, 203, 513, 600)),
  seed: fc.nat(),
});

describe('by column', () => {
  it('the mean agrees with double arithmetic', () => {
    fc.assert(
      fc.property(matrices, ({ n, c, seed }) => {
        const x = normal(seed, n * c, 3);
        const exact = statisticsOf(n, c, { x, gamma: x, beta: x, eps: 0 }).mean;
        expect(
          relativeError(
            reading(() => valuesOf(ColumnMean(mapOf(x, n, c)))),
            exact,
          ),
        ).toBeLessThan(5e-7);
      }),
      { numRuns: 60 },
    );
  });

  it('scale and shift agree with double arithmetic', () => {
    fc.assert(
      fc.property(matrices, fc.boolean(), ({ n, c, seed }, shifts) => {
        const [x, scale, shift] = [normal(seed, n * c), normal(seed + 1, c), normal(seed + 2, c)];
        const y = reading(() => {
          const vectors = [tf.tensor1d(scale), ...(shifts ? [tf.tensor1d(shift)] : [])] as const;
          return valuesOf(ScaleShift(mapOf(x, n, c), vectors[0], vectors[1]));
        });
        const exact = Float64Array.from(x, (value, i) => value * scale[i % c]! + (shifts ? shift[i % c]! : 0));
        expect(relativeError(y, exact)).toBeLessThan(2e-7);
      }),
      { numRuns: 60 },
    );
  });

  it('scale, shift and relu are scale and shift, then relu, NaN included', () => {
    fc.assert(
      fc.property(matrices, ({ n, c, seed }) => {
        const [x, scale, shift] = [normal(seed, n * c), normal(seed + 1, c), normal(seed + 2, c)];
        x[seed % x.length] = Number.NaN;
        const [fused, apart] = tf.tidy(() => {
          const operands = [mapOf(x, n, c), tf.tensor1d(scale), tf.tensor1d(shift)] as const;
          return [valuesOf(ScaleShiftRelu(...operands)), valuesOf(tf.relu(ScaleShift(...operands)))];
        });
        expect(fused.every((value, i) => Object.is(value, apart[i]))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('pads with a value a channel', () => {
    const side = fc.integer({ min: 0, max: 3 });
    const maps = fc.record({
      shape: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
      c: fc.constantFrom(1, 3, 8, 17),
      pad: fc.tuple(side, side, side, side),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(maps, ({ shape: [n, h, w], c, pad, seed }) => {
        const [top, bottom, left, right] = pad;
        const [padded, composed] = tf.tidy(() => {
          const x = tf.tensor4d(normal(seed, n * h * w * c), [n, h, w, c]);
          const values = tf.tensor1d(normal(seed + 1, c));
          const around: [number, number][] = [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ];
          const outside = tf.sub(1, tf.pad(tf.onesLike(x), around));
          const y = tf.add(tf.pad(x, around), tf.mul(outside, values));
          const own = PadWith(x, pad, values);
          expect(own.shape).toEqual(y.shape);
          return [valuesOf(own), valuesOf(y)];
        });
        expect([...padded]).toEqual([...composed]);
      }),
    );
  });

  it('refuses another number of values than channels', () => {
    const [x, values] = [tf.zeros<tf.Rank.R4>([1, 2, 2, 3]), tf.zeros<tf.Rank.R1>([2])];
    expect(() => PadWith(x, [1, 1, 1, 1], values)).toThrow('PadWith: expected 3 values, one per channel, not 2');
    tf.dispose([x, values]);
  });
});
