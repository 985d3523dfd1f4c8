/** Pictures drawn by formulas, for tests of content. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { type Picture, pictureOf } from '../src/raster/picture.ts';

/** A grey picture. */
export const drawn = (width: number, height: number, level: (x: number, y: number) => number): Picture =>
  drawnInColour(width, height, (x, y) => [level(x, y), level(x, y), level(x, y)]);

export function drawnInColour(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): Picture {
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) pixels.set(colour(i % width, Math.floor(i / width)), 3 * i);
  return pictureOf(width, height, pixels);
}

export const mirrored = ({ width, height, pixels }: Picture): Picture =>
  drawnInColour(width, height, (x, y) => {
    const at = 3 * (y * width + width - 1 - x);
    return [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
  });

/** Coloured discs of seeded places, sizes and colours on a ground. */
export function discs(seed: number, width: number, height: number, count: number): Picture {
  const rng = Rng.seeded(seed);
  const colour = (): [number, number, number] => [rng.int(256), rng.int(256), rng.int(256)];
  const ground = colour();
  const list = Array.from({ length: count }, () => ({
    x: rng.uniform(0, width),
    y: rng.uniform(0, height),
    r: rng.uniform(2, Math.min(width, height) / 4),
    colour: colour(),
  }));
  return drawnInColour(width, height, (x, y) => list.find(d => Math.hypot(x - d.x, y - d.y) < d.r)?.colour ?? ground);
}

/** Random pictures of discs, of random sizes of at least 32×32. */
export const anyDiscs: fc.Arbitrary<Picture> = fc
  .record({
    seed: fc.nat(),
    width: fc.integer({ min: 32, max: 90 }),
    height: fc.integer({ min: 32, max: 90 }),
    count: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ seed, width, height, count }) => discs(seed, width, height, count));
