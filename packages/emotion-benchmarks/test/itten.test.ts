/** Itten's contrasts on regions made by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emphasisContrasts, ITTEN_MEASURES, ittenMeasures, type RegionColour } from '../src/features/colour/itten.ts';

const degrees = (angle: number) => (angle * Math.PI) / 180;
const region = (share: number, hue: number, saturation = 1, brightness = 0.5): RegionColour => ({
  share,
  hue: degrees(hue),
  saturation,
  brightness,
});
const measured = (regions: readonly RegionColour[]) =>
  Object.fromEntries(ittenMeasures(regions).map((value, k) => [ITTEN_MEASURES[k]!, value])) as Record<string, number>;
/** PAEF's contrasts, of a picture of one colour name. */
const emphasis = (regions: readonly RegionColour[]) => emphasisContrasts(regions, [1, 0]);

describe('the ten measures', () => {
  it('has twenty names, each once', () => {
    expect(new Set(ITTEN_MEASURES).size).toBe(20);
  });

  it('has no contrast of one region', () => {
    const one = measured([region(1, 50)]);
    for (const contrast of ['brightness', 'saturation', 'hue', 'complements', 'warmth']) {
      expect(one).toMatchObject({ [`mean contrast of ${contrast}`]: 0, [`largest contrast of ${contrast}`]: 0 });
    }
    // One hue: π (1 − 2) / 1.
    expect(one).toMatchObject({ 'mean harmony': -Math.PI, 'mean hue count': 1, 'mean cold area': 0 });
    expect(one['mean warm area']).toBeCloseTo(1, 12);
    expect(one['mean hue spread']).toBeCloseTo(0, 12);
  });

  it('measures two opposite halves, black and white', () => {
    const two = measured([region(0.5, 50, 0, 0), region(0.5, 230, 1, 1)]);
    // Very dark is 1 and 0 in equal shares, as is very light; the three levels between are 0 in both.
    expect(two['mean contrast of brightness']).toBeCloseTo((0.5 + 0.5) / 5, 12);
    expect(two['largest contrast of brightness']).toBeCloseTo(0.5, 12);
    expect(two['mean contrast of saturation']).toBeCloseTo((0.5 + 0.5) / 3, 12);
    expect(two['mean contrast of hue']).toBeCloseTo(2, 12);
    expect(two['mean contrast of complements']).toBeCloseTo(Math.PI, 12);
    // (0, 0, 1) and (1, 0, 0) have cosine 0.
    expect(two['largest contrast of warmth']).toBeCloseTo(0, 12);
    expect(two).toMatchObject({ 'mean harmony': 0, 'largest hue count': 2 });
    expectSame([two['mean warm area']!, two['largest cold area']!], [0.5, 0.5]);
  });

  it('weighs contrast by area', () => {
    // A share of .9 very dark: deviation √(.9 · .1).
    const two = measured([region(0.9, 0, 1, 0), region(0.1, 0, 1, 1)]);
    expect(two['largest contrast of brightness']).toBeCloseTo(0.3, 12);
  });

  it('takes the short way around the circle', () => {
    const two = measured([region(0.5, 350), region(0.5, 10)]);
    expect(two['mean contrast of complements']).toBeCloseTo(degrees(20), 12);
    // Each is 10° from the mean.
    expect(two['mean hue spread']).toBeCloseTo(degrees(10) ** 2, 12);
  });

  it('measures how far the polygon of hues is from a regular one', () => {
    const regular = [0, 90, 180, 270].map(hue => region(0.25, hue + 5));
    expect(measured(regular)['mean harmony']).toBeCloseTo(0, 12);
    // Hues 0°, 90°, 180°: a right angle at 90° and two of 45°, instead of 60°: 30, 15 and 15 away.
    const right = [0, 90, 180].map(hue => region(1 / 3, hue + 5));
    expect(measured(right)['mean harmony']).toBeCloseTo(degrees(20), 12);
    expect(measured(right)['largest harmony']).toBeCloseTo(degrees(30), 12);
  });

  it('does not count hues of less than 5 %', () => {
    expect(measured([region(0.96, 0), region(0.04, 90)])['mean hue count']).toBe(1);
    expect(measured([region(0.95, 0), region(0.05, 90)])['mean hue count']).toBe(2);
  });
});

describe("PAEF's fifteen", () => {
  it('has the contrasts of opposite quarters', () => {
    // Red and cyan regions of .6 and .3, and a green one of .1 without an opposite.
    const values = emphasis([region(0.6, 5), region(0.3, 185), region(0.1, 125)]);
    expect(values).toHaveLength(15);
    // Distances of 180°, 120° and 60°, in turns.
    expect(values[0]).toBeCloseTo((0.5 + 1 / 3 + 1 / 6) / 3, 12);
    // All saturation and brightness is the same.
    expectSame(values.slice(1, 9), new Array(8).fill(0));
    // One pair, of areas .3 and .6; so no simultaneous contrast. Names 1 and 0 have deviation ½.
    expectSame(values.slice(10), [1, 0.5, 0, 0, 0.5]);
  });

  it('has the mean and the deviation of ratios', () => {
    const values = emphasis([region(0.4, 5), region(0.2, 185), region(0.2, 95), region(0.2, 275)]);
    // Ratios ½ and 1.
    expectSame(values.slice(10, 13), [2, 0.75, 0.25]);
  });

  it('has simultaneous contrast where no hue has an opposite', () => {
    expectSame(emphasis([region(1, 5)]).slice(10, 14), [0, 0, 0, 1]);
  });
});

it('does not depend on the order of regions, and is finite', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const colours = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 359 }), unit, unit), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(colours, all => {
      const total = all.reduce((sum, [weight]) => sum + weight, 0);
      const regions = all.map(([weight, ...colour]) => region(weight / total, ...colour));
      const values = [...ittenMeasures(regions), ...emphasis(regions)];
      const reversed = regions.toReversed();
      expect(values.every(Number.isFinite)).toBe(true);
      expectSame([...ittenMeasures(reversed), ...emphasis(reversed)], values, 6);
    }),
  );
});

function expectSame(actual: readonly number[], expected: readonly number[], digits = 12): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, k) => {
    expect(value, `number ${k}`).toBeCloseTo(expected[k]!, digits);
  });
}
