/** What every descriptor must keep to, and what may be written as one. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  augmenter,
  batches,
  DATASET_NAMES,
  DATASETS,
  type DatasetDescriptor,
  type DatasetSpec,
  datasetFacts,
  datasetNamed,
  datasetState,
  isAvailable,
  loadDataset,
  sampleSpec,
} from '../src/data/index.ts';
import { Rng } from '../src/rng.ts';
import { valuesOf } from './support/labels.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-descriptors-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const SPLITS = ['train', 'test'] as const;

it('names are unique', () => {
  expect(new Set(DATASET_NAMES).size).toBe(DATASETS.length);
});

describe.each(DATASETS.map(descriptor => [descriptor.name, descriptor] as const))(
  'the descriptor of %s',
  (name, own) => {
    it('says what the dataset is called and where it comes from', () => {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(own.title).not.toBe('');
      expect(own.home ?? 'https://').toMatch(/^https:\/\//);
      if (own.origin.kind === 'archive') {
        const paths = own.origin.files.map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
        expect(own.origin.sources.length).toBeGreaterThan(0);
        expect(own.home).toBeDefined();
      }
    });

    it.each(SPLITS)('states shape, labels and size of %s by its defaults alone', split => {
      const { shape, labelKind, width, size } = datasetFacts(sampleSpec(own, split));
      expect(shape).toHaveLength(3);
      for (const side of shape) expect(Number.isInteger(side) && side > 0).toBe(true);
      if (size !== undefined) expect(Number.isInteger(size) && size > 0).toBe(true);
      if ('classes' in labelKind) expect(new Set(labelKind.classes).size).toBe(width);
      if ('dimensions' in labelKind) {
        for (const { range, neutral } of labelKind.dimensions)
          expect(range[0] <= neutral && neutral <= range[1]).toBe(true);
      }
    });

    it('normalizes each channel, and augments images of its shape', () => {
      const { shape } = datasetFacts(sampleSpec(own, 'train'));
      const { resizedCrop: _, ...augment } = {
        ...own.augmentation,
        ...(own.normalization && { normalize: own.normalization }),
      };
      expect(() => augmenter(augment, shape, Rng.seeded(0))).not.toThrow();
    });

    // Datasets of files that aren't there can't be read, and ImageNet takes long to list.
    it.runIf(isAvailable(own) && own.origin.kind !== 'manual')('reads what it states', async () => {
      for (const split of SPLITS) {
        const spec = sampleSpec(own, split, 40);
        const facts = datasetFacts(spec);
        const dataset = await loadDataset(spec);
        expect(dataset).toMatchObject({
          name,
          split,
          shape: facts.shape,
          labelKind: facts.labelKind,
          size: facts.size,
        });
        const { shape, images, labels } = await dataset.batch(Uint32Array.of(0, 1));
        expect(shape).toEqual([2, ...facts.shape]);
        expect(images).toHaveLength(shape.reduce((a, b) => a * b));
        expect(labels.kind).toBe(facts.labelKind.kind);
        const { size } = datasetFacts(sampleSpec(own, split));
        expect((await loadDataset(sampleSpec(own, split))).size).toBe(size);
      }
    });
  },
);

/** Four faces of 2×2 pixels, rated in one of three ways, in two folds. */
interface MoodOptions {
  readonly rated: 'shares' | 'axes' | 'nothing';
  readonly fold: number;
}
const AXES = ['valence', 'arousal'].map(name => ({ name, range: [-1, 1] as const, neutral: 0 }));
const moods: DatasetDescriptor<'moods', MoodOptions> = {
  name: 'moods',
  title: 'Moods',
  origin: {
    kind: 'manual',
    folders: () => ['moods', 'Moods'],
    contains: 'faces',
    obtain: 'Ask its authors at https://example.org',
    layout: 'its folder faces',
  },
  defaults: { rated: 'shares', fold: 0 },
  shape: () => [2, 2, 1],
  labelKind: ({ rated }) => {
    if (rated === 'nothing') return { kind: 'none' };
    return rated === 'axes'
      ? { kind: 'dimensions', dimensions: AXES }
      : { kind: 'distribution', classes: ['joy', 'fear'] };
  },
  size: ({ split }) => (split === 'train' ? 3 : 1),
  read: ({ split, rated, fold }, root) => {
    expect(root).toBe(join(folder, 'Moods'));
    const faces = [0, 1, 2, 3].filter(i => (i === fold) === (split === 'test'));
    const images = Uint8Array.from(faces.flatMap(i => [i, i, i, i]));
    if (rated === 'nothing') return { images, labels: { kind: 'none' } };
    const values = Float32Array.from(faces.flatMap(i => (rated === 'axes' ? [i / 4, -i / 4] : [i / 4, 1 - i / 4])));
    return { images, labels: { kind: rated === 'axes' ? 'dimensions' : 'distribution', values, width: 2 } };
  },
};
/** A spec of the made-up dataset. It isn't registered, so specs of `DatasetSpec` don't know it. */
const moodsSpec = (spec: object): DatasetSpec => ({ name: 'moods', ...spec }) as unknown as DatasetSpec;

