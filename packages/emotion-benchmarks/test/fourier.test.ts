/** Fourier transforms against their definition. */
import { RefoldError } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fourier, realInverse } from '../src/raster/fourier.ts';
import type { Plane } from '../src/raster/picture.ts';
import { planeFrom, texture } from './textures.ts';

/** Real and imaginary part at a frequency, summed term by term. */
function coefficient({ width, height, values }: Plane, u: number, v: number): readonly [number, number] {
  let [real, imaginary] = [0, 0];
  for (const [i, value] of values.entries()) {
    const angle = -2 * Math.PI * ((u * (i % width)) / width + (v * Math.floor(i / width)) / height);
    real += value * Math.cos(angle);
    imaginary += value * Math.sin(angle);
  }
  return [real, imaginary];
}

const planes = fc
  .tuple(fc.constantFrom(4, 8, 16), fc.constantFrom(4, 8, 32))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: -255, max: 255 }), { minLength: width * height, maxLength: width * height })
      .map(values => ({ width, height, values: Float32Array.from(values) })),
  );

describe('fourier', () => {
  it('is the sum over waves, whatever the sides', () => {
    for (const plane of [planeFrom(8, 16, texture), planeFrom(32, 4, texture)]) {
      const { values } = fourier(plane);
      for (const [u, v] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [3, 2],
        [plane.width - 1, plane.height / 2],
      ] as const) {
        const at = 2 * (v * plane.width + u);
        const [real, imaginary] = coefficient(plane, u, v);
        expect(values[at]).toBeCloseTo(real, 8);
        expect(values[at + 1]).toBeCloseTo(imaginary, 8);
      }
    }
  });

  it('is undone by its inverse, to single precision', () => {
    fc.assert(
      fc.property(planes, plane => {
        const back = realInverse(fourier(plane));
        for (const [i, value] of plane.values.entries()) expect(back.values[i]).toBeCloseTo(value, 4);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps energy (Parseval)', () => {
    const plane = planeFrom(16, 32, texture);
    const energy = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value ** 2, 0);
    expect(energy(fourier(plane).values) / (16 * 32 * energy(plane.values))).toBeCloseTo(1, 10);
  });

  it('refuses sides that are no powers of two', () => {
    const plane = planeFrom(16, 12, texture);
    expect(() => fourier(plane)).toThrow(RefoldError);
    expect(() => fourier(plane)).toThrow('16×12');
  });
});
