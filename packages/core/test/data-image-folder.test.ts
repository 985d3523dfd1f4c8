import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batches } from '../src/data/batches.ts';
import { imagenet } from '../src/data/datasets/imagenet.ts';
import { decodeImage, randomRegion } from '../src/data/formats/picture.ts';
import { type DatasetSpec, loadDataset } from '../src/data/registry.ts';
import { Rng } from '../src/rng.ts';
import { classNames, valuesOf } from './support/labels.ts';

const root = mkdtempSync(join(tmpdir(), 'refold-folder-'));
afterAll(() => rmSync(root, { recursive: true }));

type FolderSpec = Extract<DatasetSpec, { name: 'image-folder' }>;
const imageFolder = (root: string, spec: Omit<FolderSpec, 'name' | 'root'>) =>
  loadDataset({ ...spec, name: 'image-folder', root }, { onNotice: () => {} });

type Colour = { r: number; g: number; b: number };
const COLOURS: Record<string, Colour> = {
  n01: { r: 250, g: 0, b: 0 },
  n02: { r: 0, g: 250, b: 0 },
  n03: { r: 0, g: 0, b: 250 },
};
const plain = (width: number, height: number, background: Colour): Sharp =>
  sharp({ create: { width, height, channels: 3, background } });

beforeAll(async () => {
  for (const split of ['train', 'val']) {
    for (const [name, colour] of Object.entries(COLOURS)) {
      mkdirSync(join(root, split, name), { recursive: true });
      for (let i = 0; i < 4; i++)
        await plain(40 + 10 * i, 30, colour)
          .jpeg()
          .toFile(join(root, split, name, `${name}_${i}.JPEG`));
    }
  }
  writeFileSync(join(root, 'train', 'n01', 'readme.txt'), 'not a picture');
});

const recipe = {
  resizedCrop: { area: [0.08, 1], ratio: [3 / 4, 4 / 3] },
  flip: true,
  normalize: imagenet.normalization,
} as const;

