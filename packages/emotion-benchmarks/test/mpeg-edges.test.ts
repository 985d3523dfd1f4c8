/** MPEG-7's edge histogram of hand-made planes. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeHistogram, edgeShares } from '../src/features/texture/mpeg-edges.ts';
import { analysisOf, type Formula, mirrored, planeFrom } from './textures.ts';

/** The shares of all parts of a plane of 64×64 (blocks of 2×2), which a pattern fills alike. */
function sharesOf(of: Formula): readonly number[] {
  const shares = [...edgeShares(planeFrom(64, 64, of))];
  for (let part = 1; part < 16; part++) expect(shares.slice(5 * part, 5 * part + 5)).toEqual(shares.slice(0, 5));
  return shares.slice(0, 5);
}

describe('edgeShares', () => {
  it('tells the five kinds apart', () => {
    expect(sharesOf(x => 100 * (x % 2))).toEqual([1, 0, 0, 0, 0]);
    expect(sharesOf((_, y) => 100 * (y % 2))).toEqual([0, 1, 0, 0, 0]);
    // Lighter towards the lower right: the edge rises to the right.
    expect(sharesOf((x, y) => 50 * ((x % 2) + (y % 2)))).toEqual([0, 0, 1, 0, 0]);
    expect(sharesOf((x, y) => 50 * ((x % 2) - (y % 2)) + 50)).toEqual([0, 0, 0, 1, 0]);
    expect(sharesOf((x, y) => 100 * ((x + y) % 2))).toEqual([0, 0, 0, 0, 1]);
  });

  it('counts responses of at least 11', () => {
    // Two differences between columns.
    expect(sharesOf(x => 5.5 * (x % 2))).toEqual([1, 0, 0, 0, 0]);
    expect(sharesOf(x => 5.4 * (x % 2))).toEqual([0, 0, 0, 0, 0]);
  });

  it('takes means over blocks of about 1,100th of the picture', () => {
    // 256×256: blocks of 6×6, so a checkerboard of pixels is even in a quarter of 3×3 but for a ninth, a response of 4 · 100 / 9.
    const weak = edgeShares(planeFrom(256, 256, (x, y) => 20 * ((x + y) % 2)));
    const strong = edgeShares(planeFrom(256, 256, (x, y) => 100 * ((x + y) % 2)));
    expect([...weak]).toEqual(new Array<number>(80).fill(0));
    expect(strong[4]).toBeCloseTo(1, 5);
  });

  it('keeps to the part where the edges are', () => {
    const shares = edgeShares(planeFrom(64, 64, (x, y) => (x >= 48 && y < 16 ? 100 * (x % 2) : 0)));
    expect([...shares.entries()].filter(([, share]) => share > 0)).toEqual([[3 * 5, 1]]);
  });

  it('of a mirrored plane has mirrored parts, and 45° for 135°; sums to at most 1 in each part', () => {
    fc.assert(
      fc.property(fc.integer(), seed => {
        const rng = Rng.seeded(seed);
        const plane = planeFrom(64, 64, () => rng.int(30));
        const [shares, turned] = [edgeShares(plane), edgeShares(mirrored(plane))];
        for (let part = 0; part < 16; part++) {
          const [v, h, rising, falling, other] = shares.subarray(5 * part, 5 * part + 5);
          const opposite = 5 * (part - (part % 4) + 3 - (part % 4));
          expect([...turned.subarray(opposite, opposite + 5)]).toEqual([v, h, falling, rising, other]);
          expect(v! + h! + rising! + falling! + other!).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('edgeHistogram', () => {
  it('is 0 of one colour, in narrow pictures too', () => {
    for (const [width, height] of [
      [32, 32],
      [32, 3000],
      [301, 203],
    ] as const) {
      const features = edgeHistogram.extract(analysisOf(width, height, () => [90, 12, 200]));
      expect([...features]).toEqual(new Array<number>(80).fill(0));
    }
  });
});
