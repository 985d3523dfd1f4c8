import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodeJpeg } from '../src/data/index.ts';
import { imageSheet } from '../src/draw/index.ts';

it('holds its pictures, row by row, under their headings', async () => {
  const jpegs = await Promise.all(
    [10, 120, 240].map(level => encodeJpeg(new Uint8Array(8 * 6 * 3).fill(level), [6, 8])),
  );
  const shown = jpegs.map(jpeg => ({ jpeg, width: 40, height: 30 }));
  const svg = imageSheet(['one', 'two'], [[shown[0]!, shown[1]!], [shown[2]!]], { title: 'Three' });
  const images = [
    ...svg.matchAll(/<image x="([\d.]+)" y="([\d.]+)" width="40" height="30" href="data:image\/jpeg;base64,([^"]+)"/g),
  ];
  expect(images.map(([, x, y]) => [Number(x), Number(y)])).toEqual([
    [24, 84],
    [78, 84],
    [24, 128],
  ]);
  const levels = images.map(async ([, , , text]) => {
    const { data, info } = await sharp(Buffer.from(text!, 'base64')).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([8, 6]);
    return data[0]!;
  });
  for (const [i, level] of (await Promise.all(levels)).entries())
    expect(Math.abs(level - [10, 120, 240][i]!)).toBeLessThan(4);
  expect(svg).toMatch(/>one<.*>two</s);
});
