/** MS-SSIM against scikit-image's in float64, and its parts: filters with adjoints, limits of sizes, images that disagree. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { activate, onEveryBackend } from '../../core/test/support/backends.ts';
import { blur, blurAdjoint, halve, halveAdjoint } from '../src/filters.ts';
import { type MsSsimOptions, msSsim, msSsimPerImage } from '../src/ms-ssim.ts';
import FIXTURES from './fixtures/ms-ssim.json';
import { evaluated, gradientError } from './support/finite-differences.ts';
import { images, noise } from './support/images.ts';

type Shape4 = [number, number, number, number];

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** MS-SSIM of a tensor with given images. */
const besides =
  (target: readonly number[], options: MsSsimOptions = {}) =>
  (output: tf.Tensor) => {
    const x = tf.tensor([...target], output.shape);
    const found = msSsim(output, x, options);
    x.dispose();
    return found;
  };

/**
 * What another order of sums may change: variances are E[x²] − E[x]², whose terms are some 15 times their difference on these images, so each of a
 * dozen of them is right to 15 · 2⁻²⁴ of itself.
 */
const ROUNDING = 12 * 15 * 2 ** -24;

const noisy = (shape: Shape4, seed: number): tf.Tensor4D => tf.tensor4d(noise(seed, sizeOf(shape)), shape);

onEveryBackend('MS-SSIM', backend => {
  beforeAll(() => activate(backend));

  it.each(FIXTURES)(
    "is scikit-image's, and so is its gradient: $kind, $shape",
    async ({ kind, shape, value, gradient }) => {
      const { one, other } = images(kind, sizeOf(shape));
      const found = await evaluated(besides(one), other, [1, ...shape]);
      // Float32 moments are exact to about 1e-7, against constants of 1e-4 and 9e-4 in the quotients.
      expect(found.value).toBeCloseTo(value, 5);
      const largest = Math.max(...gradient.values.map(Math.abs));
      for (const [i, place] of gradient.places.entries())
        expect(Math.abs(found.gradient[place]! - gradient.values[i]!)).toBeLessThan(1e-3 * largest);
    },
  );

  it('is 1 for equal images, where its gradient is 0', async () => {
    const shape = [2, 24, 26, 3];
    const same = noise(5, sizeOf(shape));
    const { value, gradient } = await evaluated(besides(same), same, shape);
    expect(value).toBeCloseTo(1, 6);
    // Shares of 1/(2·3·14·16) of slopes of about 1, whose two parts cancel to float32's 1e-7 over C2.
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-6);
  });

  it('its gradient agrees with central differences', async () => {
    const shape = [2, 15, 13, 2];
    const { one, other } = images('paler', sizeOf(shape));
    // A window of 5 leaves two scales, both odd. Steps of 1e-2 on noise of contrast 1/2 leave third derivatives of a per cent.
    const error = await gradientError(besides(one, { window: 5 }), other, shape, { every: 17, h: 1e-2 });
    expect(error).toBeLessThan(0.02);
  });

  it('anti-correlated images give the floor, and finite gradients', async () => {
    const shape = [1, 48, 48, 1];
    const { one, other } = images('opposite', sizeOf(shape));
    const { value, gradient } = await evaluated(besides(one), other, shape);
    // Every factor is negative, so each is the floor, and the weights sum to 1.
    expect(value).toBeCloseTo(1e-6, 9);
    expect(gradient.every(g => g === 0)).toBe(true);
  });

  it('constant images, black, white and different ones, give finite numbers', async () => {
    const shape = [1, 32, 32, 1];
    for (const [one, other] of [
      [0, 0],
      [0, 1],
      [1, 1],
      [0.3, 0.7],
    ] as const) {
      const [x, y] = [one, other].map(value => Array<number>(sizeOf(shape)).fill(value)) as [number[], number[]];
      const { value, gradient } = await evaluated(besides(x), y, shape);
      // Constant planes have no structure to differ in: cs is 1, and luminance counts at the coarsest of two scales.
      const luminance = (2 * one * other + 1e-4) / (one ** 2 + other ** 2 + 1e-4);
      expect(value).toBeCloseTo(luminance ** (0.2856 / (0.0448 + 0.2856)), 3);
      expect(gradient.every(Number.isFinite)).toBe(true);
    }
  });

  it('per image, it is what the image has alone, and averages to the batch', async () => {
    const [x, y] = [noisy([3, 22, 22, 2], 7), noisy([3, 22, 22, 2], 8)];
    const near = tf.add(tf.mul(x, 0.8), tf.mul(y, 0.2));
    const each = Array.from(await msSsimPerImage(near, x).data());
    const { value } = msSsim(near, x);
    expect((await value.data())[0]).toBeCloseTo(each.reduce((sum, one) => sum + one) / 3, 6);
    for (const [i, one] of each.entries()) {
      const [a, b] = [near, x].map(images => tf.slice(images, [i, 0, 0, 0], [1, -1, -1, -1])) as [tf.Tensor, tf.Tensor];
      expect((await msSsimPerImage(a, b).data())[0]).toBeCloseTo(one, 6);
    }
  });

  it('leaves nothing on the backend but what it returns', () => {
    const [x, y] = [noisy([1, 32, 32, 3], 1), noisy([1, 32, 32, 3], 2)];
    const before = tf.memory();
    const { value, gradient } = msSsim(y, x);
    tf.dispose([value, gradient, msSsimPerImage(y, x)]);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });

  it('adjoints: ⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩, for sides even and odd', async () => {
    const window = { side: 5, sigma: 1.2 };
    for (const [h, w] of [
      [8, 10],
      [9, 6],
      [7, 11],
    ] as const) {
      const x = noisy([2, h, w, 3], h * w);
      const pairs = [
        { there: blur(x, window), back: (y: tf.Tensor4D) => blurAdjoint(y, window) },
        { there: halve(x), back: (y: tf.Tensor4D) => halveAdjoint(y, h, w) },
      ];
      for (const { there, back } of pairs) {
        const y = noisy(there.shape, 3);
        const [left, right] = [tf.sum(tf.mul(there, y)), tf.sum(tf.mul(x, back(y)))];
        const [a, b] = [(await left.data())[0]!, (await right.data())[0]!];
        expect(Math.abs(a - b)).toBeLessThan(1e-5 * a);
      }
    }
  });
});

