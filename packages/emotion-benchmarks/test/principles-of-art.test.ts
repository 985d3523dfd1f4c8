/** Principles of art of drawn pictures. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analysis, type Part } from '../src/features/analysis.ts';
import { smallSaliency } from '../src/features/content/saliency.ts';
import { focusedAttention } from '../src/features/principles/focused-attention.ts';
import { gradation } from '../src/features/principles/gradation.ts';
import { harmony, windowHarmony } from '../src/features/principles/harmony.ts';
import { movement, scanPath } from '../src/features/principles/movement.ts';
import { paefLite } from '../src/features/principles/paef-lite.ts';
import { PRINCIPLES, principlesOfArt } from '../src/features/principles/principles-of-art.ts';
import { radialSymmetry } from '../src/features/principles/radial-symmetry.ts';
import { symmetries } from '../src/features/principles/symmetry.ts';
import { colourVariety, gradientVariety } from '../src/features/principles/variety.ts';
import { grey } from '../src/raster/colour.ts';
import { octantOf } from '../src/raster/direction.ts';
import { keypoints, mirroredDescriptor } from '../src/raster/keypoints.ts';
import type { Picture } from '../src/raster/picture.ts';
import { anyDiscs, discs, drawn, drawnInColour, mirrored } from './drawings.ts';

const of = <T>(part: Part<T>, picture: Picture): T => new Analysis(picture).get(part);
const plain = drawn(48, 40, () => 120);

/** A picture and its mirror image side by side. */
function withMirrorImage(half: Picture): Picture {
  const other = mirrored(half);
  return drawnInColour(2 * half.width, half.height, (x, y) => {
    const [from, column] = x < half.width ? [half, x] : [other, x - half.width];
    const at = 3 * (y * half.width + column);
    return [from.pixels[at]!, from.pixels[at + 1]!, from.pixels[at + 2]!];
  });
}

/** A square picture over whose quarters one pattern is turned by right angles about the middle. */
function turnedFourTimes(quarter: Picture): Picture {
  const side = quarter.width;
  return drawnInColour(2 * side, 2 * side, (x, y) => {
    const [right, low] = [x >= side, y >= side];
    // Places in the upper left quarter that turn into (x, y).
    const [u, v] = right
      ? low
        ? [2 * side - 1 - x, 2 * side - 1 - y]
        : [y, 2 * side - 1 - x]
      : low
        ? [2 * side - 1 - y, x]
        : [x, y];
    const at = 3 * (v * side + u);
    return [quarter.pixels[at]!, quarter.pixels[at + 1]!, quarter.pixels[at + 2]!];
  });
}

describe('principles of art', () => {
  it('are 60, 18, 2, 60, 9 and 16 numbers, 165 in all, and 27 in the short form', () => {
    const picture = discs(1, 64, 48, 8);
    expect(PRINCIPLES.map(({ measures }) => of(measures, picture).length)).toEqual([60, 18, 2, 60, 9, 16]);
    expect(PRINCIPLES.map(({ size }) => size)).toEqual([60, 18, 2, 60, 9, 16]);
    expect([principlesOfArt.size, principlesOfArt.extract(new Analysis(picture)).length]).toEqual([165, 165]);
    expect([paefLite.size, paefLite.extract(new Analysis(picture)).length]).toEqual([27, 27]);
  });

  it('are finite of any picture, and the same for the same picture', () => {
    fc.assert(
      fc.property(anyDiscs, picture => {
        const numbers = principlesOfArt.extract(new Analysis(picture));
        expect(Array.from(numbers).every(Number.isFinite)).toBe(true);
        expect(principlesOfArt.extract(new Analysis({ ...picture }))).toEqual(numbers);
      }),
      { numRuns: 15 },
    );
  });

  it('are finite of a banner', () => {
    const numbers = principlesOfArt.extract(new Analysis(discs(2, 1500, 32, 30)));
    expect(Array.from(numbers).every(Number.isFinite)).toBe(true);
  });

  it('are finite of plain pictures', () => {
    for (const level of [0, 120, 255]) {
      const numbers = principlesOfArt.extract(new Analysis(drawn(33, 47, () => level)));
      expect(Array.from(numbers).every(Number.isFinite)).toBe(true);
    }
  });
});

describe('keypoints', () => {
  it('are where blobs are, with their scale', () => {
    const spots = [
      [20, 20, 2],
      [60, 40, 8],
    ] as const;
    const plane = grey(
      drawn(96, 64, (x, y) => (spots.some(([cx, cy, r]) => Math.hypot(x - cx, y - cy) <= r) ? 220 : 40)),
    );
    for (const [cx, cy, r] of spots) {
      // Within a pixel of the octave, which is scale / 1.6 wide; a disc's own scale is r / √2, and octaves are a factor of 2 apart.
      const found = keypoints(plane, 100).filter(
        ({ x, y, scale }) => Math.hypot(x - 0.5 - cx, y - 0.5 - cy) < scale / 1.6,
      );
      expect(found.some(({ scale }) => scale >= r / 2 && scale <= r)).toBe(true);
    }
  });

  it('have mirrored descriptors in a mirrored picture', () => {
    const picture = discs(5, 64, 64, 10);
    const [points, others] = [keypoints(grey(picture), 100), keypoints(grey(mirrored(picture)), 100)];
    expect(points.length).toBeGreaterThan(5);
    for (const point of points) {
      const image = others.find(({ x, y, scale }) => x === 64 - point.x && y === point.y && scale === point.scale);
      const target = mirroredDescriptor(point.descriptor);
      // Samples are of the nearest pixel, and a place halfway between two goes to the same side in both: not quite 1.
      expect(image?.descriptor.reduce((sum, value, k) => sum + value * target[k]!, 0)).toBeGreaterThan(0.97);
    }
  });
});

