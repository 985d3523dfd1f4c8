import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readWithin, writePng } from '../src/data/index.ts';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-scaling-'));
  path = join(folder, 'picture.png');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('pixels written as PNG are read as they were, and not enlarged', async () => {
  const pixels = Uint8Array.from({ length: 3 * 5 * 3 }, (_, i) => 5 * i);
  await writePng(path, pixels, [3, 5]);
  const back = await readWithin(path, 448);
  expect({ ...back, pixels: [...back.pixels] }).toEqual({ pixels: [...pixels], height: 3, width: 5 });
  expect(readdirSync(folder)).toEqual(['picture.png']);
});

it('a picture keeps its proportions, upright, in colour, without transparency', async () => {
  const photo = join(folder, 'photo.jpg');
  const raw = { width: 40, height: 20, channels: 1 } as const;
  await sharp(Buffer.alloc(800, 90), { raw })
    .toColourspace('b-w')
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toFile(photo);
  const { pixels, height, width } = await readWithin(photo, 10);
  expect([height, width, pixels.length]).toEqual([10, 5, 150]);
  const clear = join(folder, 'clear.png');
  await sharp({ create: { width: 2, height: 2, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } }).toFile(
    clear,
  );
  expect([...(await readWithin(clear, 10)).pixels]).toEqual(Array(12).fill(0));
});
