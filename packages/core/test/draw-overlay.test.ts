import { describe, expect, it } from 'vitest';
import { overlayStrip } from '../src/draw/index.ts';

const grey = (height: number, width: number, level = 100) => ({
  pixels: new Uint8Array(height * width * 3).fill(level),
  height,
  width,
});

/** The colours [red, green, blue] of a part of a strip, row by row: 0 the picture, 1 the map, 2 the blend. */
function part({ pixels, height, width }: ReturnType<typeof overlayStrip>, which: 0 | 1 | 2): readonly number[][][] {
  const third = width / 3;
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: third }, (_, x) => {
      const at = 3 * (y * width + which * third + x);
      return [...pixels.subarray(at, at + 3)];
    }),
  );
}

/** The ramp, from the least to the largest of `steps` weights in a row. */
const ramp = (steps: number): readonly number[][] => {
  const weights = Array.from({ length: steps }, (_, i) => i);
  return [...part(overlayStrip(grey(1, steps), weights, [1, steps]), 1)[0]!];
};

/** CIE lightness, 0 to 100. */
function lightness(colour: readonly number[]): number {
  const light = colour.map(byte =>
    byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 116 * Math.cbrt(0.2126 * light[0]! + 0.7152 * light[1]! + 0.0722 * light[2]!) - 16;
}

describe('a map over a picture', () => {
  it('is drawn beside it and blended with it, half and half', () => {
    const picture = { pixels: Uint8Array.from({ length: 12 }, (_, i) => 20 * i), height: 2, width: 2 };
    const strip = overlayStrip(picture, [0.1, 0.2, 0.3, 0.4], [2, 2]);
    expect([strip.height, strip.width]).toEqual([2, 6]);
    const [own, map, blend] = [0, 1, 2].map(which => part(strip, which as 0 | 1 | 2).flat());
    expect(own!.flat()).toEqual([...picture.pixels]);
    // Thirds of the ramp: steps 0, 85, 170 and 255 of 255.
    expect(map).toEqual([0, 85, 170, 255].map(step => ramp(256)[step]));
    expect(blend).toEqual(own!.map((colour, i) => colour.map((byte, c) => Math.round((byte + map![i]![c]!) / 2))));
  });

  it('is interpolated between the centres of its cells', () => {
    // Along each side the pixels lie at 0 (held from -0.25), 1/4, 3/4 and 1 of the way from one centre to the other.
    const along = [0, 1 / 4, 3 / 4, 1];
    const expected = along.map(down => along.map(across => ramp(256)[Math.round(255 * down * across)]));
    expect(part(overlayStrip(grey(4, 4), [0, 0, 0, 1], [2, 2]), 1)).toEqual(expected);
  });

  it('that is even but for rounding is drawn so', () => {
    const map = part(overlayStrip(grey(2, 2), [0.25, 0.25 + 1e-9, 0.25, 0.25], [2, 2]), 1).flat();
    expect(map).toEqual(Array(4).fill(ramp(2)[0]));
    expect(part(overlayStrip(grey(2, 2), [0, 0, 0, 0], [2, 2]), 1).flat()).toEqual(map);
  });

  it('has a ramp from dark blue to yellow, lighter by equal steps', () => {
    const colours = ramp(256);
    expect([colours[0], colours[255]]).toEqual([
      [2, 34, 77],
      [249, 224, 57],
    ]);
    const steps = [0, 51, 102, 153, 204, 255].map(step => lightness(colours[step]!));
    const mean = (steps[5]! - steps[0]!) / 5;
    for (let i = 1; i < steps.length; i++) expect(Math.abs(steps[i]! - steps[i - 1]! - mean)).toBeLessThan(1.5);
    expect(mean).toBeGreaterThan(14);
  });

  it.each<[string, () => unknown, string]>([
    ['pixels', () => overlayStrip({ ...grey(2, 2), width: 3 }, [1], [1, 1]), '12 pixels where [2, 3, 3] was expected'],
    ['weights', () => overlayStrip(grey(2, 2), [1, 2], [2, 2]), '2 weights where [2, 2] was expected'],
    ['numbers', () => overlayStrip(grey(2, 2), [1, Number.NaN], [1, 2]), 'weights that are NaN or infinite'],
  ])('needs %s that fit', (_, drawn, message) => {
    expect(drawn).toThrow(message);
  });
});
