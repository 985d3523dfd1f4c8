/** What experiments share: recipes, networks that runs begin and end with, tables of conversion errors. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectBackend } from '@refold/core/backend';
import { chain, conv, flatten, globalAvgPool, linear, sum } from '@refold/core/layers';
import type { AnyConfig, TrainConfig } from '@refold/core/train';
import { normed } from '@refold/core/zoo';
import { afterEach, expect, it, vi } from 'vitest';
import { onlyAt } from '../src/define/conditional.ts';
import { conversionTable } from '../src/define/conversion.ts';
import { percent, type TrainedRun } from '../src/define/figure.ts';
import { commonFold } from '../src/define/model.ts';
import {
  accuracyOf,
  baseNetwork,
  networkOf,
  onAllImages,
  publishedOr,
  testEvaluator,
  withBase,
} from '../src/define/networks.ts';
import { definePaper } from '../src/define/paper.ts';
import { cosineRate, decayOn, plateauRate, sgd } from '../src/define/recipes.ts';
import { temporaryFolder } from './support/folder.ts';
import { root, run } from './support/toy-paper.ts';

afterEach(() => void vi.unstubAllEnvs());

it('SGD has a momentum of 0.9, a rate that warms up only if told, and decay by path', () => {
  const cosine = { kind: 'cosine', value: 0.1, end: 0 };
  expect(sgd({ lr: cosineRate(0.1), weightDecay: decayOn(5e-4) })).toEqual({
    kind: 'sgd',
    momentum: 0.9,
    lr: cosine,
    weightDecay: [
      ['kernel$', 5e-4],
      ['', 0],
    ],
  });
  expect(cosineRate(0.1, 5)).toMatchObject({ kind: 'linearWarmup', epochs: 5, from: 0, shift: false });
  expect(sgd({ lr: plateauRate(1, [2, 3]), momentum: 0.99 })).toMatchObject({
    momentum: 0.99,
    lr: { kind: 'multiStep', value: 1, at: [2, 3], factor: 0.1 },
  });
});

it('training forms of one network have a common fold; the first that has another is named', () => {
  const one = { input: [4, 4, 3], build: () => normed(conv(2, 3)) };
  const other = { ...one, build: () => sum({ a: normed(conv(2, 3)), b: normed(conv(2, 1)) }) };
  const odd = { ...one, build: () => normed(conv(3, 3)) };
  expect(commonFold({ one, other })).toMatchObject({ params: 56, macs: 864 });
  expect(() => commonFold({ one, other, odd })).toThrow(
    "'odd' folds to 84 parameters and 1296 multiply-adds, but 'one' to 56 and 864",
  );
});

it('shares are shown as percentages of four digits, or as many as wanted', () => {
  expect(percent(1 / 3)).toBe(33.33);
  expect(percent(1 / 3, 2)).toBe(33);
});

const first = { seed: 3 } as TrainConfig;

it('a run begins at published weights once they are in the data folder, and till then where a first run ends', () => {
  const folder = temporaryFolder();
  vi.stubEnv('REFOLD_DATA', folder);
  expect(publishedOr('resnet-20-cifar10', () => first)).toEqual({ training: first });
  expect(publishedOr(undefined, () => first)).toEqual({ training: first });
  mkdirSync(join(folder, 'weights'));
  writeFileSync(join(folder, 'weights/resnet20-cifar10.safetensors'), '');
  expect(publishedOr('resnet-20-cifar10', () => first)).toEqual({ weights: 'resnet-20-cifar10' });
});

it('a first run sees all images where they are real, and a figure needs it besides its own', () => {
  expect(onAllImages({ data: 'cifar10', images: 9, epochs: 2 })).toEqual({ data: 'cifar10', epochs: 2 });
  expect(onAllImages({ data: 'generated', images: 9 })).toEqual({ data: 'generated', images: 9 });
  const later: TrainConfig = { ...first, initial: { training: first } };
  expect(withBase(later)).toEqual([later, first]);
  expect(withBase({ ...first, initial: { weights: 'resnet-20-cifar10' } })).toHaveLength(1);
});

it('an evaluator takes the test images of the run, all of them, or some of each class', async () => {
  await selectBackend('cpu');
  const layer = chain([globalAvgPool(), flatten(), linear(2)]);
  const data = { name: 'generated', classes: 2, shape: [4, 4, 3], size: 8 } as const;
  const config = {
    layer,
    input: [4, 4, 3],
    data: { train: { ...data, split: 'train' }, test: { ...data, split: 'test', perClass: 2 } },
    batchSize: 4,
  } as unknown as TrainConfig;
  // The bias decides: every image is of class 1.
  const params = new Map([
    ['2.kernel', { shape: [3, 2], data: new Float32Array(6) }],
    ['2.bias', { shape: [2], data: Float32Array.of(0, 1) }],
  ]);
  const net = networkOf({ config, params });
  const sizes = [];
  for (const images of [undefined, 'all', 1] as const) {
    const evaluator = await testEvaluator(config, images);
    sizes.push((await evaluator.predictions(net)).length);
    expect(await accuracyOf(evaluator, net)).toBe(0.5);
  }
  expect(sizes).toEqual([4, 8, 2]);
  const other = { task: 'adversarial' } as unknown as AnyConfig;
  expect(() => networkOf({ config: other, params })).toThrow("a run of the task 'adversarial' has networks of its own");

  const trained = (run: AnyConfig) => Promise.resolve({ config: run, params } as unknown as TrainedRun);
  const begun: TrainConfig = { ...config, initial: { training: config } };
  expect(await baseNetwork(begun, { trained })).toEqual(net);
  await expect(baseNetwork(config, { trained })).rejects.toThrow('begins with random parameters');
  await expect(baseNetwork(other, { trained })).rejects.toThrow('networks of its own');
  const held: TrainConfig = { ...config, initial: { parameters: 'a digest' } };
  await expect(baseNetwork(held, { trained })).rejects.toThrow('parameters that only its caller holds');
});

it('a conversion table has both forms of each subject, and a row for those of other scales', async () => {
  await selectBackend('cpu');
  const subject = () => ({ input: [4, 4, 3], layer: chain([normed(conv(2, 3)), conv(2, 1)]) });
  const table = conversionTable({
    title: 'x',
    scales: { quick: {} },
    subjects: { small: subject, large: onlyAt(['paper'], subject, 'takes long') },
  });
  const { results } = await run(
    root(),
    definePaper('toy', { reference: '', models: {} }, { 'extra-conversion': table }),
  );
  const cells = results.cells('quick', 'extra-conversion');
  const of = (row: string, column: string) => cells.find(cell => cell.row === row && cell.column === column)!;
  expect(of('small', 'input').measured).toBe('4x4x3');
  // Convolution, its norm, and the bias of what follows; folded, both convolutions are one with a bias.
  expect(of('small', 'params_trained').measured).toBe(`${54 + 4 + 4}`);
  expect(of('small', 'params_folded').measured).toBe(`${54 + 2}`);
  expect(Number(of('small', 'relative_error').measured)).toBeLessThan(1e-5);
  expect(of('small', 'relative_error').backend).toBe('fake');
  expect(of('large', 'relative_error').verdict).toContain('not run (takes long; ');
});
