import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectClose } from './same-as-cpu.ts';
import { normal } from './support/floats.ts';

describe('batchNorm by given statistics', () => {
  const problems = fc.record({
    shape: fc.oneof<fc.Arbitrary<number[]>[]>(
      fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 70 }),
      ),
      fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20 })),
    ),
    offset: fc.boolean(),
    scale: fc.boolean(),
    seed: fc.nat(),
  });

  it('agrees with cpu', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ shape, offset, scale, seed }) => {
        const c = shape.at(-1)!;
        const vector = (i: number, mean: number) => tf.tensor1d(normal(seed + i, c, mean, 0.3));
        await expectClose(
          () =>
            tf.batchNorm(
              tf.tensor<tf.Rank>(normal(seed, tf.util.sizeFromShape(shape)), shape) as tf.Tensor4D,
              vector(1, 0),
              tf.abs(vector(2, 1)),
              offset ? vector(3, 0) : undefined,
              scale ? vector(4, 1) : undefined,
            ),
          1e-5,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("takes statistics of the map's own shape", () =>
    expectClose(() => {
      const map = (seed: number, mean: number): tf.Tensor4D =>
        tf.tensor(normal(seed, 2 * 3 * 3 * 5, mean, 0.2), [2, 3, 3, 5]);
      return tf.batchNorm(map(1, 0), map(2, 0), map(3, 1), map(4, 0), map(5, 1));
    }));

  it('leaves nothing of an empty batch', () =>
    expectClose(() => tf.batchNorm(tf.zeros([0, 3]), tf.zeros([3]), tf.ones([3]))));
});
