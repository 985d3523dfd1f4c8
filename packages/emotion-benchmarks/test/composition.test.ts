/** Lines, composition and skin of drawn pictures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../src/features/analysis.ts';
import { composition } from '../src/features/content/composition.ts';
import { dynamics } from '../src/features/content/lines.ts';
import { skin } from '../src/features/content/skin.ts';
import { canny } from '../src/raster/canny.ts';
import { grey } from '../src/raster/colour.ts';
import { houghSegments } from '../src/raster/hough.ts';
import type { Picture } from '../src/raster/picture.ts';
import { anyDiscs, drawn, drawnInColour } from './drawings.ts';

const lines = (picture: Picture): readonly number[] => new Analysis(picture).get(dynamics);

describe('Canny’s edges', () => {
  it('are a pixel wide, where a step is', () => {
    const { mask, across } = canny(grey(drawn(40, 30, x => (x < 20 ? 50 : 200))));
    for (let y = 1; y < 29; y++) {
      const row = Array.from(mask.values.slice(40 * y, 40 * y + 40));
      const at = row.indexOf(1);
      expect([19, 20]).toContain(at);
      expect(row.filter(value => value === 1).length).toBe(1);
      // Brighter to the right.
      expect(across[40 * y + at]).toBeCloseTo(0, 5);
    }
  });

  it('are not made by a slope without a step, or by nothing', () => {
    expect(canny(grey(drawn(40, 40, () => 90))).mask.values).not.toContain(1);
    expect(canny(grey(drawn(40, 40, x => x))).mask.values).not.toContain(1);
  });
});

describe('Hough’s segments', () => {
  const segments = (picture: Picture) => houghSegments(canny(grey(picture)), 16);

  it('have the angle of a step, counter-clockwise', () => {
    // The first rises to the right: rows count downwards.
    for (const [slope, angle] of [
      [-1, 45],
      [1, -45],
      [-Math.tan(Math.PI / 6), 30],
    ] as const) {
      const found = segments(drawn(100, 100, (x, y) => (y - 50 < slope * (x - 50) ? 40 : 200)));
      expect(found.length).toBeGreaterThan(0);
      for (const segment of found) expect(Math.abs(segment.angle - angle)).toBeLessThanOrEqual(2);
      // Across the whole picture.
      const longest = Math.max(...found.map(({ length }) => length));
      expect(longest).toBeGreaterThan(85 / Math.cos((angle * Math.PI) / 180));
    }
  });

  it('are the four sides of a rectangle', () => {
    const inside = (x: number, y: number) => x >= 20 && x < 80 && y >= 30 && y < 60;
    const found = segments(drawn(100, 90, (x, y) => (inside(x, y) ? 220 : 30)));
    expect(found.map(({ angle }) => Math.round(angle / 5) * 5).sort()).toEqual([0, 0, 90, 90]);
    // Corners are rounded by the blur.
    for (const { angle, length } of found) expect(Math.abs(length - (Math.abs(angle) < 45 ? 60 : 30))).toBeLessThan(7);
  });
});

describe('dynamics', () => {
  it('are static of a horizon, across the whole width', () => {
    const [angle, relative, length, ...slanting] = lines(drawn(120, 90, (_, y) => (y < 45 ? 200 : 60)));
    expect(angle).toBeCloseTo(0, 5);
    expect(relative).toBeCloseTo(0.5, 5);
    // 120 of a diagonal of 150, without the outermost pixels.
    expect(Math.abs(length! - 0.8)).toBeLessThan(0.03);
    expect(slanting).toEqual([0, 0, 0]);
  });

  it('are slanting of a diagonal', () => {
    const [, , , angle, relative] = lines(drawn(100, 100, (x, y) => (x + y < 100 ? 200 : 60)));
    expect(Math.abs(angle! - 45)).toBeLessThanOrEqual(2);
    expect(Math.abs(relative! - 0.75)).toBeLessThan(0.02);
  });

  it('are zeros of a plain picture', () => {
    expect(lines(drawn(40, 40, () => 99))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('composition', () => {
  it('begins with the count of regions and ends with the colour of the middle third', () => {
    // A pure green square (hue 120°, saturation 1, luma .587) on grey of 51: luma .2.
    const middle = (place: number) => place >= 30 && place < 60;
    const picture = drawnInColour(90, 90, (x, y) => (middle(x) && middle(y) ? [0, 255, 0] : [51, 51, 51]));
    const numbers = composition.extract(new Analysis(picture));
    expect(numbers.length).toBe(13);
    expect(numbers[0]).toBe(2);
    expect(numbers[10]).toBeCloseTo((2 * Math.PI) / 3, 4);
    expect(numbers[11]).toBeCloseTo(1, 5);
    expect(numbers[12]).toBeCloseTo(0.587, 5);
  });

  it('is finite of any picture', () => {
    fc.assert(
      fc.property(anyDiscs, picture => {
        const numbers = composition.extract(new Analysis(picture));
        expect(numbers.length).toBe(composition.size);
        expect(Array.from(numbers).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('skin', () => {
  it('is the share of pixels of its colours', () => {
    // (224, 172, 105): Cb 85.7, Cr 159.5. Blue and grey (Cb = Cr = 128) are none.
    const share = (left: readonly [number, number, number], right: readonly [number, number, number]) =>
      skin.extract(new Analysis(drawnInColour(40, 32, x => (x < 10 ? left : right))));
    expect(share([224, 172, 105], [0, 0, 255])).toEqual([0.25]);
    expect(share([128, 128, 128], [224, 172, 105])).toEqual([0.75]);
  });
});
