/** The cycle loss: its two terms on their ranges, its mix, its gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { activate, onEveryBackend } from '../../core/test/support/backends.ts';
import { type CycleConsistencyOptions, cycleConsistency } from '../src/cycle-consistency.ts';
import { evaluated, gradientError } from './support/finite-differences.ts';
import { images } from './support/images.ts';

const SHAPE = [2, 22, 23, 2];
const SIZE = 2 * 22 * 23 * 2;
/** Images and reconstructions in [−1, 1]. */
const { one: IMAGE, other: BACK } = (() => {
  const { one, other } = images('paler', SIZE);
  const signed = (value: number): number => 2 * value - 1;
  return { one: one.map(signed), other: other.map(signed) };
})();

const beside = (target: readonly number[], options?: CycleConsistencyOptions) => (output: tf.Tensor) => {
  const x = tf.tensor([...target], output.shape);
  const found = cycleConsistency(options)(output, x);
  x.dispose();
  return found;
};

onEveryBackend('cycle consistency', backend => {
  beforeAll(() => activate(backend));

  it('with α = 0 is half the mean absolute difference, of images of any size', async () => {
    // (|1 − 0| + |−1 − 1|)/2 = 1.5 on [−1, 1]; half of it on [0, 1]. The slope is sign/(2·2).
    const { value, gradient } = await evaluated(beside([0, 1], { alpha: 0 }), [1, -1], [1, 1, 2, 1]);
    expect(value).toBeCloseTo(0.75, 6);
    expect(gradient).toEqual([0.25, -0.25]);
  });

  it('is linear in α', async () => {
    const [none, some, all] = (await Promise.all(
      [0, 0.3, 1].map(alpha => evaluated(beside(IMAGE, { alpha }), BACK, SHAPE)),
    )) as [Evaluated, Evaluated, Evaluated];
    expect(some.value).toBeCloseTo(0.3 * all.value + 0.7 * none.value, 6);
    for (const [i, gradient] of some.gradient.entries())
      expect(gradient).toBeCloseTo(0.3 * all.gradient[i]! + 0.7 * none.gradient[i]!, 8);
  });

  it('maps images to [0, 1] first: black against white is 1 of L1, and constant planes differ by luminance alone', async () => {
    const [black, white] = [-1, 1].map(value => Array<number>(SIZE).fill(value)) as [number[], number[]];
    // Luminance C1/(1 + C1) with C1 = 1e-4, to the power of the second of two scales.
    const similarity = (1e-4 / 1.0001) ** (0.2856 / 0.3304);
    const { value } = await evaluated(beside(black, { alpha: 0.84 }), white, SHAPE);
    expect(value).toBeCloseTo(0.84 * (1 - similarity) + 0.16, 4);
  });

  it('is 0 for perfect reconstructions, and 0.84 is the default of α', async () => {
    expect((await evaluated(beside(IMAGE), IMAGE, SHAPE)).value).toBeCloseTo(0, 6);
    const [unsaid, said] = await Promise.all([
      evaluated(beside(IMAGE), BACK, SHAPE),
      evaluated(beside(IMAGE, { alpha: 0.84 }), BACK, SHAPE),
    ]);
    expect(unsaid.value).toBe(said.value);
  });

  it('its gradient agrees with central differences', async () => {
    // Steps of 5e-3 are smaller than nearly all differences, so that few kinks of L1 are straddled: at one, both are between ∓ the slope.
    const away = BACK.map((value, i) => (Math.abs(value - IMAGE[i]!) < 0.02 ? value + 0.04 : value));
    const options = { alpha: 0.84, window: 5 };
    expect(await gradientError(beside(IMAGE, options), away, SHAPE, { every: 97, h: 5e-3 })).toBeLessThan(0.02);
  });

  it('leaves nothing on the backend but what it returns', () => {
    const [x, y] = [tf.tensor(IMAGE, SHAPE), tf.tensor(BACK, SHAPE)];
    const before = tf.memory().numTensors;
    for (const alpha of [0, 0.84]) {
      const { value, gradient } = cycleConsistency({ alpha })(y, x);
      tf.dispose([value, gradient]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses an α outside [0, 1]', () => {
    for (const alpha of [-0.1, 1.1, Number.NaN]) expect(() => cycleConsistency({ alpha })).toThrow(/'alpha' is/);
  });
});

type Evaluated = Awaited<ReturnType<typeof evaluated>>;
