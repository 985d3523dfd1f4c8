/** Parts of colour: memberships, hues, names, colourfulness and Wang's histograms, on values and pictures made by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLOUR_NAMES, colourNames } from '../src/features/colour/colour-names.ts';
import { colourfulness } from '../src/features/colour/colourfulness.ts';
import { hueDirections, meanDirection } from '../src/features/colour/hue.ts';
import { brightnessMemberships, saturationMemberships, warmthMemberships } from '../src/features/colour/memberships.ts';
import { WANG, wang } from '../src/features/colour/wang.ts';
import { luvOf } from '../src/raster/colour.ts';
import { analysisOf } from './textures.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
function expectClose(actual: readonly number[], expected: readonly number[], digits = 9): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, k) => {
    expect(value, `number ${k}`).toBeCloseTo(expected[k]!, digits);
  });
}

const RED = [255, 0, 0] as const;
const GREEN = [0, 255, 0] as const;
const CYAN = [0, 255, 255] as const;
/** A picture whose left half has one colour and whose right half another. */
const halves = (left: readonly [number, number, number], right: readonly [number, number, number]) =>
  analysisOf(32, 32, x => (x < 16 ? left : right));

describe('memberships', () => {
  it('has the degrees of PAEF', () => {
    expectClose(brightnessMemberships(0.3), [0.5, 0.5, 0, 0, 0]);
    expectClose(brightnessMemberships(0.6), [0, 0, 8 / 13, 5 / 13, 0]);
    expectClose(brightnessMemberships(0.1), [1, 0, 0, 0, 0]);
    expectClose(brightnessMemberships(0.9), [0, 0, 0, 0, 1]);
    expectClose(saturationMemberships(0.27), [0, 1, 0]);
    expectClose(saturationMemberships(0.39), [0, 0.5, 0.5]);
    expectClose(saturationMemberships(0), [1, 0, 0]);
  });

  it('is warm at 50°, cold at 230°, neutral between', () => {
    const at = (degrees: number) => warmthMemberships((degrees * Math.PI) / 180);
    expectClose(at(50), [0, 0, 1]);
    expectClose(at(230), [1, 0, 0]);
    expectClose(at(140), [0, 1, 0]);
    expectClose(at(350), [0, 0.5, 0.5]);
  });

  it('sums to 1 and is never negative', () => {
    fc.assert(
      fc.property(unit, value => {
        for (const memberships of [
          brightnessMemberships(value),
          saturationMemberships(value),
          warmthMemberships(2 * Math.PI * value),
        ]) {
          expect(sum(memberships)).toBeCloseTo(1, 12);
          expect(Math.min(...memberships)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('hue', () => {
  it('averages on the circle', () => {
    // Pinkish and orange reds of the same distance from red, on both sides of 0.
    const reds = meanDirection(halves([255, 0, 60], [255, 60, 0]).get(hueDirections));
    expect(reds.angle).toBeCloseTo(0, 6);
    expect(reds.dispersion).toBeGreaterThan(0.01);
    expect(meanDirection(halves(RED, CYAN).get(hueDirections)).dispersion).toBeCloseTo(1, 6);
  });

  it('has hue 0 of greys, with and without weights', () => {
    const grey = analysisOf(8, 8, () => 90).get(hueDirections);
    for (const mean of [meanDirection(grey), meanDirection(grey, new Float32Array(64))]) {
      expect(mean).toMatchObject({ angle: 0, dispersion: 0 });
    }
  });

  it('weighs and masks', () => {
    const directions = halves(RED, GREEN).get(hueDirections);
    const left = Float32Array.from({ length: 32 * 32 }, (_, i) => (i % 32 < 16 ? 1 : 0));
    expect(meanDirection(directions, left).angle).toBeCloseTo(0, 6);
    const right = Uint8Array.from(left, value => 1 - value);
    expect(meanDirection(directions, undefined, right).angle).toBeCloseTo((2 * Math.PI) / 3, 6);
  });
});

describe('names of colours', () => {
  const share = (name: (typeof COLOUR_NAMES)[number], analysis: ReturnType<typeof halves>) =>
    analysis.get(colourNames)[COLOUR_NAMES.indexOf(name)];

  it.each([
    ['black', [0, 0, 0]],
    ['blue', [0, 0, 255]],
    ['brown', [128, 102, 64]],
    ['grey', [128, 128, 128]],
    ['green', [0, 255, 0]],
    ['orange', [255, 204, 0]],
    ['pink', [255, 128, 255]],
    ['purple', [255, 0, 255]],
    ['red', [255, 0, 0]],
    ['white', [255, 255, 255]],
    ['yellow', [255, 255, 0]],
  ] as const)('calls the prototype of %s so', (name, colour) => {
    expect(share(name, halves(colour, colour))).toBe(1);
  });

  it('has halves of two colours', () => {
    const shares = halves(RED, [255, 255, 255]).get(colourNames);
    expect(sum([...shares])).toBeCloseTo(1, 12);
    expect([share('red', halves(RED, [255, 255, 255])), shares[COLOUR_NAMES.indexOf('white')]]).toEqual([0.5, 0.5]);
  });
});

describe('colourfulness', () => {
  const centres = Array.from({ length: 64 }, (_, cube) => {
    const middle = (range: number) => 31.5 + 64 * range;
    return luvOf(middle(cube >> 4), middle((cube >> 2) & 3), middle(cube & 3));
  });

  it('is the mean distance to one colour', () => {
    // All of the equal masses must go to the one colour.
    const [l, u, v] = luvOf(10, 200, 30);
    const distances = centres.map(centre => Math.hypot(l - centre[0], u - centre[1], v - centre[2]));
    expect(analysisOf(8, 8, () => [10, 200, 30]).get(colourfulness)).toBeCloseTo(sum(distances) / 64, 9);
  });

  it('is least of all colours equally', () => {
    // Each cube has two pixels, 31 and 32 beyond its corner, whose mean is its centre: nothing has to be carried.
    const all = analysisOf(16, 8, (x, y) => {
      const cube = (y * 16 + x) >> 1;
      const middle = (range: number) => 31 + (x & 1) + 64 * range;
      return [middle(cube >> 4), middle((cube >> 2) & 3), middle(cube & 3)];
    });
    expect(all.get(colourfulness)).toBeCloseTo(0, 9);
    expect(halves(RED, CYAN).get(colourfulness)).toBeLessThan(halves(RED, RED).get(colourfulness));
  });
});

describe("Wang's histograms", () => {
  const numbers = (analysis: ReturnType<typeof halves>) => {
    const values = analysis.get(wang);
    expect(values).toHaveLength(29);
    return Object.fromEntries(WANG.map((name, k) => [name, values[k]!])) as Record<string, number>;
  };

  it('has as many names as numbers, each once', () => {
    expect(new Set(WANG).size).toBe(29);
  });

  it('has no contrast of one colour', () => {
    const red = numbers(halves(RED, RED));
    expect(red).toMatchObject({ 'deviation of chroma': 0, 'variance of brightness': 0, sharpness: 0 });
    // Hue 0 is cos 50° warm; saturation 1 is high.
    const warm = Math.cos((50 * Math.PI) / 180);
    expect(red).toMatchObject({ 'high saturation': 1, 'low saturation': 0, cold: 0, 'high saturation and cold': 0 });
    expectClose([red.warm!, red['high saturation and warm']!], [warm, warm], 6);
    // Luma .299 is nearest to the centre of dark, .2495; the memberships are 1 / d² over their sum.
    const closeness = [0.0539, 0.2495, 0.4591, 0.6744, 0.8997].map(centre => 1 / (0.299 - centre) ** 2);
    expect(red.dark).toBeCloseTo(closeness[1]! / sum(closeness), 2);
    expect(red['dark and warm']).toBeCloseTo(red.dark! * warm, 6);
  });

  it('has the variances of two halves', () => {
    const steps = numbers(halves([0, 0, 0], [255, 255, 255]));
    expect(steps['variance of brightness']).toBeCloseTo(0.25, 6);
    // Chroma of white in float32 Lab is within 1e-4 of 0.
    expect(steps['deviation of chroma']).toBeCloseTo(0, 3);
    // Of 1024 pixels the sharpest .5 % are 5, at the edge, where half of a step of 1 falls to each pixel.
    expect(steps.sharpness).toBeCloseTo(0.5, 6);
    expect(steps['low saturation']).toBe(1);
  });

  it('has shares of sum 1, and warm and cold within each level', () => {
    const colours = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(colours, bytes => {
        const at = (x: number, y: number) => 3 * ((x >> 3) + 4 * (y >> 3));
        const named = numbers(
          analysisOf(32, 32, (x, y) => [bytes[at(x, y)]!, bytes[at(x, y) + 1]!, bytes[at(x, y) + 2]!]),
        );
        for (const levels of [
          ['very dark', 'dark', 'middle', 'light', 'very light'],
          ['low saturation', 'medium saturation', 'high saturation'],
        ]) {
          expect(sum(levels.map(level => named[level]!))).toBeCloseTo(1, 9);
          for (const warmth of ['warm', 'cold']) {
            expect(sum(levels.map(level => named[`${level} and ${warmth}`]!))).toBeCloseTo(named[warmth]!, 9);
          }
        }
        expect(Object.values(named).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