describe('sizes and settings', () => {
  beforeAll(() => activate('cpu'));

  const of = (shape: Shape4, options?: MsSsimOptions) =>
    tf.tidy(() => msSsim(tf.zeros(shape), tf.zeros(shape), options).value.dataSync()[0]);

  it.each([
    [20, 1],
    [21, 2],
    [32, 2],
    [64, 3],
    [128, 4],
    [160, 4],
    [161, 5],
  ])('the shorter side of %d pixels allows %d scales', (side, scales) => {
    const shape: Shape4 = [1, side, 170, 1];
    expect(of(shape, { scales })).toBeCloseTo(1, 6);
    if (scales < 5) expect(() => of(shape, { scales: scales + 1 })).toThrow(`allow 1 to ${scales}`);
    else expect(() => of(shape, { scales: 6 })).toThrow(/allow 1 to 5/);
  });

  it('refuses images smaller than the window, of two shapes, and settings that cannot be', () => {
    expect(() => of([1, 10, 40, 1])).toThrow(
      /10 × 40 pixels are smaller than the window of 11; set a smaller 'window'/,
    );
    expect(of([1, 10, 40, 1], { window: 7 })).toBeCloseTo(1, 6);
    expect(() => of([1, 16, 16, 1], { window: 0 })).toThrow(/'window' is 0/);
    expect(() => of([1, 16, 16, 1], { sigma: 0 })).toThrow(/'sigma' 0/);
    expect(() => of([1, 16, 16, 1], { floor: 0 })).toThrow(/'floor' 0/);
    expect(() => of([1, 64, 64, 1], { scales: 1.5 })).toThrow(/'scales' is 1.5/);
    expect(() => tf.tidy(() => msSsimPerImage(tf.zeros([1, 16, 16, 1]), tf.zeros([1, 16, 16, 3])))).toThrow(
      /of one shape/,
    );
  });

  it('is symmetric, at most 1, and the same for mirrored images', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (seed, mix) => {
        const [forth, back, mirrored] = tf.tidy(() => {
          const [x, other] = [noisy([1, 23, 22, 1], seed), noisy([1, 23, 22, 1], seed + 1)];
          const y = tf.add(tf.mul(x, mix), tf.mul(other, 1 - mix));
          const mirror = (image: tf.Tensor): tf.Tensor => tf.reverse(image, 2);
          return [msSsimPerImage(x, y), msSsimPerImage(y, x), msSsimPerImage(mirror(x), mirror(y))].map(
            of => of.dataSync()[0]!,
          );
        }) as [number, number, number];
        expect(forth).toBeLessThanOrEqual(1 + ROUNDING);
        expect(Math.abs(back - forth)).toBeLessThan(ROUNDING);
        expect(Math.abs(mirrored - forth)).toBeLessThan(ROUNDING);
      }),
      { numRuns: 20 },
    );
  });
});