describe('imageFolder', () => {
  it('numbers the classes by name and pairs pictures with labels', async () => {
    const dataset = await imageFolder(root, { split: 'train', size: 16 });
    expect(classNames(dataset)).toEqual(['n01', 'n02', 'n03']);
    expect([dataset.size, ...dataset.shape]).toEqual([12, 16, 16, 3]);
    for await (const { images, labels, shape } of batches(dataset, { batchSize: 5, order: Rng.seeded(1) })) {
      expect(images).toHaveLength(shape.reduce((a, b) => a * b));
      valuesOf(labels).forEach((label, i) => {
        const pixel = images.subarray(i * 768, i * 768 + 3);
        expect(pixel.indexOf(Math.max(...pixel))).toBe(label);
      });
    }
  });

  it("trains by the paper's recipe, the same each time for a stream", async () => {
    const dataset = await imageFolder(root, { split: 'train' });
    const view = { augment: recipe, rng: Rng.seeded(5) };
    const first = await dataset.batch(Uint32Array.of(0, 7), view);
    expect(first.shape).toEqual([2, 224, 224, 3]);
    expect(await dataset.batch(Uint32Array.of(0, 7), view)).toEqual(first);
    expect(first.images[0]).toBeCloseTo((250 / 255 - 0.485) / 0.229, 0);
    await expect(dataset.batch(Uint32Array.of(0), { augment: recipe })).rejects.toThrow(/random stream/);
  });

  it('tests on the centre of the scaled picture', async () => {
    // Left third black, middle white, right black: 60×20 scaled to short side 10 and cut to 8 is white but for nothing.
    const path = join(root, 'stripes.png');
    const white = await plain(20, 20, { r: 255, g: 255, b: 255 }).png().toBuffer();
    await plain(60, 20, { r: 0, g: 0, b: 0 })
      .composite([{ input: white, left: 20, top: 0 }])
      .png()
      .toFile(path);
    expect((await decodeImage(path, 8, { resize: 10 })).every(v => v > 200)).toBe(true);
    const wide = await decodeImage(path, 20, { resize: 20 });
    expect(wide.every(v => v === 255)).toBe(true);
  });

  it('turns grey, transparent and 16-bit pictures into three bytes a pixel', async () => {
    const grey = join(root, 'grey.png');
    await plain(8, 8, { r: 90, g: 90, b: 90 }).toColourspace('b-w').png().toFile(grey);
    expect([...(await decodeImage(grey, 8, { resize: 8 })).subarray(0, 3)]).toEqual([90, 90, 90]);
    const clear = join(root, 'clear.png');
    const background = { r: 255, g: 0, b: 0, alpha: 0 };
    await sharp({ create: { width: 8, height: 8, channels: 4, background } })
      .png()
      .toFile(clear);
    expect([...(await decodeImage(clear, 8, { resize: 8 })).subarray(0, 3)]).toEqual([0, 0, 0]);
    const deep = join(root, 'deep.png');
    await plain(8, 8, { r: 90, g: 90, b: 90 }).toColourspace('rgb16').png().toFile(deep);
    expect([...(await decodeImage(deep, 8, { resize: 8 })).subarray(0, 3)]).toEqual([90, 90, 90]);
  });

  it('names pictures that are cut off or none before any batch, and one that is damaged in its midst in its batch', async () => {
    const bad = mkdtempSync(join(root, 'bad-'));
    const folder = join(bad, 'train', 'a');
    mkdirSync(folder, { recursive: true });
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, noise, background: '#000' } })
      .jpeg()
      .toBuffer();
    const png = await sharp(jpeg).png().toBuffer();
    writeFileSync(join(folder, '0.JPEG'), jpeg);
    writeFileSync(join(folder, '1.png'), Buffer.from(png).fill(0, 500, 700));
    const dataset = await imageFolder(bad, { split: 'train', size: 16 });
    expect((await dataset.batch(Uint32Array.of(0))).images).toHaveLength(768);
    await expect(dataset.batch(Uint32Array.of(1))).rejects.toThrow(/1\.png can't be decoded/);

    writeFileSync(join(folder, '2.JPEG'), jpeg.subarray(0, jpeg.length >> 1));
    writeFileSync(join(folder, '3.png'), png.subarray(0, -20));
    writeFileSync(join(folder, '4.JPEG'), '<html>no picture</html>');
    writeFileSync(join(folder, '5.gif'), '');
    writeFileSync(join(folder, '6.JPEG'), Buffer.concat([jpeg, Buffer.from('what a camera appends')]));
    const named = ['2.JPEG', '3.png', '4.JPEG', '5.gif'].map(name => `${join(folder, name)} \\([^)]*\\)`).join(', ');
    await expect(imageFolder(bad, { split: 'train', size: 16 })).rejects.toThrow(
      new RegExp(`^4 of 7 pictures can't be decoded: ${named}\\. Replace or remove them\\.$`),
    );
    expect(readFileSync(join(folder, '4.JPEG'), 'utf8')).toBe('<html>no picture</html>');
  });

  it('turns a picture upright as its EXIF orientation says', async () => {
    // Upright, the left half is red and the right half blue, whichever way the file stores it.
    const half = await plain(20, 40, { r: 250, g: 0, b: 0 }).png().toBuffer();
    const upright = await plain(40, 40, { r: 0, g: 0, b: 250 })
      .composite([{ input: half, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const turned = [{}, { flop: true }, { angle: 180 }, { flip: true }, { flip: true, angle: 90 }, { angle: 270 }];
    turned.push({ flip: true, angle: 270 }, { angle: 90 });
    for (const [i, { flip = false, flop = false, angle = 0 }] of turned.entries()) {
      const path = join(root, `turned-${i + 1}.png`);
      const stored = await sharp(upright).flip(flip).flop(flop).png().toBuffer();
      const rotated = await sharp(stored).rotate(angle).png().toBuffer();
      await sharp(rotated)
        .withMetadata({ orientation: i + 1 })
        .png()
        .toFile(path);
      const pixel = async (crop: Parameters<typeof decodeImage>[2]) => [
        ...(await decodeImage(path, 8, crop)).subarray(0, 3),
      ];
      expect(await pixel({ resize: 8 })).toEqual([250, 0, 0]);
      const whole = { area: [1, 1], ratio: [1, 1], rng: Rng.seeded(1) } as const;
      expect(await pixel(whole)).toEqual([250, 0, 0]);
    }
    const wide = join(root, 'wide.png');
    await plain(60, 20, { r: 250, g: 0, b: 0 }).withMetadata({ orientation: 6 }).png().toFile(wide);
    const tall = { area: [1, 1], ratio: [1 / 3, 1 / 3], rng: Rng.seeded(1) } as const;
    expect(await decodeImage(wide, 8, tall)).toHaveLength(192);
  });

  it('explains a layout that is another one', async () => {
    const other = mkdtempSync(join(root, 'other-'));
    await expect(imageFolder(other, { split: 'train' })).rejects.toThrow(/no folder .*train/);
    mkdirSync(join(other, 'train'));
    writeFileSync(join(other, 'train', 'a.JPEG'), '');
    await expect(imageFolder(other, { split: 'train' })).rejects.toThrow(/no class folders/);
    mkdirSync(join(other, 'train', 'cat'));
    await expect(imageFolder(other, { split: 'train' })).rejects.toThrow(/cat holds no pictures/);
    mkdirSync(join(other, 'val', 'dog'), { recursive: true });
    await expect(imageFolder(other, { split: 'test' })).rejects.toThrow(/no class 'dog'/);
    await expect(imageFolder(root, { split: 'test', size: 64, resize: 32 })).rejects.toThrow(
      /resize must be at least size/,
    );
  });
});

describe('randomRegion', () => {
  it('stays inside, with area and ratio in range, and falls back to the centre', () => {
    const rng = Rng.seeded(2);
    const areas: number[] = [];
    for (let i = 0; i < 2000; i++) {
      const { left, top, width, height } = randomRegion(300, 200, { area: [0.08, 1], ratio: [3 / 4, 4 / 3], rng });
      expect(left >= 0 && top >= 0 && left + width <= 300 && top + height <= 200).toBe(true);
      expect(width / height).toBeGreaterThan(0.73);
      expect(width / height).toBeLessThan(1.37);
      areas.push((width * height) / 60_000);
    }
    expect(Math.min(...areas)).toBeGreaterThan(0.075);
    expect(Math.max(...areas)).toBeGreaterThan(0.8);
    const narrow = { area: [0.9, 1], ratio: [3 / 4, 4 / 3], rng } as const;
    expect(randomRegion(1000, 10, narrow)).toEqual({ left: 493, top: 0, width: 13, height: 10 });
  });
});
