/** Colour spaces, filters, sizes of planes and transport against hand-made values and those of scikit-image and scipy. */
import { RefoldError } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as colour from '../src/raster/colour.ts';
import { directionOf } from '../src/raster/direction.ts';
import { blurred, gaussianKernel, magnitude, prewitt, separable, sobel } from '../src/raster/filter.ts';
import { type Plane, pictureOf } from '../src/raster/picture.ts';
import { resized } from '../src/raster/resize.ts';
import { meanOfLargest, moments, valuesAtRanks } from '../src/raster/statistics.ts';
import { transportCost } from '../src/raster/transport.ts';
import fixtures from './fixtures/raster.json' with { type: 'json' };

const { width, height } = fixtures;
const picture = pictureOf(width, height, Uint8Array.from(fixtures.pixels));
const plane: Plane = { width, height, values: Float32Array.from(fixtures.plane) };

/** Channels one after the other for each pixel, as scikit-image has them. */
const interleaved = (channels: colour.Channels): readonly number[] =>
  Array.from(channels[0].values.keys()).flatMap(i => channels.map(({ values }) => values[i]!));

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...Array.from(actual, (value, i) => Math.abs(value - expected[i]!)));
  expect(worst).toBeLessThan(tolerance);
}

describe('colour spaces', () => {
  const degrees = ([hue, saturation, luma]: colour.Triple) => [(hue * 180) / Math.PI, saturation, luma];

  it.each([
    ['red', [1, 0, 0], [0, 1, 0.299]],
    ['blue', [0, 0, 1], [240, 1, 0.114]],
    ['grey', [128 / 255, 128 / 255, 128 / 255], [0, 0, 0.50196]],
    ['brown', [200 / 255, 100 / 255, 50 / 255], [19.10661, 0.588235, 0.487059]],
  ] as const)('has the hue, saturation and luma of %s', (_, [red, green, blue], expected) => {
    expectClose(degrees(colour.hsyOf(red, green, blue)), expected, 1e-5);
  });

  it('has the hue, saturation and value of scikit-image', () => {
    expectClose(interleaved(colour.hsv(picture)), fixtures.hsv, 1e-6);
  });

  // scikit-image has six digits of the matrix to XYZ, this seven, which moves a* and b* by up to 500 · 2e-5.
  it('has the Lab of scikit-image', () => {
    expectClose(interleaved(colour.lab(picture)), fixtures.lab, 0.02);
  });

  // u* and v* are 13 L* times differences of chromaticities, which the matrix moves by 3e-5.
  it('has the Luv of scikit-image', () => {
    expectClose(interleaved(colour.luv(picture)), fixtures.luv, 0.05);
  });

  it('has no chroma of greys, and lightness 0 to 100', () => {
    for (let byte = 0; byte < 256; byte++) {
      for (const [lightness, ...chroma] of [colour.labOf(byte, byte, byte), colour.luvOf(byte, byte, byte)]) {
        expectClose(chroma, [0, 0], 1e-4);
        expect(lightness).toBeGreaterThanOrEqual(-1e-9);
        expect(lightness).toBeLessThan(100.0001);
      }
    }
    expect(colour.labOf(0, 0, 0)[0]).toBeCloseTo(0, 9);
    expect(colour.labOf(255, 255, 255)[0]).toBeCloseTo(100, 4);
  });

  it('goes on between bytes', () => {
    const [below, between, above] = [99, 99.5, 100].map(red => colour.labOf(red, 50, 20)[0]);
    expect(between).toBeGreaterThan(below!);
    expect(between).toBeLessThan(above!);
    expect(colour.luvOf(31.5, 31.5, 31.5).every(Number.isFinite)).toBe(true);
  });

  it('refuses a picture without the bytes of its size', () => {
    expect(() => pictureOf(2, 2, new Uint8Array(11))).toThrow(RefoldError);
  });
});

describe('filters', () => {
  const inside = ({ width, height, values }: Plane): readonly number[] =>
    Array.from(values).filter((_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      return x > 0 && y > 0 && x < width - 1 && y < height - 1;
    });

  const halved = (values: readonly number[]) => values.map(value => value / 2);

  // scikit-image doesn't divide by the two pixels between neighbours. A float32 of up to 100 is off by 4e-6.
  it('has the derivatives of scikit-image', () => {
    expectClose(inside(sobel(plane).dx), halved(fixtures.sobelAcross), 2e-5);
    expectClose(inside(sobel(plane).dy), halved(fixtures.sobelDown), 2e-5);
    expectClose(inside(prewitt(plane).dx), halved(fixtures.prewittAcross), 2e-5);
    expectClose(inside(prewitt(plane).dy), halved(fixtures.prewittDown), 2e-5);
  });

  it('has the Gaussian of scipy, at edges too', () => {
    expectClose(blurred(plane, 1.5).values, fixtures.blurred, 5e-5);
  });

  it('has the slope of a ramp', () => {
    const ramp: Plane = {
      width: 6,
      height: 5,
      values: Float32Array.from({ length: 30 }, (_, i) => 3 * (i % 6) + 4 * Math.floor(i / 6)),
    };
    expectClose(inside(magnitude(sobel(ramp))), new Array(12).fill(5), 1e-5);
  });

  it('correlates rows and columns, and repeats the edge', () => {
    const row: Plane = { width: 3, height: 1, values: Float32Array.of(1, 2, 4) };
    // 1·left + 10·here + 100·right; down a single row, every neighbour is the row itself.
    expect(Array.from(separable(row, [1, 10, 100], [1]).values)).toEqual([211, 421, 442]);
    expect(Array.from(separable(row, [1], [1, 1, 1]).values)).toEqual([3, 6, 12]);
  });

  it('has kernels of sum 1 and refuses a width of 0', () => {
    expect(gaussianKernel(2).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(() => gaussianKernel(0)).toThrow(RefoldError);
  });
});

describe('sizes', () => {
  it('has the local means of scikit-image', () => {
    expectClose(resized(plane, 4, 3).values, fixtures.smaller, 2e-5);
  });

  it('keeps the mean at any size', () => {
    const mean = ({ values }: Plane) => moments(values).mean;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (across, down) => {
        expect(mean(resized(plane, across, down))).toBeCloseTo(mean(plane), 3);
      }),
    );
  });
});

