import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { cifar10 } from '../src/data/datasets/cifar10.ts';
import { generatedDataset } from '../src/data/datasets/generated.ts';
import { mnist } from '../src/data/datasets/mnist.ts';
import { digestOf, type PinnedFile, readPinned } from '../src/data/fetching/checksum.ts';
import { dataFolder } from '../src/data/fetching/data-folder.ts';
import { isAvailable } from '../src/data/files.ts';
import { fromCifarRecords, toCifarRecords } from '../src/data/formats/cifar-records.ts';
import { type DatasetSpec, datasetFacts, loadDataset } from '../src/data/registry.ts';
import { subset } from '../src/data/subset.ts';

import { suggestions } from '../src/suggestions.ts';
import { classNames, valuesOf } from './support/labels.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the data folder', () => {
  it('is the user cache of each system, unless REFOLD_DATA names another', () => {
    expect(dataFolder({ REFOLD_DATA: folder }, 'linux')).toBe(folder);
    expect(dataFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe(join('/x', 'refold', 'data'));
    expect(dataFolder({}, 'linux')).toMatch(/\.cache.refold.data$/);
    expect(dataFolder({}, 'darwin')).toMatch(/Library.Caches.refold.data$/);
    expect(dataFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'refold', 'data'));
  });

  it('is refused where a file is in its way', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => dataFolder({ REFOLD_DATA: file })).toThrow(
      `${file} can't be the data folder: it is a file. Set REFOLD_DATA to another one.`,
    );
    expect(() => dataFolder({ XDG_CACHE_HOME: file }, 'linux')).toThrow('a part of its path is a file');
    expect(dataFolder({ REFOLD_DATA: join(folder, 'none') })).toBe(join(folder, 'none'));
  });

  it('is among the temporary files for a user without a home folder', () => {
    const home = () => {
      throw new Error('uv_os_homedir returned ENOENT');
    };
    expect(dataFolder({}, 'linux', home).startsWith(tmpdir())).toBe(true);
    expect(dataFolder({ XDG_CACHE_HOME: '/x' }, 'linux', home)).toBe(join('/x', 'refold', 'data'));
  });
});

describe('pinned files', () => {
  const content = Buffer.from('0123456789');
  const file: PinnedFile = { path: 'pinned/a.bin', bytes: 10, digest: digestOf(content, 'sha256:') };
  const path = join(folder, file.path);
  const put = (bytes: Uint8Array, suffix = ''): void => {
    rmSync(dirname(path), { recursive: true, force: true });
    mkdirSync(dirname(path));
    writeFileSync(path + suffix, bytes);
  };

  it('are read when whole, gzipped or not', () => {
    put(content);
    expect([...readPinned(folder, file)]).toEqual([...content]);
    put(gzipSync(content), '.gz');
    expect([...readPinned(folder, file)]).toEqual([...content]);
  });

  it.each([
    ['truncated', content.subarray(0, 9), '', /truncated: 9 bytes where there should be 10/],
    ['too long', Buffer.concat([content, content]), '', /too long/],
    ['altered', Buffer.from('0123456780'), '', /altered: its checksum is sha256:/],
    ['too long once unpacked', gzipSync(Buffer.alloc(2 ** 24)), '.gz', /too long: it unpacks to more than 10 bytes/],
    ['cut off while zipped', gzipSync(content).subarray(0, 15), '.gz', /can't be unzipped/],
  ])('are named when %s', (_, bytes, suffix, message) => {
    put(bytes, suffix);
    expect(() => readPinned(folder, file)).toThrow(message);
    expect(() => readPinned(folder, file)).toThrow(path + suffix);
    expect(() => readPinned(folder, file)).toThrow(/Delete it and run the same command again/);
  });
});

it('a gzipped file whose size nobody pins unpacks to no more than a hundred times its own', () => {
  const file: PinnedFile = { path: 'bomb.bin', digest: digestOf(Buffer.of(), 'sha256:') };
  writeFileSync(join(folder, 'bomb.bin.gz'), gzipSync(Buffer.alloc(2 ** 24)));
  expect(() => readPinned(folder, file)).toThrow(/unpacks to more than \d{7} bytes, far more than any dataset/);
});

it('a folder in place of a pinned file is named', () => {
  mkdirSync(join(folder, 'in-place', 'a.bin'), { recursive: true });
  const file: PinnedFile = { path: 'in-place/a.bin', digest: digestOf(Buffer.of(), 'sha256:') };
  expect(() => readPinned(folder, file)).toThrow(/can't read .*a\.bin: /);
});

describe('CIFAR records', () => {
  it('turn into images and back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99), { maxLength: 3 }), fc.nat(), (labels, seed) => {
        const images = Uint8Array.from({ length: labels.length * 3072 }, (_, i) => (i * 31 + seed) & 255);
        const back = new Uint8Array(images.length);
        const backLabels = new Int32Array(labels.length);
        const layout = { labelBytes: 1, labelAt: 0 };
        expect(fromCifarRecords(toCifarRecords(images, labels), layout, back, backLabels, 0)).toBe(labels.length);
        expect(back).toEqual(images);
        expect([...backLabels]).toEqual(labels);
      }),
      { numRuns: 20 },
    );
  });

  it('hold the planes one after another behind the label', () => {
    const image = Uint8Array.from({ length: 3072 }, (_, i) => i % 3);
    const record = toCifarRecords(image, [7]);
    expect([record[0], record[1], record[1024], record[1025], record[3072]]).toEqual([7, 0, 0, 1, 2]);
  });

  it('of CIFAR-100 hold two labels', () => {
    const record = new Uint8Array(3074).fill(9);
    record.set([4, 30]);
    const labels = new Int32Array(1);
    fromCifarRecords(record, { labelBytes: 2, labelAt: 1 }, new Uint8Array(3072), labels, 0);
    expect(labels[0]).toBe(30);
  });
});

