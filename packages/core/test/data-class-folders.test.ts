/** What is in a folder of classes beside its pictures: skipped and said, or refused by name, before anything is trained. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { entriesOf } from '../src/data/formats/listing.ts';
import { inspectDataset, loadDataset } from '../src/data/registry.ts';
import { classNames, valuesOf } from './support/labels.ts';

let root: string;
let picture: Buffer;
beforeAll(async () => {
  picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'refold-classes-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Puts files there, each with a picture unless `content` says what. */
function put(paths: readonly string[], content: string | Buffer = picture): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const PAIR = ['train/cat/1.png', 'train/dog/1.png', 'val/cat/2.png', 'val/dog/2.png'];

async function load(split: 'train' | 'test') {
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice.replaceAll(root, '.').replace(/^refold-classes-\w+/, 'SET'));
  const dataset = await loadDataset({ name: 'image-folder', root, split, size: 8 }, { onNotice });
  return { dataset, classes: classNames(dataset), labels: [...valuesOf(dataset.labels)], notices };
}

describe('a folder of classes', () => {
  it('prints its classes, with their numbers', async () => {
    put([...PAIR, 'train/cat/2.png']);
    const { notices } = await load('train');
    expect(notices).toEqual(['SET (train): 3 pictures in 2 classes from ./train: 0 cat, 1 dog']);
  });

  it('abridges a long list', async () => {
    put(Array.from({ length: 31 }, (_, i) => `train/c${i + 10}/1.png`));
    const { notices } = await load('train');
    expect(notices[0]).toMatch(/: 0 c10, .*, 9 c19, \.\.\., 28 c38, 29 c39, 30 c40$/);
  });

  it('writes that to standard error, once, where nobody listens', async () => {
    put(PAIR);
    const written = vi.spyOn(console, 'warn').mockReturnValue();
    for (let i = 0; i < 2; i++) await loadDataset({ name: 'image-folder', root, split: 'test', size: 8 });
    const texts = written.mock.calls.map(([text]) => text);
    written.mockRestore();
    expect(texts).toEqual([expect.stringMatching(/\(test\): 2 pictures in 2 classes from .*val: 0 cat, 1 dog$/)]);
  });

  it('skips hidden entries, what systems leave behind, stray files and other formats, and says so', async () => {
    put(PAIR);
    put(['train/.ipynb_checkpoints/1.png', 'train/__MACOSX/1.png', 'train/cat/.DS_Store', 'train/cat/Thumbs.db']);
    put(['train/dog/._1.png', 'val/.hidden/1.png'], 'AppleDouble');
    put(['train/readme.txt', 'train/cat/labels.csv', 'train/1.png'], 'stray');
    put(['train/cat/a.psd', 'train/cat/b.PSD', 'train/dog/c.heic'], 'other');
    put(['train/cat/more/1.png']);
    const train = await load('train');
    expect(train.classes).toEqual(['cat', 'dog']);
    expect(train.labels).toEqual([0, 1]);
    expect(train.notices.slice(1)).toEqual([
      'skipped in ./train, hidden: .ipynb_checkpoints, __MACOSX, cat/.DS_Store, cat/Thumbs.db, dog/._1.png',
      'skipped in ./train, files that are not pictures of a class: 1.png, readme.txt, cat/labels.csv',
      'skipped in ./train, pictures in formats that are not read (2 .psd, 1 .heic); convert them to JPEG or PNG: cat/a.psd, cat/b.PSD, dog/c.heic',
      'skipped in ./train, folders inside a class: cat/more',
    ]);
    expect((await load('test')).labels).toEqual([0, 1]);
  });

  it('reads every format that can be decoded, whatever the case of its ending', async () => {
    const image = sharp({ create: { width: 8, height: 8, channels: 3, background: '#777' } });
    const files = {
      'a.JPG': 'jpeg',
      'b.jpeg': 'jpeg',
      'c.webp': 'webp',
      'd.TIF': 'tiff',
      'e.gif': 'gif',
      'f.avif': 'avif',
    };
    for (const [name, format] of Object.entries(files)) {
      put(
        [`train/cat/${name}`],
        await image
          .clone()
          .toFormat(format as 'png')
          .toBuffer(),
      );
    }
    const { dataset, notices } = await load('train');
    expect(dataset.size).toBe(6);
    expect(notices).toHaveLength(1);
    const { images } = await dataset.batch(Uint32Array.of(0, 1, 2, 3, 4, 5));
    for (const value of images) expect(Math.abs(value * 255 - 0x77)).toBeLessThan(3);
  });

  it('takes links to folders and pictures, and skips those that lead nowhere', async () => {
    put(['train/cat/1.png', 'train/dog/1.png', 'elsewhere/2.png', 'file']);
    symlinkSync(join(root, 'elsewhere'), join(root, 'train/emu'));
    symlinkSync(join(root, 'elsewhere/2.png'), join(root, 'train/cat/2.png'));
    symlinkSync(join(root, 'file'), join(root, 'train/ape'));
    symlinkSync(join(root, 'nowhere'), join(root, 'train/bee'));
    symlinkSync(join(root, 'train/cat/loop.png'), join(root, 'train/cat/loop.png'));
    const { classes, labels, notices } = await load('train');
    expect(classes).toEqual(['cat', 'dog', 'emu']);
    expect(labels).toEqual([0, 0, 1, 2]);
    expect(notices.slice(1)).toEqual([
      'skipped in ./train, links that lead nowhere: bee, cat/loop.png',
      'skipped in ./train, files that are not pictures of a class: ape',
    ]);
  });

  it.each(['val', 'valid', 'validation', 'test'])('takes %s for the test split', async folder => {
    put(['train/cat/1.png', `${folder}/cat/2.png`]);
    expect((await load('test')).notices).toEqual([`SET (test): 1 picture in 1 class from ./${folder}: 0 cat`]);
  });

  it('says which of two test folders is not read, and which classes of train have no test pictures', async () => {
    put(['train/cat/1.png', 'train/dog/1.png', 'valid/dog/2.png', 'test/dog/3.png']);
    const { labels, notices } = await load('test');
    expect(labels).toEqual([1]);
    expect(notices).toEqual([
      'SET (test): 1 picture in 1 class from ./valid: 0 cat, 1 dog',
      './valid has no pictures of cat, which ./train has',
      'not read: ./test',
    ]);
  });

  it('names classes that train lacks, with similar ones', async () => {
    put([...PAIR, 'val/Cat/1.png', 'val/emu/1.png']);
    await expect(load('test')).rejects.toThrow(/no classes 'Cat', 'emu' in .*train\. Did you mean 'cat'\?/);
  });

  it('names classes without pictures, and what they have instead', async () => {
    put([...PAIR, 'train/bat/.hidden.png']);
    put(['train/emu/1.heic', 'train/emu/2.heic'], 'other');
    await expect(load('train')).rejects.toThrow(
      /train\/bat, .*emu \(which has 2 \.heic; convert them to JPEG or PNG\) hold no pictures that can be read: remove them/,
    );
  });

  it('says which test pictures are in train too, on inspection', async () => {
    put(PAIR);
    put(['train/dog/1.png', 'val/cat/2.png'], Buffer.concat([picture, Buffer.from('other')]));
    put(['val/cat/3.png'], Buffer.concat([picture, Buffer.from('often')]));
    put(['val/dog/2.png'], Buffer.concat([picture, Buffer.from('unlike')]));
    const inspect = async (split: 'train' | 'test') =>
      (await inspectDataset({ name: 'image-folder', root, split, size: 8 })).map(line => line.replaceAll(root, '.'));
    expect((await inspect('test')).at(-1)).toBe('test pictures that are in train as well: 1 of 3 (./val/cat/2.png)');
    expect(await inspect('train')).toHaveLength(1);
    rmSync(join(root, 'train/dog/1.png'));
    put(['train/dog/1.png']);
    expect(await inspect('test')).toHaveLength(1);
  });

  it('compares accented names in one form', async () => {
    put(['train/caf\u00e9/1.png', 'train/\u732b/1.png', 'val/cafe\u0301/2.png', 'val/\u732b/2.png']);
    expect((await load('test')).labels).toEqual([0, 1]);
    put(['train/cafe\u0301/1.png']);
    await expect(load('train')).rejects.toThrow(/two folders named 'caf\u00e9'/);
  });

  it('lists the folders that are there instead of a split', async () => {
    put(['training/cat/1.png', 'test/cat/1.png']);
    await expect(load('train')).rejects.toThrow(/no folder .*train: .* It holds the folders test, training\./);
  });
});

describe('entriesOf', () => {
  it('says why a folder cannot be read', () => {
    put(['file']);
    expect(() => entriesOf(join(root, 'file'))).toThrow(/can't read the folder .*file: it is a file\./);
    expect(() => entriesOf(join(root, 'none'))).toThrow(/can't read the folder .*none: there is no such folder\./);
  });
});
