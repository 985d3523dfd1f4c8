import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, expectSame, numbered } from './same-as-cpu.ts';

const sizes = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));

const resizings = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  from: sizes,
  to: sizes,
  channels: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(16, 67)),
  // tfjs refuses both at once
  mode: fc.constantFrom('plain' as const, 'corners' as const, 'centres' as const),
});

/** Σ a·b */
function dot(a: tf.Tensor, b: tf.Tensor): number {
  const values = b.dataSync();
  return Array.from(a.dataSync()).reduce((sum, value, i) => sum + value * values[i]!, 0);
}

const ops = [
  ['nearest pixels', tf.image.resizeNearestNeighbor],
  ['interpolation', tf.image.resizeBilinear],
] as const;

describe.each(ops)('resizing by %s', (_, op) => {
  it('is as on cpu', () =>
    fc.assert(
      fc.asyncProperty(resizings, ({ batch, from, to, channels, mode }) =>
        expectClose(() => {
          const x = numbered([batch, ...from, channels]) as tf.Tensor4D;
          return op(x, to, mode === 'corners', mode === 'centres');
        }),
      ),
    ));

  // cpu's gradients are right for single square images only, and never end where corners are aligned and x is one pixel.
  it('has the gradient that cpu has', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        sizes,
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        (side, to, channels, alignCorners) =>
          expectClose(
            () =>
              tf.grad((x: tf.Tensor) => op(x as tf.Tensor4D, to, alignCorners))(
                numbered([1, side, side, channels]),
                numbered([1, ...to, channels]),
              ),
            2e-5,
          ),
      ),
    ));

  it('has a gradient that is its transpose: <dy, resize(x)> = <dx, x>', async () => {
    await tf.setBackend('native');
    fc.assert(
      fc.property(resizings, fc.integer(), ({ batch, from, to, channels, mode }, seed) => {
        tf.tidy(() => {
          const resize = (x: tf.Tensor) => op(x as tf.Tensor4D, to, mode === 'corners', mode === 'centres');
          const x = tf.randomUniform([batch, ...from, channels], -1, 1, 'float32', seed);
          const dy = tf.randomUniform([batch, ...to, channels], -1, 1, 'float32', seed + 1);
          const dx = tf.grad(resize)(x, dy);
          expect(dx.shape).toEqual(x.shape);
          const [left, right] = [dot(dy, resize(x)), dot(dx, x)];
          expect(Math.abs(left - right)).toBeLessThan(1e-5 * (1 + Math.sqrt(dy.size)));
        });
      }),
    );
  });

  it('takes a single image', () => expectClose(() => op(numbered([5, 7, 3]) as tf.Tensor3D, [10, 4])));

  it('has nothing to do in an empty batch', () => expectSame(() => op(tf.zeros([0, 4, 4, 3]) as tf.Tensor4D, [2, 8])));
});

describe('the gradient of resizing one pixel', () => {
  it.each(ops)('by %s sums all of dy, corners aligned', async (_, op) => {
    await tf.setBackend('native');
    const [x, dy] = [tf.zeros([1, 1, 1, 2]), tf.ones([1, 4, 3, 2])];
    const dx = tf.grad((x: tf.Tensor) => op(x as tf.Tensor4D, [4, 3], true))(x, dy);
    expect(Array.from(dx.dataSync())).toEqual([12, 12]);
    tf.dispose([x, dy, dx]);
  });
});

describe('infinite pixels', () => {
  it('stay what they are where they are the nearest', () =>
    expectSame(() => tf.image.resizeNearestNeighbor(tf.tensor4d([Infinity, -1, NaN, 2], [1, 2, 2, 1]), [5, 3])));
});

describe('integer pixels', () => {
  it('stay integers as nearest ones', () =>
    expectSame(() => tf.image.resizeNearestNeighbor(numbered([2, 5, 3, 4], 'int32') as tf.Tensor4D, [3, 7])));
  it('are interpolated as floats', () =>
    expectClose(() => tf.image.resizeBilinear(numbered([2, 5, 3, 4], 'int32') as tf.Tensor4D, [3, 7])));
});
