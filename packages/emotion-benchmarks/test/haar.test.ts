/** Haar wavelets of hand-made planes, and the share of detail in the middle. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haarEnergies, haarStep, lowDepthOfField, wavelets } from '../src/features/texture/haar.ts';
import { analysisOf, mirrored, planeFrom, texture } from './textures.ts';

describe('haarStep', () => {
  it('halves sums of four and averages the three absolute differences', () => {
    // 1 2 / 4 8: sum 15; across 1 - 2 + 4 - 8 = -5, down 3 - 12 = -9, diagonal 1 - 2 - 4 + 8 = 3; each over 2.
    const { approximation, detail } = haarStep({ width: 2, height: 2, values: Float32Array.of(1, 2, 4, 8) });
    expect([...approximation.values]).toEqual([7.5]);
    expect(detail.values[0]).toBeCloseTo((5 + 9 + 3) / 2 / 3, 6);
  });

  it('pairs a last odd row and column with themselves', () => {
    const { approximation, detail } = haarStep({ width: 3, height: 1, values: Float32Array.of(1, 3, 5) });
    expect([approximation.width, approximation.height]).toEqual([2, 1]);
    expect([...approximation.values]).toEqual([4, 10]);
    // Across only: |1 - 3 + 1 - 3| / 2, and nothing beyond the last column.
    expect(detail.values[0]).toBeCloseTo(2 / 3, 6);
    expect(detail.values[1]).toBe(0);
  });

  it('is orthonormal: of one pixel it keeps a quarter of the energy in each band', () => {
    const { approximation, detail } = haarStep({ width: 2, height: 2, values: Float32Array.of(0, 0, 6, 0) });
    expect(approximation.values[0]).toBe(3);
    expect(detail.values[0]).toBe(3);
  });
});

describe('haarEnergies', () => {
  it('finds stripes of one pixel at level 1, of two at level 2, of four at level 3', () => {
    for (const level of [0, 1, 2]) {
      // Of stripes of black and white one coefficient of three is not 0. It is 2ˡ / 2: |a - b + c - d| / 2 = 1, doubled by each level before.
      const energies = analysisOf(64, 48, x => 255 * (Math.floor(x / 2 ** level) % 2)).get(haarEnergies);
      const luma = [2, 5, 8].map(i => energies[i]!);
      expect(luma[level]).toBeCloseTo(2 ** level / 3, 5);
      expect(luma.filter((_, other) => other !== level)).toEqual([0, 0]);
      // Greys have neither hue nor saturation, so the sum over channels is that of luma.
      expect(energies.slice(9)).toEqual(luma);
    }
  });

  it('takes hue in turns, and orders levels before channels', () => {
    // Blue beside red: 2/3 of a turn, equal saturation, and lumas of .114 and .299.
    const energies = analysisOf(32, 32, x => (x % 2 === 0 ? [0, 0, 255] : [255, 0, 0])).get(haarEnergies);
    const expected = [2 / 9, 0, 0.185 / 3, 0, 0, 0, 0, 0, 0, 2 / 9 + 0.185 / 3, 0, 0];
    for (const [i, value] of expected.entries()) expect(energies[i]).toBeCloseTo(value, 6);
  });

  it('is the same of a mirrored picture of even levels', () => {
    const { values } = mirrored(planeFrom(64, 40, texture));
    const turned = analysisOf(64, 40, (x, y) => values[y * 64 + x]!).get(haarEnergies);
    const energies = analysisOf(64, 40, texture).get(haarEnergies);
    for (const [i, value] of energies.entries()) expect(turned[i]).toBeCloseTo(value, 5);
  });

  it('is 0 of one colour', () => {
    const bytes = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(bytes, bytes, bytes), colour => {
        expect(wavelets.extract(analysisOf(33, 45, () => colour))).toEqual(new Array<number>(12).fill(0));
      }),
      { numRuns: 20 },
    );
  });
});

describe('lowDepthOfField', () => {
  /** Stripes of four pixels, which level 3 sees, where `inside` says so. */
  const striped = (inside: (x: number, y: number) => boolean) =>
    analysisOf(64, 64, (x, y) => (inside(x, y) ? 255 * (Math.floor(x / 4) % 2) : 0)).get(lowDepthOfField);
  const middle = (x: number, y: number) => x >= 16 && x < 48 && y >= 16 && y < 48;

  it('is the share of the detail in the middle half of width and height', () => {
    expect(striped(middle)[2]).toBe(1);
    expect(striped((x, y) => !middle(x, y))[2]).toBe(0);
    expect(striped(() => true)[2]).toBeCloseTo(1 / 4, 6);
  });

  it('is 0 where there is no detail', () => {
    expect(striped(() => false)).toEqual([0, 0, 0]);
    expect(striped(middle).slice(0, 2)).toEqual([0, 0]);
  });
});