describe('a made-up descriptor', () => {
  const load = (spec: object) => loadDataset(moodsSpec(spec), { folder, datasets: [...DATASETS, moods] });
  beforeEach(() => mkdirSync(join(folder, 'Moods', 'faces'), { recursive: true }));

  it.each([
    ['shares', 'distribution', 2],
    ['axes', 'dimensions', 2],
    ['nothing', 'none', 0],
  ] as const)('may have labels rated by %s', async (rated, kind, width) => {
    const dataset = await load({ split: 'train', rated });
    expect(dataset).toMatchObject({ name: 'moods', split: 'train', size: 3, shape: [2, 2, 1] });
    expect([dataset.labels.kind, dataset.labelKind.kind]).toEqual([kind, kind]);
    expect(datasetFacts(moodsSpec({ split: 'train', rated }), [moods])).toMatchObject({ width, size: 3 });
    for await (const { labels } of batches(dataset, { batchSize: 2, order: Rng.seeded(0) }))
      expect(labels.kind).toBe(kind);
  });

  it('may have folds, which share no example', async () => {
    for (const fold of [0, 1, 2, 3]) {
      const [train, test] = [await load({ split: 'train', fold }), await load({ split: 'test', fold })];
      expect([...valuesOf(test.labels)]).toEqual([fold / 4, 1 - fold / 4]);
      expect([...valuesOf(train.labels)].filter((_, i) => i % 2 === 0)).not.toContain(fold / 4);
    }
  });

  it('is sampled by its first examples, where labels are not classes', async () => {
    const spec = sampleSpec(moods, 'train', 2);
    expect(spec).toEqual({ name: 'moods', split: 'train', first: 2 });
    expect((await load(spec)).size).toBe(2);
    expect(datasetFacts(spec, [moods]).size).toBe(2);
    await expect(load({ split: 'train', perClass: 1 })).rejects.toThrow("of kind 'distribution'. Use first: 1.");
  });

  it('takes an option that is undefined for its default', async () => {
    expect((await load({ split: 'test', rated: undefined })).labels.kind).toBe('distribution');
  });

  it('must read the labels that it states', async () => {
    const wrong: DatasetDescriptor = { ...moods, labelKind: () => ({ kind: 'none' }) };
    await expect(loadDataset(moodsSpec({ split: 'train' }), { folder, datasets: [wrong] })).rejects.toThrow(
      "dataset moods (train): labels of kind 'distribution' where the dataset states 'none'",
    );
  });

  it('is unknown where it is not given', async () => {
    await expect(loadDataset(moodsSpec({ split: 'train' }), { folder })).rejects.toThrow("there is no dataset 'moods'");
    expect(() => datasetNamed('mods', [...DATASETS, moods])).toThrow('Did you mean moods?');
  });
});

