import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Augmentation, augmenter } from '../src/data/augment.ts';
import type { ImageShape } from '../src/data/image-shape.ts';
import { Rng } from '../src/rng.ts';

const shape: ImageShape = [4, 5, 3];
const size = 60;
/** Every byte differs and none is 0, so that each place of the output tells where it came from. */
const pixels = Uint8Array.from({ length: size }, (_, i) => i + 1);

function run(augment: Augmentation, seed = 0, index = 0): Float32Array {
  const out = new Float32Array(size).fill(Number.NaN);
  augmenter(augment, shape, Rng.seeded(seed))(pixels, out, index);
  return out;
}
const byte = (out: Float32Array, y: number, x: number, c: number): number =>
  Math.round(out[(y * 5 + x) * 3 + c]! * 255);
const source = (y: number, x: number, c: number): number =>
  y < 0 || y >= 4 || x < 0 || x >= 5 ? 0 : pixels[(y * 5 + x) * 3 + c]!;

function each(visit: (y: number, x: number, c: number) => boolean): boolean {
  for (let i = 0; i < size; i++) if (!visit(Math.floor(i / 15), Math.floor(i / 3) % 5, i % 3)) return false;
  return true;
}

describe('augmentation', () => {
  it('scales to [0, 1] when nothing is asked for, and normalises each channel', () => {
    expect(run({})).toEqual(Float32Array.from(pixels, v => v / 255));
    const out = run({ normalize: { mean: [0, 0.5, 0.1], std: [1, 0.25, 2] } });
    expect(out[1]).toBeCloseTo((2 / 255 - 0.5) / 0.25, 5);
    expect(out[2]).toBeCloseTo((3 / 255 - 0.1) / 2, 5);
  });

  it('crops to a shifted copy with black outside, over every shift', () => {
    const shifts = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const out = run({ crop: { pad: 2 } }, seed);
      const found: string[] = [];
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) {
          if (each((y, x, c) => byte(out, y, x, c) === source(y - dy, x - dx, c))) found.push(`${dy},${dx}`);
        }
      }
      expect(found).toHaveLength(1);
      shifts.add(found[0]!);
    }
    expect(shifts.size).toBe(25);
  });

  it('flips left and right about half of the time', () => {
    let flipped = 0;
    for (let seed = 0; seed < 400; seed++) {
      const out = run({ flip: true }, seed);
      const isFlipped = each((y, x, c) => byte(out, y, x, c) === source(y, 4 - x, c));
      expect(isFlipped || each((y, x, c) => byte(out, y, x, c) === source(y, x, c))).toBe(true);
      flipped += Number(isFlipped);
    }
    expect(flipped).toBeGreaterThan(150);
    expect(flipped).toBeLessThan(250);
  });

  it('cuts out a rectangle of the stated side at most, to 0 after normalisation', () => {
    const normalize = { mean: [0.9, 0.9, 0.9], std: [1, 1, 1] };
    const counts = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const out = run({ cutout: { size: 2 }, normalize }, seed);
      const holes = out.filter(v => v === 0).length / 3;
      expect([1, 2, 4]).toContain(holes); // a corner, an edge, all of it
      counts.add(holes);
    }
    expect(counts.size).toBe(3);
  });

  it('gives an image the same treatment whatever came before it', () => {
    const augment: Augmentation = { crop: { pad: 2 }, flip: true, cutout: { size: 2 } };
    const one = augmenter(augment, shape, Rng.seeded(7));
    one(pixels, new Float32Array(size), 0);
    const out = new Float32Array(size);
    one(pixels, out, 5);
    expect(out).toEqual(run(augment, 7, 5));
    const others = Array.from({ length: 8 }, (_, i) => run(augment, 7, i).join());
    expect(new Set(others).size).toBeGreaterThan(4);
  });

  it('fills every value, whatever the settings', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.boolean(), fc.integer({ min: 1, max: 9 }), fc.nat(), (pad, flip, cut, seed) => {
        expect(run({ crop: { pad }, flip, cutout: { size: cut } }, seed).some(Number.isNaN)).toBe(false);
      }),
    );
  });

  it.each<[Augmentation, RegExp]>([
    [{ crop: { pad: 1.5 } }, /crop\.pad is 1\.5/],
    [{ cutout: { size: 0 } }, /cutout\.size is 0/],
    [{ normalize: { mean: [0.5], std: [1, 1, 1] } }, /normalize\.mean has 1 values for 3 channels/],
    [{ normalize: { mean: [0, 0, 0], std: [1, 0, 1] } }, /each must be above 0/],
    [{ resizedCrop: { area: [0.1, 1], ratio: [1, 1] } }, /image folders/],
  ])('refuses %j', (augment, message) => {
    expect(() => augmenter(augment, shape, Rng.seeded(0))).toThrow(message);
  });

  it('asks for a random stream when it needs one', () => {
    expect(() => augmenter({ flip: true }, shape, undefined)).toThrow(/random stream/);
    expect(() => augmenter({ normalize: { mean: [0, 0, 0], std: [1, 1, 1] } }, shape, undefined)).not.toThrow();
  });
});