describe.skipIf(!isAvailable(cifar10))('CIFAR-10 on disk', () => {
  it('is read in full, every class alike', async () => {
    const test = await loadDataset({ name: 'cifar10', split: 'test' });
    expect([test.size, ...test.shape]).toEqual([10_000, 32, 32, 3]);
    for (let c = 0; c < 10; c++) expect(valuesOf(test.labels).filter(label => label === c)).toHaveLength(1000);
    expect([...valuesOf(test.labels).subarray(0, 4)].map(c => classNames(test)[c])).toEqual([
      'cat',
      'ship',
      'ship',
      'airplane',
    ]);
  });

  it('is refused, and the file named, when truncated or altered', () => {
    const path = 'cifar-10-batches-bin/test_batch.bin';
    const read = () => cifar10.read({ split: 'test' }, folder, async () => []);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(dataFolder(), path), join(folder, path));
    truncateSync(join(folder, path), 30_000_000);
    expect(read).toThrow(/test_batch\.bin is truncated/);
    const bytes = readFileSync(join(dataFolder(), path));
    bytes[12_345] = bytes[12_345]! ^ 1;
    writeFileSync(join(folder, path), bytes);
    expect(read).toThrow(/test_batch\.bin was altered/);
  });
});

describe.skipIf(!isAvailable(mnist))('MNIST on disk', () => {
  it('is read in full', async () => {
    const test = await loadDataset({ name: 'mnist', split: 'test' });
    expect([test.size, ...test.shape]).toEqual([10_000, 28, 28, 1]);
    expect([...valuesOf(test.labels).subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });

  it('lies between two colours as far as it is white, with a margin of two pixels', async () => {
    const [paper, ink] = [[250, 200, 100] as const, [50, 0, 150] as const];
    const plain = await loadDataset({ name: 'mnist', split: 'test', first: 2 });
    const coloured = await loadDataset({ name: 'coloured-mnist', split: 'test', first: 2, paper, ink });
    expect([coloured.size, ...coloured.shape]).toEqual([2, 32, 32, 3]);
    expect(valuesOf(coloured.labels)).toEqual(valuesOf(plain.labels));
    const both = Uint32Array.of(0, 1);
    const [white, { images }] = [(await plain.batch(both)).images, await coloured.batch(both)];
    for (const [i, value] of images.entries()) {
      const [c, x, y, digit] = [i % 3, Math.floor(i / 3) % 32, Math.floor(i / 96) % 32, Math.floor(i / 3072)];
      const isMargin = Math.min(x, y) < 2 || Math.max(x, y) >= 30;
      const share = isMargin ? 0 : white[digit * 784 + (y - 2) * 28 + x - 2]!;
      // Rounded to whole grey levels.
      expect(Math.abs(255 * value - (paper[c]! + share * (ink[c]! - paper[c]!)))).toBeLessThanOrEqual(0.501);
    }
  });
});

describe('generated images', () => {
  const mean = async (options: Parameters<typeof generatedDataset>[0]): Promise<Float32Array[]> => {
    const dataset = generatedDataset(options);
    const { images } = await dataset.batch(Uint32Array.from({ length: dataset.size }, (_, i) => i));
    const pixels = images.length / dataset.size;
    return classNames(dataset).map((_, k) =>
      Float32Array.from({ length: pixels }, (_, p) => {
        let sum = 0;
        for (let i = k; i < dataset.size; i += classNames(dataset).length) sum += images[i * pixels + p]!;
        return sum / (dataset.size / classNames(dataset).length);
      }),
    );
  };

  it('are the same for a seed, others for another seed and split', async () => {
    const all = Uint32Array.of(0, 1, 2);
    const draw = async (seed: number, split: 'train' | 'test' = 'train'): Promise<string> =>
      (await generatedDataset({ split, seed, size: 3 }).batch(all)).images.join();
    expect(await draw(1)).toBe(await draw(1));
    expect(await draw(2)).not.toBe(await draw(1));
    expect(await draw(1, 'test')).not.toBe(await draw(1));
  });

  it('are learnable: the nearest class mean of train tells the class of test', async () => {
    const options = { size: 200, classes: 5, shape: [8, 8, 3] as const, seed: 4 };
    const means = await mean({ ...options, split: 'train' });
    const test = generatedDataset({ ...options, split: 'test' });
    const { images } = await test.batch(Uint32Array.from({ length: 200 }, (_, i) => i));
    let right = 0;
    for (let i = 0; i < 200; i++) {
      const image = images.subarray(i * 192, (i + 1) * 192);
      const distances = means.map(m => m.reduce((sum, v, p) => sum + (v - image[p]!) ** 2, 0));
      right += Number(distances.indexOf(Math.min(...distances)) === valuesOf(test.labels)[i]);
    }
    expect(right).toBeGreaterThan(180);
  });

  it('refuse sizes that are none', () => {
    expect(() => generatedDataset({ split: 'train', size: 0 })).toThrow(/size is 0/);
    expect(() => generatedDataset({ split: 'train', shape: [8, 0.5, 3] })).toThrow(/width is 0.5/);
  });
});

describe('subset', () => {
  const whole = generatedDataset({ split: 'train', size: 50, classes: 5, shape: [2, 2, 1] });

  it('takes the first of each class', async () => {
    const few = subset(whole, { perClass: 3 });
    expect([...valuesOf(few.labels)]).toEqual(Array.from({ length: 15 }, (_, i) => i % 5));
    const [a, b] = [await few.batch(Uint32Array.of(14, 2)), await whole.batch(Uint32Array.of(14, 2))];
    expect(a).toEqual(b);
  });

  it('leaves out the first, which others may train on', async () => {
    const held = subset(whole, { after: 40 });
    expect(held.size).toBe(10);
    expect(await held.batch(Uint32Array.of(0, 9))).toEqual(await whole.batch(Uint32Array.of(40, 49)));
    expect([...valuesOf(subset(whole, { after: 41, perClass: 1 }).labels)]).toEqual([1, 2, 3, 4, 0]);
    expect(subset(whole, { after: 45, first: 2 }).size).toBe(2);
    expect(datasetFacts({ name: 'cifar10', split: 'train', after: 45_000 }).size).toBe(5_000);
    expect(() => subset(whole, { after: 50 })).toThrow('asked for what comes after 50 examples, but there are 50');
    expect(() => subset(whole, { after: -1 })).toThrow("can't leave out the first -1 examples");
  });

  it('says which class is too small', () => {
    expect(() => subset(whole, { perClass: 11 })).toThrow(
      /asked for 11 examples of each class, but 'pattern-0' has 10/,
    );
    expect(() => subset(whole, { perClass: 0 })).toThrow(/can't take 0/);
  });
});

describe('loadDataset', () => {
  it('follows the description', async () => {
    const dataset = await loadDataset({
      name: 'generated',
      split: 'test',
      size: 40,
      classes: 4,
      shape: [4, 4, 3],
      perClass: 2,
    });
    expect([dataset.size, dataset.split, classNames(dataset).length]).toEqual([8, 'test', 4]);
  });

  it('names the near ones of an unknown name', async () => {
    const spec = { name: 'cifar-10', split: 'train' } as unknown as DatasetSpec;
    await expect(loadDataset(spec)).rejects.toThrow(/no dataset 'cifar-10'\. Did you mean cifar10 or cifar100\?/);
    const far = { name: 'places365', split: 'train' } as unknown as DatasetSpec;
    await expect(loadDataset(far)).rejects.toThrow(/Available: .*cifar10, /);
  });

  it('says where to ask for ImageNet', async () => {
    await expect(loadDataset({ name: 'imagenet', split: 'train' }, { folder })).rejects.toThrow(/image-net\.org/);
  });
});

describe('suggestions', () => {
  it('sorts by edits and leaves out what is far', () => {
    expect(suggestions('repvgg-a', ['repvgg-b0', 'repvgg-a0', 'resnet-18'])).toEqual(['repvgg-a0', 'repvgg-b0']);
    expect(suggestions('xyz', ['repvgg-a0'])).toEqual([]);
  });
});
