/** Where the gradient of a maximum goes, in maps whose values have very different sizes. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { network } from '../src/init/init.ts';
import { disposeInstance, INPUT, instantiate, pass } from '../src/layers/apply.ts';
import * as l from '../src/layers/build.ts';
import type { Layer } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { activate, onEveryBackend } from './support/backends.ts';

type Sides = readonly [height: number, width: number];

/** ∂L/∂x of one map [height, width, 1], and ∂L/∂y, which is 1, 2, 3, ... */
async function gradients(
  layer: Layer,
  values: readonly number[],
  [height, width]: Sides,
): Promise<{ dx: number[]; dy: number[] }> {
  const x = tf.tensor4d([...values], [1, height, width, 1]);
  const instance = instantiate(network(layer, [height, width, 1], Rng.seeded(1)));
  const { output, backward, dispose } = pass(instance, x, { mode: 'train', needsInputGrad: true });
  const dy = Array.from({ length: output.size }, (_, i) => i + 1);
  const upstream = tf.tensor(dy, output.shape);
  const dx = backward(upstream).get(INPUT)!;
  const found = Array.from(await dx.data());
  tf.dispose([x, output, upstream, dx]);
  dispose();
  disposeInstance(instance);
  return { dx: found, dy };
}

/** Where the first largest value of each window is, window by window. */
function* winners(values: readonly number[], [height, width]: Sides, window: Sides, stride: Sides, pad: number) {
  for (let top = -pad; top + window[0] <= height + pad; top += stride[0]) {
    for (let start = -pad; start + window[1] <= width + pad; start += stride[1]) {
      let best = -1;
      for (let row = Math.max(0, top); row < Math.min(height, top + window[0]); row++) {
        for (let column = Math.max(0, start); column < Math.min(width, start + window[1]); column++) {
          const here = row * width + column;
          if (best < 0 || values[here]! > values[best]!) best = here;
        }
      }
      yield best;
    }
  }
}

/** Equal ones among them, both signs, and sizes that leave nothing of each other in a float32 sum. */
const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(n => n / 2),
  fc.constantFrom(0.5, Math.fround(0.5 + 2 ** -24), -1e6, -1e30, 1e30, 1e-30, -1e-30, -0.5),
);
const cases = fc
  .record({
    sides: fc.tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 })),
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  })
  .chain(({ sides, window, stride }) =>
    fc.record({
      ...{ sides: fc.constant(sides), window: fc.constant(window), stride: fc.constant(stride) },
      pad: fc.nat({ max: Math.min(...window) - 1 }),
      values: fc.array(value, { minLength: sides[0] * sides[1], maxLength: sides[0] * sides[1] }),
    }),
  );

onEveryBackend('the gradient of max pooling', backend => {
  beforeAll(() => activate(backend));

  it('goes to the largest value beside one that is far smaller', async () => {
    const values = [16, 2, 15, 3, 4, -2e8, 5, 6, 14, 7, 13, 8, 9, 10, 11, 12].map(n => 0.5 + n / 200);
    const { dx } = await gradients(l.maxPool(2), values, [4, 4]);
    expect(dx.flatMap((d, i) => (d === 0 ? [] : [[i, d]]))).toEqual([
      [0, 1],
      [2, 2],
      [8, 3],
      [10, 4],
    ]);
  });

  it('goes to the first largest value of each window', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ sides, window, stride, pad, values }) => {
        const { dx, dy } = await gradients(l.maxPool(window, { stride, pad }), values, sides);
        const expected = values.map(() => 0);
        for (const at of winners(values, sides, window, stride, pad)) expected[at]! += dy.shift()!;
        expect(dx).toEqual(expected);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('is shared by equal maxima of a whole map', async () => {
    const values = [0.5, -1e30, 0.5, -1e6, Math.fround(0.5 - 2 ** -25), -0.5];
    expect((await gradients(l.globalMaxPool(), values, [2, 3])).dx).toEqual([0.5, 0, 0.5, 0, 0, 0]);
  });
});
