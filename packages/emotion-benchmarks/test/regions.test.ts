/** Segmentation and saliency of hand-made pictures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../src/features/analysis.ts';
import { type Regions, regions } from '../src/features/content/regions.ts';
import { saliency } from '../src/features/content/saliency.ts';
import { areaOpened, components, eroded, plateaus, reconstructed } from '../src/raster/morphology.ts';
import type { Picture } from '../src/raster/picture.ts';
import { chamferDistance, watershed } from '../src/raster/watershed.ts';
import { anyDiscs, drawn, mirrored } from './drawings.ts';

const segmented = (picture: Picture): Regions => new Analysis(picture).get(regions);

describe('regions', () => {
  it('are one in a picture of one colour, without a ridge', () => {
    const { labels, count } = segmented(drawn(50, 40, () => 90));
    expect(count).toBe(1);
    expect(new Set(labels)).toEqual(new Set([1]));
  });

  it.each([
    [0, 255],
    [200, 40],
    [100, 120],
  ])('are two in a picture of two flat halves of %i and %i, divided where these meet', (left, right) => {
    const { labels, count } = segmented(drawn(64, 48, x => (x < 32 ? left : right)));
    expect(count).toBe(2);
    const row = labels.slice(20 * 64, 21 * 64);
    expect(new Set(row.slice(0, 30)).size).toBe(1);
    expect(new Set(row.slice(34)).size).toBe(1);
    expect(row[0]).not.toBe(row[63]);
    expect(row.slice(30, 34)).toContain(0);
  });

  it('are a ground and its bright discs, at the size of the picture', () => {
    const { labels, count } = segmented(
      drawn(256, 192, (x, y) => (Math.hypot(x - 60, y - 90) < 40 || Math.hypot(x - 190, y - 90) < 40 ? 210 : 30)),
    );
    expect(count).toBe(3);
    expect(labels.length).toBe(256 * 192);
    const at = (x: number, y: number): number => labels[y * 256 + x]!;
    expect(new Set([at(60, 90), at(190, 90), at(5, 5)])).toEqual(new Set([1, 2, 3]));
    expect(at(5, 5)).toBe(at(250, 185));
  });

  it('have the numbers 1 to count, touch others only across ridges, and are mirrored with the picture', () => {
    fc.assert(
      fc.property(anyDiscs, picture => {
        const { width } = picture;
        const [one, other] = [segmented(picture), segmented(mirrored(picture))];
        expect(new Set(one.labels).has(one.count)).toBe(true);
        expect(other.count).toBe(one.count);
        const renumbered = new Map([[0, 0]]);
        one.labels.forEach((label, i) => {
          const x = i % width;
          const right = x < width - 1 ? one.labels[i + 1]! : 0;
          if (label > 0 && right > 0 && right !== label) throw new Error(`no ridge after column ${x} of ${i - x}`);
          const mirror = other.labels[i - x + width - 1 - x]!;
          if (!renumbered.has(label)) renumbered.set(label, mirror);
          if (renumbered.get(label) !== mirror) throw new Error(`label ${label} is not mirrored at pixel ${i}`);
        });
        expect(new Set(renumbered.values()).size).toBe(renumbered.size);
      }),
      { numRuns: 60 },
    );
  });
});

describe('morphology', () => {
  const rowOf = (...values: number[]) => ({ width: values.length, height: 1, values: Uint8Array.from(values) });

  it('reconstructs peaks that the marker touches, and levels others', () => {
    const mask = rowOf(1, 7, 9, 2, 5, 5, 3, 6, 1);
    // From the marker's 9 water falls to the right over the pass of 2.
    expect([...reconstructed(rowOf(0, 0, 9, 0, 0, 0, 0, 0, 0), mask).values]).toEqual([1, 7, 9, 2, 2, 2, 2, 2, 1]);
    expect([...eroded(mask, 1).values]).toEqual([1, 1, 2, 2, 2, 3, 3, 1, 1]);
  });

  it('finds components that meet late, and across corners', () => {
    // A U whose two arms meet in the last row but one, a pixel within it that touches it at no corner, and one at its corner.
    const rows = ['#.....#.', '#..#..#.', '#.....#.', '.#####..', '......#.'];
    const mask = { width: 8, height: 5, values: Uint8Array.from(rows.join(''), sign => (sign === '#' ? 1 : 0)) };
    const { labels, count } = components(mask);
    expect(count).toBe(2);
    expect([labels[0], labels[6], labels[25], labels[38], labels[11], labels[1]]).toEqual([1, 1, 1, 1, 2, 0]);
    // With 8 neighbours the zeros within the U meet those outside between its corners: they are one component.
    expect(plateaus(mask).count).toBe(3);
    expect(areaOpened(mask, 2).values.reduce((a, b) => a + b, 0)).toBe(mask.values.reduce((a, b) => a + b, 0) - 1);
  });

  it('measures distances by steps of 3 and 4', () => {
    const values = new Uint8Array(16);
    values[0] = 1;
    expect([...chamferDistance({ width: 4, height: 4, values }).values]).toEqual([
      0, 3, 6, 9, 3, 4, 7, 10, 6, 7, 8, 11, 9, 10, 11, 12,
    ]);
  });

  it('floods up to the highest pass between two markers', () => {
    const markers = Int32Array.of(1, 0, 0, 0, 0, 0, 2);
    expect([...watershed(rowOf(0, 3, 1, 2, 9, 4, 0), markers)]).toEqual([1, 1, 1, 1, 0, 2, 2]);
  });
});

describe('saliency', () => {
  const map = (picture: Picture) => new Analysis(picture).get(saliency);

  it('is the same everywhere in a picture of one colour', () => {
    for (const level of [0, 128, 255]) {
      const { values } = map(drawn(40, 50, () => level));
      for (const value of values) expect(value * 2000).toBeCloseTo(1, 4);
    }
  });

  it('is greatest at the only spot, sums to 1 and has the size of the picture', () => {
    const { width, height, values } = map(drawn(128, 96, (x, y) => (Math.hypot(x - 90, y - 30) < 5 ? 220 : 60)));
    expect([width, height]).toEqual([128, 96]);
    expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
    const greatest = values.indexOf(Math.max(...values));
    expect(Math.hypot((greatest % 128) - 90, Math.floor(greatest / 128) - 30)).toBeLessThan(8);
  });

  it('is mirrored with the picture', () => {
    const picture = drawn(64, 64, (x, y) => (x * 37 + y * 91 + x * y) % 256);
    const [one, other] = [map(picture), map(mirrored(picture))];
    // Float32 has 24 bits; maps have values of about 1/4096.
    one.values.forEach((value, i) => {
      expect(other.values[i - (i % 64) + 63 - (i % 64)]).toBeCloseTo(value, 7);
    });
  });
});
