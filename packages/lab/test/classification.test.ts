/** Recipes of classifiers take images, classes and normalization from the dataset that is named, and from no other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectBackend } from '@refold/core/backend';
import { cifar100, DATASET_NAMES, DATASETS, type DatasetDescriptor, type LoadOptions } from '@refold/core/data';
import { chain, flatten, linear } from '@refold/core/layers';
import { train } from '@refold/core/train';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pruneCommand } from '../src/cli/commands/prune.ts';
import { reproduceCommand } from '../src/cli/commands/reproduce.ts';
import { helpOf } from '../src/cli/parser.ts';
import { classesOf, classification } from '../src/define/classification.ts';
import { labelledNames } from '../src/models/labelled-images.ts';

const settings = { data: 'cifar10', epochs: 3, batchSize: 8, lr: 0.5 };
const optimizer = { optimizer: { kind: 'sgd', lr: { kind: 'constant', value: 0.5 } } } as const;
const layer = chain({ flat: flatten(), fc: linear(2) });

/** Black images are of class 0, white ones of class 1; CIFAR-10's images would be in ten classes and of another shape. */
const blackOrWhite: DatasetDescriptor<'black-or-white'> = {
  name: 'black-or-white',
  title: 'Black or white',
  origin: { kind: 'generated' },
  defaults: {},
  normalization: { mean: [0.5], std: [0.5] },
  augmentation: { flip: true },
  shape: () => [2, 3, 1],
  labelKind: () => ({ kind: 'class', classes: ['black', 'white'] }),
  size: () => 32,
  read: () => {
    const values = Int32Array.from({ length: 32 }, (_, i) => i % 2);
    return {
      images: Uint8Array.from({ length: 32 * 6 }, (_, i) => 255 * values[Math.floor(i / 6)]!),
      labels: { kind: 'class', values },
    };
  },
};
const datasets = [...DATASETS, blackOrWhite];

describe('a dataset of its own descriptor', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'refold-classification-'));
    await selectBackend('cpu');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is what a recipe trains on', async () => {
    const data = { ...settings, data: 'black-or-white', images: 16 };
    const config = classification(layer, data, optimizer, datasets);
    expect(config).toMatchObject({
      input: [2, 3, 1],
      data: {
        train: { name: 'black-or-white', split: 'train', perClass: 8 },
        test: { name: 'black-or-white', split: 'test' },
        augment: { flip: true, normalize: { mean: [0.5], std: [0.5] } },
      },
    });
    expect(classesOf(data, datasets)).toBe(2);
    const fetch: LoadOptions = { datasets };
    const { metrics, steps } = await train({ ...config, seed: 0 }, { folder, fetch });
    expect(steps).toBe(6);
    expect(metrics).toMatchObject({ n: 32, top1: 1 });
  });

  it('is refused by name where it is not known', () => {
    expect(() => classification(layer, { ...settings, data: 'black-or-white' }, optimizer)).toThrow(
      "there is no dataset 'black-or-white'",
    );
    expect(() => classesOf({ data: 'cifar' })).toThrow("there is no dataset 'cifar'. Did you mean cifar10");
  });
});

describe('recipes', () => {
  it('take the normalization of their dataset', () => {
    const { data } = classification(layer, { ...settings, data: 'cifar100', images: 500 }, optimizer);
    expect(data.train).toEqual({ name: 'cifar100', split: 'train', perClass: 5 });
    expect(data.augment?.normalize).toEqual(cifar100.normalization);
  });

  it.each(['mnist', 'camvid', 'faces'])('refuse %s, on which classifiers of this kind are not trained', data => {
    expect(() => classesOf({ data })).toThrow(new RegExp(`these tables train on .*cifar10, .*, not on '${data}'`));
  });
});

describe('help', () => {
  it('names every dataset', async () => {
    const help = await helpOf(reproduceCommand);
    for (const name of DATASET_NAMES) expect(help).toContain(name);
    const prune = await helpOf(pruneCommand);
    for (const name of ['cifar10', 'cifar100', 'generated', 'imagenet', 'mnist']) expect(prune).toContain(name);
    expect(labelledNames(datasets)).toContain('black-or-white');
  });
});
