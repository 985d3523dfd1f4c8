/** Histograms of oriented gradients, by hand and by scikit-image. */
import { describe, expect, it } from 'vitest';
import { hog, orientedCells, orientedGradients } from '../src/features/texture/hog.ts';
import fixtures from './fixtures/texture.json' with { type: 'json' };
import { analysisOf, planeFrom, texture } from './textures.ts';

describe('orientedCells', () => {
  it('weighs orientations by magnitude', () => {
    // A difference over two pixels of a ramp is twice its slope; across the outermost pixels it is 0.
    const cells = orientedCells(planeFrom(24, 24, x => 3 * x));
    const middle = cells.subarray(4 * 9, 5 * 9);
    expect([...middle]).toEqual([64 * 6, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(cells[0]).toBe(8 * 7 * 6);
  });

  it('has bins of 20° from gradients to the right towards those downwards, modulo 180°', () => {
    const bins = [10, 50, 90, 130, 170, 190, 350].map(degrees => {
      const [across, down] = [Math.cos((degrees / 180) * Math.PI), Math.sin((degrees / 180) * Math.PI)];
      const cells = orientedCells(planeFrom(24, 24, (x, y) => 100 + across * x + down * y));
      const middle = cells.subarray(4 * 9, 5 * 9);
      return middle.indexOf(Math.max(...middle));
    });
    expect(bins).toEqual([0, 2, 4, 6, 8, 0, 8]);
  });
});

describe('orientedGradients', () => {
  it("is scikit-image's", () => {
    const ours = orientedGradients(planeFrom(64, 64, texture));
    expect(ours).toHaveLength(fixtures.orientedGradients.length);
    // The fixture has six digits after the point.
    for (const [i, value] of fixtures.orientedGradients.entries()) {
      expect(Math.abs(ours[i]! - value)).toBeLessThan(1e-6);
    }
  });

  it('has blocks of length 1', () => {
    const ours = orientedGradients(planeFrom(32, 24, texture));
    expect(ours).toHaveLength(3 * 2 * 36);
    for (let at = 0; at < ours.length; at += 36) expect(Math.hypot(...ours.subarray(at, at + 36))).toBeCloseTo(1, 5);
  });
});

describe('hog', () => {
  it('has the same size for every picture, and is 0 of one colour', () => {
    const features = hog.extract(analysisOf(90, 47, () => [200, 30, 90]));
    expect(features).toHaveLength(1764);
    expect(hog.size).toBe(1764);
    for (const value of features) expect(value).toBe(0);
  });

  it('hardly depends on light and contrast', () => {
    const [bright, dim] = [2, 1].map(factor =>
      hog.extract(analysisOf(64, 64, (x, y) => 5 * factor + factor * Math.floor(texture(x, y) / 2.5))),
    );
    for (const [i, value] of bright!.entries()) expect(dim![i]).toBeCloseTo(value, 5);
  });
});