describe('statistics', () => {
  it('has the moments of a few values', () => {
    // 0, 0, 3: mean 1, variance 2, third central moment (−1 − 1 + 8) / 3 = 2.
    const { mean, deviation, skew } = moments(Float32Array.of(0, 0, 3));
    expectClose([mean, deviation, skew], [1, Math.sqrt(2), Math.cbrt(2)], 1e-12);
  });

  it('counts only what the mask lets through', () => {
    expect(moments(Float32Array.of(9, 1, 3), Uint8Array.of(0, 1, 1)).mean).toBe(2);
    expect(moments(Float32Array.of(9), Uint8Array.of(0))).toEqual({ mean: 0, deviation: 0, skew: 0 });
  });

  it('has no deviation of equal values', () => {
    expect(moments(new Float32Array(1000).fill(0.3))).toMatchObject({ deviation: 0, skew: 0 });
  });

  it('has the mean of the largest, as sorting has it', () => {
    const values = fc.float32Array({ min: 0, max: 5, noNaN: true, minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const count = Math.max(1, Math.round(share * all.length));
        const largest = all.slice().sort().slice(-count);
        expect(meanOfLargest(all, count)).toBeCloseTo(largest.reduce((a, b) => a + b, 0) / count, 5);
      }),
    );
  });
});

describe('ranks', () => {
  it('are those of sorted values', () => {
    const values = fc.float32Array({ min: 0, max: 5, noNaN: true, minLength: 1, maxLength: 60 });
    const shares = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(values, shares, (all, parts) => {
        const ranks = parts.map(part => Math.floor(part * all.length)).sort((a, b) => a - b);
        const sorted = all.map(Math.abs).sort();
        expect(valuesAtRanks(all.map(Math.abs), ranks)).toEqual(ranks.map(rank => sorted[rank]));
      }),
    );
  });
});

describe('directions', () => {
  it('are arctangents', () => {
    const components = fc.integer({ min: -1e6, max: 1e6 }).map(n => n / 997);
    fc.assert(
      fc.property(components, components, (dx, dy) => {
        expect(directionOf(dx, dy)).toBeCloseTo(Math.atan2(dy, dx), 12);
      }),
    );
    expect([directionOf(0, 0), directionOf(0, 2), directionOf(-3, 0)]).toEqual([0, Math.PI / 2, Math.PI]);
  });
});

describe('transport', () => {
  it.each(fixtures.transport)('costs what linear programming finds (problem %#)', ({ supply, demand, cost, mean }) => {
    expect(transportCost({ supply, demand, cost: Float64Array.from(cost) })).toBeCloseTo(mean, 9);
  });

  it('undoes an early choice', () => {
    // The first source would take the first sink, at 1, and leave 10 to the second: 2 + 1 is less than 1 + 10.
    const cost = Float64Array.of(1, 2, 1, 10);
    expect(transportCost({ supply: [1, 1], demand: [1, 1], cost })).toBeCloseTo(3 / 2, 12);
  });

  it('is the difference of cumulative shares on a line', () => {
    const masses = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(masses, masses, (one, other) => {
        const [n, m] = [one, other].map(all => all.reduce((a, b) => a + b, 0)) as [number, number];
        fc.pre(n > 0 && m > 0);
        const cost = Float64Array.from({ length: 36 }, (_, k) => Math.abs(Math.floor(k / 6) - (k % 6)));
        let [difference, expected] = [0, 0];
        for (let k = 0; k < 6; k++) {
          difference += one[k]! / n - other[k]! / m;
          expected += Math.abs(difference);
        }
        const [supply, demand] = [one.map(mass => mass * m), other.map(mass => mass * n)];
        expect(transportCost({ supply, demand, cost })).toBeCloseTo(expected, 9);
      }),
    );
  });

  it('refuses masses that do not balance, and costs of another size', () => {
    expect(() => transportCost({ supply: [1], demand: [2], cost: Float64Array.of(1) })).toThrow('equal positive sums');
    expect(() => transportCost({ supply: [0], demand: [0], cost: Float64Array.of(1) })).toThrow('equal positive sums');
    expect(() => transportCost({ supply: [1], demand: [1], cost: Float64Array.of(1, 2) })).toThrow('1 costs, not 2');
  });
});