describe('balance', () => {
  it('finds the vertical axis in the middle of a picture beside its mirror image', () => {
    for (const seed of [1, 2, 3]) {
      const { bilateral } = of(symmetries, withMirrorImage(discs(seed, 48, 80, 12)));
      const [votes, distance, angle, strength] = bilateral;
      expect(votes).toBeGreaterThan(3);
      expect(Math.abs(distance!)).toBeLessThan(0.03);
      // The axis is vertical: its normal is horizontal, 0 or 1 half turns.
      expect(Math.min(angle!, 1 - angle!)).toBeLessThan(0.02);
      expect(strength).toBeGreaterThan(2 * bilateral[7]!);
    }
  });

  it('finds the centre of four turned quarters', () => {
    const { rotational } = of(symmetries, turnedFourTimes(discs(4, 44, 44, 9)));
    expect(Math.hypot(rotational[1]! - 0.5, rotational[2]! - 0.5)).toBeLessThan(0.04);
    expect(rotational[3]).toBeGreaterThan(rotational[7]!);
  });

  it('has no axis and no centre in a plain picture', () => {
    expect(of(symmetries, plain)).toEqual({ bilateral: new Array(12).fill(0), rotational: new Array(12).fill(0) });
    expect(of(radialSymmetry, plain)).toEqual(new Array(36).fill(0));
  });

  it('has its radial peak in the middle cells for a ring about the middle', () => {
    const bright = of(
      radialSymmetry,
      drawn(96, 96, (x, y) => (Math.abs(Math.hypot(x - 47.5, y - 47.5) - 12) < 4 ? 200 : 50)),
    );
    const middle = [14, 15, 20, 21];
    const peak = bright.indexOf(Math.max(...bright));
    expect(middle).toContain(peak);
    // A dark ring is the same with the sign turned.
    const dark = of(
      radialSymmetry,
      drawn(96, 96, (x, y) => (Math.abs(Math.hypot(x - 47.5, y - 47.5) - 12) < 4 ? 50 : 200)),
    );
    expect(dark[peak]).toBeCloseTo(-bright[peak]!, 4);
  });
});

describe('emphasis', () => {
  it('has an even picture’s shares of the disc and the bands', () => {
    // A square of side 1: the disc π/9; a band of half width w about the diagonal 2·√2·w − 2w² (w = 1/6: .4158).
    const [disc, falling, rising] = of(
      focusedAttention,
      drawn(64, 64, () => 80),
    );
    expect(disc).toBeCloseTo(Math.PI / 9, 2);
    expect(falling).toBeCloseTo((2 * Math.SQRT2) / 6 - 2 / 36, 1);
    expect(rising).toBeCloseTo(falling!, 5);
  });

  it('follows a spot', () => {
    const spotAt = (cx: number, cy: number) =>
      of(
        focusedAttention,
        drawn(64, 64, (x, y) => (Math.hypot(x - cx, y - cy) < 4 ? 230 : 60)),
      );
    const [middle, , risingInMiddle] = spotAt(32, 32);
    const [disc, falling, rising] = spotAt(10, 10);
    expect(middle).toBeGreaterThan(0.5);
    expect(disc).toBeLessThan(0.2);
    expect(falling).toBeGreaterThan(0.5);
    expect(rising).toBeLessThan(risingInMiddle!);
  });
});

describe('harmony', () => {
  it('is the least of the cuts of a histogram', () => {
    // Two bins of equal height, three apart: every cut between them gives exp(0) · 3.
    expect(windowHarmony([5, 0, 0, 5, 0, 0, 0, 0])).toBeCloseTo(3, 10);
    // Around the circle bins 0 and 7 are neighbours: exp(−|.75 − .25|).
    expect(windowHarmony([3, 0, 0, 0, 0, 0, 0, 1])).toBeCloseTo(Math.exp(-0.5), 10);
    // Heights .5, .25, .25 in bins 0, 1, 4. Cutting off 1: exp(−.25) · 1; cutting off 4: exp(−.25) · 4; both of them: bin 1 comes first.
    expect(windowHarmony([2, 1, 0, 0, 1, 0, 0, 0])).toBeCloseTo(Math.exp(-0.25), 10);
    expect(windowHarmony([9, 0, 0, 0, 0, 0, 0, 0])).toBe(0);
    expect(windowHarmony(new Array(8).fill(0))).toBe(0);
  });

  it('is 0 of one hue, and above along a border of two', () => {
    expect(
      of(
        harmony,
        drawnInColour(40, 40, () => [200, 30, 30]),
      ),
    ).toEqual([0, 0]);
    const [hue, direction] = of(
      harmony,
      drawnInColour(40, 40, x => (x < 20 ? [255, 0, 0] : [0, 255, 255])),
    );
    // Red is in bin 0, cyan in bin 4. Of the windows about columns 0, 4, ..., 36 two have both: about 16 (columns 12 to 20, 8 red and 1 cyan) and
    // about 20 (columns 16 to 24, 4 and 5).
    const expected = (4 * Math.exp(-7 / 9) + 4 * Math.exp(-1 / 9)) / 10;
    expect(hue).toBeCloseTo(expected, 6);
    // All gradients point to the brighter side.
    expect(direction).toBe(0);
  });
});

