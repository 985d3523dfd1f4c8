/** The gradient of a convolution's input, added to what is there. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusedKernels } from '../src/index.ts';
import { normal, relativeError } from './support/floats.ts';

const { AddConvInputGradient, Conv, ConvInputGradient } = fusedKernels;

beforeAll(() => tf.setBackend('native'));

const random = (seed: number, shape: [number, number, number, number]) =>
  tf.tensor4d(normal(seed, tf.util.sizeFromShape(shape)), shape);

/** Small ones are convolved directly; of the others, by tiles where the kernel is 3×3 and of stride 1; in groups of one, by channel. */
const problems = fc.record({
  side: fc.integer({ min: 1, max: 20 }),
  batch: fc.constantFrom(1, 2, 9),
  kernel: fc.constantFrom(1, 3, 5),
  stride: fc.constantFrom(1, 2),
  groups: fc.constantFrom(1, 1, 3),
  inputs: fc.constantFrom(1, 7, 16, 33),
  outputs: fc.constantFrom(1, 8, 19, 32),
  seed: fc.nat(),
});

describe('an input gradient added to a total', () => {
  it('is the sum of both, in the storage of the total', () =>
    fc.assert(
      fc.property(problems, ({ side, batch, kernel, stride, groups, inputs, outputs, seed }) => {
        const pad = (kernel - 1) / 2;
        const geometry = {
          stride: [stride, stride],
          pad: [pad, pad, pad, pad],
          dilation: [1, 1],
          groups,
        } as const;
        tf.tidy(() => {
          const total = random(seed, [batch, side, side, inputs * groups]);
          const filter = random(seed + 1, [kernel, kernel, inputs, outputs * groups]);
          const dy = random(seed + 2, Conv(total, filter, geometry).shape);
          const expected = tf.add(total, ConvInputGradient(dy, filter, [side, side], geometry)).dataSync();
          const sum = AddConvInputGradient(total, dy, filter, geometry);
          expect(sum).toBe(total);
          expect(relativeError(sum.dataSync() as Float32Array, expected as Float32Array)).toBeLessThan(1e-5);
        });
      }),
      { numRuns: 80 },
    ));

  const plain = { stride: [1, 1], pad: [1, 1, 1, 1], dilation: [1, 1], groups: 1 } as const;

  it('leaves a shared total as it is, and lets go of the handle that it was given', () => {
    const [kept, kernel, dy] = [random(1, [2, 8, 8, 16]), random(2, [3, 3, 16, 24]), random(3, [2, 8, 8, 24])];
    const before = kept.dataSync().slice();
    const total = tf.clone(kept);
    const tensors = tf.memory().numTensors;
    const sum = AddConvInputGradient(total, dy, kernel, plain);
    expect(kept.dataSync()).toEqual(before);
    expect(sum.dataSync()).not.toEqual(before);
    expect(total.isDisposed).toBe(true);
    expect(tf.memory().numTensors).toBe(tensors);
    tf.dispose([kept, kernel, dy, sum]);
  });

  it('refuses what does not fit', () => {
    tf.tidy(() => {
      const [total, kernel] = [random(1, [2, 8, 8, 16]), random(2, [3, 3, 16, 24])];
      expect(() => AddConvInputGradient(total, random(3, [2, 7, 8, 24]), kernel, plain)).toThrow(
        /input gradient.*expected an output \[2,8,8,24\], not \[2,7,8,24\]/,
      );
    });
  });
});
