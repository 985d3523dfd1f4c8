/** EMOTIC: the owners' MAT-file, and the lists into which it is commonly exported. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadDataset } from '../src/data/index.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { valuesOf } from './support/labels.ts';
import { layOut, write } from './support/rated.ts';

const root = join(ownDataFolder(), 'emotic');
beforeEach(() => rmSync(root, { recursive: true, force: true }));

/** The ratings of all pictures, in ascending order. */
async function ratings(): Promise<readonly (readonly number[])[]> {
  const spec = { name: 'emotic', split: 'train', side: 4, folds: 2, only: [0, 1] } as const;
  const { labels, size } = await loadDataset(spec, { onNotice: () => {} });
  const values = [...valuesOf(labels)];
  return Array.from({ length: size }, (_, i) => values.slice(3 * i, 3 * i + 3)).sort(([a = 0], [b = 0]) => a - b);
}

it('EMOTIC as it is commonly exported is the mean over the people in a picture, without those that have no ratings', async () => {
  const header = 'Index,Folder,Filename,Image Size,BBox,Categorical_Labels,Continuous_Labels,Gender,Age';
  const line = (file: string, values: string) =>
    `0,mscoco/images,${file},"[640, 480]","[1, 2, 3, 4]","['Peace']","${values}",Male,Adult`;
  const texts = {
    'train.csv': `${header}\n${line('a.jpg', '[5.0, 3.0, 9.0]')}\n${line('a.jpg', '[7.0, 5.0, 7.0]')}\n${line('a.jpg', '[nan, nan, nan]')}\n`,
    'val.csv': `${header}\n${line('b.jpg', '[1, 2, 10]')}\n`,
    'test.csv': `${header}\n`,
  };
  await layOut(root, texts, ['mscoco/images/a.jpg', 'mscoco/images/b.jpg']);
  expect(await ratings()).toEqual([
    [1, 2, 10],
    [6, 4, 8],
  ]);
});

describe('EMOTIC as its owners hand it out', () => {
  const PICTURES = [
    'mscoco/images/a.jpg',
    'framesdb/images/b.jpg',
    'framesdb/images/nobody.jpg',
    'emodb_small/images/c.jpg',
    'ade20k/images/d.jpg',
  ];
  const annotations = readFileSync(join(import.meta.dirname, 'fixtures/emotic.mat'));
  /** The same without compression, so that it can be altered. */
  function altered(alter: (bytes: Buffer) => void): Buffer {
    const parts = [annotations.subarray(0, 128)];
    for (let at = 128; at < annotations.length; at += 8 + annotations.readUInt32LE(at + 4)) {
      parts.push(inflateSync(annotations.subarray(at + 8, at + 8 + annotations.readUInt32LE(at + 4))));
    }
    const bytes = Buffer.concat(parts);
    alter(bytes);
    return bytes;
  }

  it.each(['', 'emotic/'])(
    "is read from Annotations.mat, with pictures in '%s': of several annotators the mean",
    async below => {
      await layOut(
        root,
        {},
        PICTURES.map(picture => `${below}${picture}`),
      );
      write(join(root, 'Annotations/Annotations.mat'), annotations);
      expect(await ratings()).toEqual([
        [1, 2, 10],
        [2, 3, 4],
        [4.5, 5, 5.5],
        [6, 4, 8],
      ]);
    },
  );

  it('is read from lists where there are some, and says what is missing where there is nothing', async () => {
    await layOut(root, { 'val.csv': 'Folder,Filename,Continuous_Labels\n' }, []);
    write(join(root, 'Annotations.mat'), annotations);
    await expect(ratings()).rejects.toThrow("train.csv doesn't exist");
    rmSync(join(root, 'val.csv'));
    await expect(ratings()).rejects.toThrow('none of the 4 pictures that');
    rmSync(join(root, 'Annotations.mat'));
    await expect(ratings()).rejects.toThrow('has neither Annotations/Annotations.mat nor train.csv, val.csv');
  });

  it('names what is out of range, or of another kind', async () => {
    const five = Buffer.alloc(8);
    five.writeDoubleLE(5);
    await layOut(root, {}, PICTURES);
    write(
      join(root, 'Annotations.mat'),
      altered(bytes => bytes.writeDoubleLE(50, bytes.indexOf(five))),
    );
    await expect(ratings()).rejects.toThrow('Annotations.mat, train(1): valence is 28.5, outside 1 to 10');
    write(
      join(root, 'Annotations.mat'),
      altered(bytes => bytes.write('Person', bytes.indexOf('person'))),
    );
    await expect(ratings()).rejects.toThrow("has structs without the field 'person'");
  });
});
