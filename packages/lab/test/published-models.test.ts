import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { cifar10, type ImageShape, loadDataset } from '@refold/core/data';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { readNetwork, toStateDict, writeSafetensors } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import { evaluator } from '@refold/core/train';
import type * as Zoo from '@refold/core/zoo';
import { modelNamed, models, PRETRAINED, type Pretrained } from '@refold/core/zoo';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Command } from '../src/cli/command.ts';
import { foldCommand } from '../src/cli/commands/fold.ts';
import { pruneCommand } from '../src/cli/commands/prune.ts';
import { summaryCommand } from '../src/cli/commands/summary.ts';
import { readArguments } from '../src/cli/parser.ts';
import { findModel, findModelWith, listModels } from '../src/models/catalogue.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';

/** In the place of the published sets: one that lies in a data folder of the test's own. */
const sets = vi.hoisted(() => [] as Pretrained[]);
vi.mock('@refold/core/zoo', async original => ({ ...(await original<typeof Zoo>()), PRETRAINED: sets }));

const NAME = 'resnet-20-cifar10';
const MODEL = 'resnet-20-cifar';
const { experiments } = foldersOf(ROOT);
const CIFAR10_CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const { build, input } = modelNamed(models, MODEL);
const net: Network = network(build(), input, Rng.seeded(0));
/** Far from any dataset's own. */
const normalization = { mean: [0.9, 0.1, 0.5], std: [0.1, 1, 0.3] };

let folder: string;
beforeAll(async () => {
  const { PRETRAINED: known } = await vi.importActual<typeof Zoo>('@refold/core/zoo');
  const set = known.find(({ name }) => name === NAME)!;
  folder = mkdtempSync(join(tmpdir(), 'refold-published-'));
  vi.stubEnv('REFOLD_DATA', folder);
  mkdirSync(join(folder, 'weights'));
  const converted = set.converted!;
  const path = join(folder, converted.path);
  writeSafetensors(path, toStateDict(net, set.naming));
  const digest = `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}` as const;
  sets.push({ ...set, normalization, converted: { ...converted, digest } });
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** What a command writes, run in this process. */
async function written(command: Command, ...args: string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await command.run(readArguments(command, args))).toBe(0);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

describe('the name of published weights', () => {
  it('is listed beside the models, with what it is', async () => {
    expect(PRETRAINED).toBe(sets);
    const listed = (await listModels(experiments)).find(({ name }) => name === NAME)!;
    expect([listed.owner, listed.entry.description]).toEqual([
      'core',
      'ResNet-20, trained on CIFAR-10; published weights, 8.27 % test error',
    ]);
  });

  it('is counted as its network', async () => {
    const counts = async (name: string) => JSON.parse(await written(summaryCommand, name, '--json'));
    const counted = await counts(NAME);
    const plain = await counts(MODEL);
    expect(counted).toEqual({ ...plain, model: NAME });
  });

  it('is folded with its parameters, not with random ones', async () => {
    const out = join(folder, 'folded.safetensors');
    await written(foldCommand, NAME, '--seed', '1', '-o', out);
    expect(readNetwork(out).params).toEqual(fold(net).network.params);
  });

  it('is pruned, and judged on images normalised as its own were', async () => {
    const out = join(folder, 'narrow.safetensors');
    const data = ['--data', 'generated', '--images', '100'];
    const told = await written(pruneCommand, NAME, '--keep', '0.7', '--seed', '1', ...data, '-o', out);
    expect(told).toContain(
      `${NAME}: ResNet-20, trained on CIFAR-10; published weights, 8.27 % test error\nby l2, at most 0.7 of the multiply-adds\n`,
    );
    const shape = input as ImageShape;
    const dataset = await loadDataset({ name: 'generated', split: 'test', size: 100, classes: 10, shape });
    const accuracy = async (normalize: typeof normalization | typeof cifar10.normalization, net: Network) => {
      const { predictions, accuracy } = evaluator(dataset, { batchSize: 32, augment: { normalize } });
      return `${(100 * accuracy(await predictions(net))).toFixed(2)} %`;
    };
    const [before, after] = [await accuracy(normalization, net), await accuracy(normalization, readNetwork(out))];
    expect(told).toMatch(new RegExp(`top-1 on 100 test images +${before} +${after}\\n`));
    expect(await accuracy(cifar10.normalization, net)).not.toBe(before);
  });

  it('gives its normalization and class names to what is made of it, however often', async () => {
    const [folded, narrow, again] = ['facts-1', 'facts-2', 'facts-3'].map(name => join(folder, `${name}.safetensors`));
    await written(foldCommand, NAME, '-o', folded!);
    await written(pruneCommand, NAME, '--keep', '0.9', '-o', narrow!);
    await written(foldCommand, narrow!, '-o', again!);
    for (const path of [folded!, narrow!, again!]) {
      expect(readNetwork(path)).toMatchObject({ normalization, classNames: CIFAR10_CLASSES });
      expect(await written(summaryCommand, path)).toContain(
        'normalized by mean 0.9, 0.1, 0.5, std 0.1, 1, 0.3\nclasses airplane, automobile, bird,',
      );
    }
    const out = join(folder, 'facts-4.safetensors');
    const data = ['--data', 'generated', '--images', '100'];
    const [ofName, ofFile] = [
      await written(pruneCommand, NAME, '--keep', '0.7', '--by', 'taylor', ...data, '-o', out),
      await written(pruneCommand, folded!, '--keep', '0.7', '--by', 'l2', ...data, '-o', out),
    ];
    const before = (told: string) => /top-1 on 100 test images +([\d.]+)/.exec(told)![1];
    expect(before(ofFile)).toBe(before(ofName));
    expect(ofFile).toContain("images normalized by the model's own mean and std");
  });

  it('has neither other classes nor a rewriting', async () => {
    const { build } = await findModel(experiments, NAME);
    expect(() => build({ classes: 7 })).toThrow(`${NAME}: its parameters fit its own number of classes`);
    await expect(findModelWith(experiments, NAME, 'dbb')).rejects.toThrow('--with is for named models');
  });

  it('is among the near names of a mistyped one', async () => {
    await expect(findModel(experiments, 'resnet-20-cifar1')).rejects.toThrow(NAME);
  });
});