describe('variety', () => {
  it('counts names of colours', () => {
    // Half black, half white, of 1600 pixels: two names and 800 pixels each, over 1602.
    const numbers = of(
      colourVariety,
      drawn(40, 40, x => (x < 20 ? 0 : 255)),
    );
    expect(numbers[0]).toBeCloseTo(2 / 1602, 10);
    expect(numbers.filter(number => Math.abs(number - 800 / 1602) < 1e-10).length).toBe(2);
    expect(numbers.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  });

  it('tells directions of gradients', () => {
    // Brightness grows downwards, ever faster: direction 2.
    const shares = of(
      gradientVariety,
      drawn(60, 120, (_, y) => Math.round(y ** 2 / 64)),
    );
    const directions = Array.from({ length: 8 }, (_, k) => shares.slice(6 * k, 6 * k + 6));
    directions.forEach((magnitudes, k) => {
      expect(magnitudes.reduce((a, b) => a + b, 0)).toBeCloseTo(k === 2 ? 1 : 0, 6);
    });
    expect(of(gradientVariety, plain)).toEqual(new Array(48).fill(0));
  });

  it('puts equally many gradients in each bin of magnitude', () => {
    const rng = Rng.seeded(1);
    const noise = drawn(100, 80, () => rng.int(256));
    const shares = of(gradientVariety, noise);
    for (let magnitude = 0; magnitude < 6; magnitude++) {
      const share = shares.filter((_, k) => k % 6 === magnitude).reduce((a, b) => a + b, 0);
      // 8,000 pixels; only the few whose magnitude equals a bound can be in the other bin.
      expect(Math.abs(share - 1 / 6)).toBeLessThan(0.002);
    }
  });

  it('goes round with the octants', () => {
    for (let k = 0; k < 8; k++) {
      for (const shift of [-0.38, 0, 0.38]) {
        expect(octantOf(Math.cos((k * Math.PI) / 4 + shift), Math.sin((k * Math.PI) / 4 + shift))).toBe(k);
      }
    }
  });
});

describe('gradation', () => {
  it('has the same total and inherent variation on a ramp, and much more total on stripes', () => {
    const ramp = of(
      gradation,
      drawn(128, 128, x => x),
    );
    // Of luma: a level of 255 from each column to the next, but for the edges of the picture.
    expect(ramp[2]).toBeCloseTo(1 / 255, 3);
    expect(ramp[5]).toBeCloseTo(ramp[2]!, 6);
    const stripes = of(
      gradation,
      drawn(128, 128, x => (x % 2) * 100),
    );
    expect(stripes[2]).toBeGreaterThan(20 * stripes[5]!);
    expect(stripes[8]).toBeGreaterThan(20 * ramp[8]!);
    // Greys have neither hue nor saturation that could vary.
    for (const k of [0, 1, 3, 4, 6, 7]) expect(stripes[k]).toBe(0);
  });

  it('takes the shorter way around the circle of hues', () => {
    // Columns turn by turns between hues of 351° and 9°: differences of 18°, 1/20 of a turn, not of 342°.
    const [hue] = of(
      gradation,
      drawnInColour(64, 64, x => (x % 2 === 0 ? [255, 0, 38] : [255, 38, 0])),
    );
    expect(hue).toBeGreaterThan(0.03);
    expect(hue).toBeLessThan(0.06);
  });
});

describe('movement', () => {
  it('begins at the only spot', () => {
    const map = of(
      smallSaliency,
      drawn(64, 64, (x, y) => (Math.hypot(x - 45, y - 20) < 3 ? 240 : 60)),
    );
    const [first] = scanPath(map);
    expect(Math.hypot(first!.column - 45, first!.row - 20)).toBeLessThan(4);
  });

  it('goes from one spot to the other, to the right', () => {
    const values = new Float32Array(64 * 64);
    values[32 * 64 + 10] = 2;
    values[32 * 64 + 50] = 1;
    const path = scanPath({ width: 64, height: 64, values });
    expect(path).toEqual([
      { column: 10, row: 32 },
      { column: 50, row: 32 },
    ]);
  });

  it('has shares of sum 1, or is zeros when nothing stands out', () => {
    expect(of(movement, discs(3, 80, 60, 9)).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    expect(of(movement, plain)).toEqual(new Array(16).fill(0));
  });
});