describe('the state of a dataset', () => {
  const advice = () => `Ask its authors at https://example.org and put its folder faces into ${join(folder, 'moods')}.`;

  it('is absent until its folder is there', async () => {
    expect(datasetState(moods, folder)).toEqual({ kind: 'absent', advice: advice() });
    mkdirSync(join(folder, 'moods'));
    await expect(loadDataset(moodsSpec({ split: 'train' }), { folder, datasets: [moods] })).rejects.toThrow(
      `Moods: there is no ${join(folder, 'moods', 'faces')}. ${advice()}`,
    );
    mkdirSync(join(folder, 'moods', 'faces'));
    expect(datasetState(moods, folder)).toEqual({ kind: 'complete' });
    expect(isAvailable(moods, folder)).toBe(true);
  });

  it('counts files that are missing, and names damaged ones', () => {
    const files = ['a', 'b'].map(path => ({ path: `set/${path}`, bytes: 3, digest: 'md5:0' as const }));
    const set: DatasetDescriptor = { ...moods, origin: { kind: 'archive', files, sources: [] } };
    const put = (path: string, content: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    };
    expect(datasetState(set, folder)).toEqual({ kind: 'missing', count: 2, of: 2 });
    put('set/a', 'abc');
    expect(datasetState(set, folder)).toEqual({ kind: 'missing', count: 1, of: 2 });
    put('set/b', 'ab');
    expect(datasetState(set, folder)).toEqual({ kind: 'damaged', files: ['set/b'] });
    put('set/b', 'abc');
    expect(datasetState(set, folder)).toEqual({ kind: 'complete' });
  });

  it('names gzipped files that are cut off, of another size, or not gzipped', () => {
    const file = { path: 'a', bytes: 300, digest: 'md5:0' as const };
    const set: DatasetDescriptor = { ...moods, origin: { kind: 'archive', files: [file], sources: [] } };
    const stateWith = (bytes: Uint8Array) => {
      writeFileSync(join(folder, 'a.gz'), bytes);
      return datasetState(set, folder);
    };
    const whole = gzipSync(Buffer.alloc(300, 1));
    expect(stateWith(whole)).toEqual({ kind: 'complete' });
    for (const bytes of [
      whole.subarray(0, -1),
      whole.subarray(0, 10),
      gzipSync(Buffer.alloc(299)),
      Buffer.alloc(300),
    ]) {
      expect(stateWith(bytes)).toEqual({ kind: 'damaged', files: ['a.gz'] });
    }
  });

  it('needs nothing where images are drawn', () => {
    expect(isAvailable(datasetNamed('generated'), folder)).toBe(true);
    expect(datasetState(datasetNamed('generated'), folder)).toEqual({ kind: 'generated' });
  });
});

describe('facts', () => {
  it.each<[DatasetSpec, number | undefined, number | undefined]>([
    [{ name: 'cifar10', split: 'train' }, 10, 50_000],
    [{ name: 'cifar100', split: 'test', labels: 'coarse' }, 20, 10_000],
    [{ name: 'cifar100', split: 'train', perClass: 20 }, 100, 2_000],
    [{ name: 'imagenet', split: 'train', size: 96 }, 1000, 1_281_167],
    [{ name: 'faces', split: 'test', size: [32, 32], people: 'unseen' }, 10, 100],
    [{ name: 'camvid', split: 'train', first: 30 }, 11, 30],
    [{ name: 'image-folder', split: 'train', root: 'pets' }, undefined, undefined],
  ])('of %j', (spec, width, size) => {
    expect(datasetFacts(spec)).toMatchObject({ width, size });
  });
});

it("a spec has its own dataset's options, and no others", () => {
  const specs: readonly DatasetSpec[] = [
    { name: 'cifar100', split: 'train', labels: 'coarse', perClass: 10 },
    // @ts-expect-error CIFAR-10 has no superclasses
    { name: 'cifar10', split: 'train', labels: 'coarse' },
    // @ts-expect-error size is a number of images here
    { name: 'generated', split: 'train', size: [32, 32] },
  ];
  expect(specs).toHaveLength(3);
});
