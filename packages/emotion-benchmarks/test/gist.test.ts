/** GIST of waves whose responses are known, and of a texture by an independent computation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gist, gistOf } from '../src/features/texture/gist.ts';
import fixtures from './fixtures/texture.json' with { type: 'json' };
import { analysisOf, type Formula, mirrored, planeFrom, texture } from './textures.ts';

/** A wave of whole numbers of cycles, of amplitude 100. */
const wave =
  (across: number, down: number): Formula =>
  (x, y) =>
    128 + 100 * Math.cos((2 * Math.PI * (across * x + down * y)) / 128);

/** The scale and orientation of the largest response. */
function largest(features: readonly number[] | Float32Array): readonly [scale: number, orientation: number] {
  const at = features.indexOf(Math.max(...features));
  return [Math.floor(at / 128), Math.floor(at / 16) % 8];
}

describe('gistOf', () => {
  it('is the formula, computed with NumPy', () => {
    // The fixture has seven digits (relative errors of up to 5e-7), the result is in single precision (6e-8).
    const ours = gistOf(planeFrom(128, 128, texture));
    for (const [i, value] of fixtures.gist.entries()) expect(Math.abs(ours[i]! / value - 1)).toBeLessThan(6e-7);
  });

  it('of a wave is half its amplitude times the gain, in every block', () => {
    // 19 cycles to the right: the other half of the amplitude runs to the left, where this filter passes exp(-2π π²) of it.
    const ours = gistOf(planeFrom(128, 128, wave(19, 0)));
    for (const scale of [0, 1, 2]) {
      const gain = Math.exp(-3.5 * (19 / 128 / (0.3 / 1.85 ** scale) - 1) ** 2);
      const blocks = ours.subarray(scale * 128, scale * 128 + 16);
      for (const block of blocks) expect(block).toBeCloseTo(50 * gain, 4);
    }
  });

  it('of a mirrored plane has mirrored blocks, and orientations on the other side', () => {
    const waves = fc.array(fc.tuple(fc.integer({ min: -63, max: 63 }), fc.integer({ min: -63, max: 63 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(waves, list => {
        // Several waves make beats, which tell the blocks apart.
        const formulas = list.map(([across, down]) => wave(across, down));
        const plane = planeFrom(128, 128, (x, y) => formulas.reduce((sum, of) => sum + of(x, y), 0));
        const [ours, turned] = [gistOf(plane), gistOf(mirrored(plane))];
        for (const [at, value] of ours.entries()) {
          const [scale, orientation] = [Math.floor(at / 128), Math.floor(at / 16) % 8];
          const [row, column] = [Math.floor(at / 4) % 4, at % 4];
          const other = scale * 128 + ((8 - orientation) % 8) * 16 + row * 4 + 3 - column;
          expect(turned[other]).toBeCloseTo(value, 3);
        }
      }),
      { numRuns: 5 },
    );
  });
});

describe('gist', () => {
  it('is the formula after the prefilter, computed with NumPy', () => {
    // Planes between the steps of the prefilter are in single precision.
    const ours = gist.extract(analysisOf(128, 128, texture));
    for (const [i, value] of fixtures.gistPrefiltered.entries()) {
      expect(Math.abs(ours[i]! / value - 1)).toBeLessThan(2e-6);
    }
  });

  it('is largest at the scale and orientation of stripes', () => {
    for (let orientation = 0; orientation < 8; orientation++) {
      for (const scale of [orientation % 2, 2 + (orientation % 2)]) {
        const cycles = (128 * 0.3) / 1.85 ** scale;
        const angle = (Math.PI * orientation) / 8;
        const stripes = wave(Math.round(cycles * Math.cos(angle)), Math.round(cycles * Math.sin(angle)));
        expect(largest(gist.extract(analysisOf(128, 128, stripes)))).toEqual([scale, orientation]);
      }
    }
  });

  it('is larger in blocks with stripes than in those without', () => {
    const ours = gist.extract(analysisOf(128, 128, (x, y) => (x < 64 && y >= 64 ? wave(21, 0)(x, y) : 128)));
    const blocks = [...ours.slice(128, 144)];
    const striped = [8, 9, 12, 13];
    const [inside, outside] = [true, false].map(wanted => blocks.filter((_, at) => striped.includes(at) === wanted));
    expect(Math.min(...inside!)).toBeGreaterThan(2 * Math.max(...outside!));
  });

  it('hardly depends on light and contrast', () => {
    const [bright, dim] = [2, 1].map(factor =>
      gist.extract(analysisOf(128, 128, (x, y) => factor * (60 + 40 * Math.sin(x * y * 0.003)))),
    );
    const distance = Math.hypot(...bright!.map((value, i) => value - dim![i]!)) / Math.hypot(...bright!);
    expect(distance).toBeLessThan(0.02);
  });

  it('is 0 of one colour, whatever the size of the picture', () => {
    for (const grey of [0, 119, 255]) {
      // Resizing by a factor that isn't whole rounds sums in single precision, 6e-8 of the grey.
      for (const value of gist.extract(analysisOf(150, 40, () => grey))) expect(value).toBeLessThan(1e-5);
    }
  });
});
