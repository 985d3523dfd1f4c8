/** `refold prune --by` a paper's method, from a model file to the pruned one, on generated images. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { selectBackend } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import { cifar10, loadDataset } from '@refold/core/data';
import { network } from '@refold/core/init';
import { networkFileBytes, readNetwork, writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, type Network, relu, sum } from '@refold/core/layers';
import { cosine } from '@refold/core/optim';
import { evaluator, playerIn, readCheckpoint, type TrainConfig, train } from '@refold/core/train';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { prune, pruneCommand } from '../src/cli/commands/prune.ts';
import { helpOf, readArguments } from '../src/cli/parser.ts';
import { nonZeroWeights } from '../src/models/pruned.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { INTERRUPTED } from '../src/terminal/interrupt.ts';
import { temporaryFolder } from './support/folder.ts';

const block = (out: number, stride: number) =>
  chain({ conv: conv(out, 3, { stride }), norm: batchNorm(), act: relu() });
const layer = chain({
  one: block(8, 1),
  two: block(12, 2),
  pool: globalAvgPool(),
  flat: flatten(),
  last: linear(4),
});
const data = { name: 'generated', shape: [16, 16, 3], classes: 4 } as const;
const normalization = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };

/** Trained until it is right about most images. */
let trained: Network;
beforeAll(async () => {
  await selectBackend('auto');
  const config: TrainConfig = {
    layer,
    input: data.shape,
    data: {
      train: { ...data, split: 'train' },
      test: { ...data, split: 'test' },
      augment: { ...cifar10.augmentation, normalize: normalization },
    },
    optimizer: { kind: 'sgd', lr: cosine(0.1), momentum: 0.9 },
    epochs: 25,
    evalEvery: 25,
    batchSize: 64,
    seed: 0,
  };
  const folder = mkdtempSync(join(tmpdir(), 'refold-prune-'));
  await train(config, { folder });
  trained = {
    layer,
    input: data.shape,
    params: playerIn(readCheckpoint(join(folder, 'checkpoint.safetensors'))).params,
  };
  rmSync(folder, { recursive: true });
}, 60_000);

/** The trained network in a file, where to write another, and the command with runs of its own. */
function given() {
  const folder = temporaryFolder();
  const model = join(folder, 'model.safetensors');
  writeNetwork(model, { ...trained, normalization, classNames: ['a', 'b', 'c', 'd'] });
  const folders = { ...foldersOf(ROOT), runs: join(folder, 'runs') };
  const run = (...args: string[]) => prune(readArguments(pruneCommand, args), folders);
  /** What the command writes to both outputs, and its exit code. @param onError is told each line of the standard error */
  const told = async (args: readonly string[], onError: (line: string) => void = () => {}) => {
    const lines: string[] = [];
    const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(line => {
      lines.push(String(line));
      onError(String(line));
      return true;
    });
    try {
      const code = await run(...args);
      return { code, text: stdout.mock.calls.map(([text]) => text).join(''), errors: lines.join('') };
    } finally {
      stdout.mockRestore();
      stderr.mockRestore();
    }
  };
  return { folder, model, out: join(folder, 'pruned.safetensors'), run, told };
}

/** The accuracy of a model file on the images that the command measures it on, from 0 to 1. */
async function accuracyOf(path: string): Promise<number> {
  const dataset = await loadDataset({ ...data, split: 'test' });
  const { predictions, accuracy } = evaluator(dataset, { batchSize: 64, augment: { normalize: normalization } });
  return accuracy(await predictions(readNetwork(path)));
}

const macsOf = ({ layer, input }: Network): number => count(layer, input).total.macs;

/** 240 steps. */
const LONG = ['--data', 'generated', '--epochs', '30'];
/** 16 steps. */
const SHORT = ['--data', 'generated', '--epochs', '2'];

describe('refold prune by a method', () => {
  it.each([
    // Differences within clusters are fitted to vanish, whatever the length of the run.
    ['csgd', 0.95, 0],
    // In so few steps some rows aren't zero at the end.
    ['resrep', 0.6, 40],
    ['gsm', 0.95, 10],
    // Masked filters are gone before the cut.
    ['aofp', 0.9, 0],
  ])('%s trains and cuts to the budget, and says what came of it', async (by, least, most) => {
    const { model, out, told } = given();
    const { code, text, errors } = await told([model, '--keep', '0.5', '--by', by, ...LONG, '-o', out]);
    expect(code).toBe(0);
    expect(errors).toMatch(/backend: [\s\S]*training \.\.\.\n[\s\S]*measuring accuracy \.\.\.\n$/);
    const pruned = readNetwork(out);
    expect(pruned).toMatchObject({ normalization, classNames: ['a', 'b', 'c', 'd'] });
    const accuracy = await accuracyOf(out);
    expect(accuracy).toBeGreaterThan(least);
    expect(text).toContain(`${model}: a model file\nby ${by}, `);
    expect(text).toContain(', 30 epochs of 8 steps on generated\n');
    expect(text).toMatch(
      new RegExp(`top-1 on 512 test images +[\\d.]+ % +${(100 * accuracy).toFixed(2).replace('.', '\\.')} %\n`),
    );
    expect(text).toContain("images normalized by the model's own mean and std\n");
    const [, differing] = /the cut changed the prediction of (\d+) of 512 test images\./.exec(text)!;
    expect(Number(differing)).toBeLessThanOrEqual(most);
    if (by === 'gsm') {
      const whole = nonZeroWeights(trained);
      expect(nonZeroWeights(pruned)).toBe(whole / 2);
      expect(macsOf(pruned)).toBe(macsOf(trained));
      expect(text).toMatch(new RegExp(`weights not zero +${whole.toLocaleString('en-US')} +${whole / 2} +50\\.0 %`));
      expect(statSync(out).size).toBe(networkFileBytes(pruned, { sparse: true }));
      expect(text).toContain(`Written to ${out} without the zeros: `);
    } else {
      expect(macsOf(pruned)).toBeLessThanOrEqual(macsOf(trained) / 2);
      const [one, two] = ['one', 'two'].map(name => pruned.params.get(`${name}.conv.kernel`)!.shape.at(-1));
      expect(text).toMatch(new RegExp(`  one\\.conv +8 +${one}\n  two\\.conv +12 +${two}\n`));
      expect(text).toContain(`Written to ${out}.\n`);
    }
  });

  it('stops and saves when it is told to, goes on from there, and trains no finished run again', async () => {
    const { folder, model, out, told } = given();
    const asked = (out: string, ...more: string[]) => [
      model,
      '--keep',
      '0.6',
      '--by',
      'csgd',
      ...SHORT,
      ...more,
      '-o',
      out,
    ];
    const stopped = await told(asked(out), line => line.startsWith('training ...') && process.emit('SIGHUP'));
    expect(stopped).toMatchObject({ code: INTERRUPTED, text: '' });
    expect(stopped.errors).toContain('stopping: saving the run');
    expect(stopped.errors).toMatch(
      /interrupted after step 1 of 16 .* saved to .*runs.prune.* Run the same command again/,
    );
    expect(existsSync(out)).toBe(false);

    const resumed = await told(asked(out));
    expect(resumed.code).toBe(0);
    expect(resumed.errors).toContain('going on after step 1 of 16\n');
    const bytes = readFileSync(out);
    const again = await told(asked(join(folder, 'again.safetensors')));
    expect(again.errors).toContain(`trained before: the run in ${join(folder, 'runs', 'prune')}`);
    expect(again.errors).not.toContain('training');
    expect(again.text).toBe(resumed.text.replace(out, join(folder, 'again.safetensors')));
    expect(readFileSync(join(folder, 'again.safetensors')).equals(bytes)).toBe(true);

    // Another seed is another run.
    expect((await told(asked(out, '--seed', '1'))).errors).toContain('training ...');
    expect(readFileSync(out).equals(bytes)).toBe(false);
  });

  it('says what to do with a finished run whose parameters are damaged', async () => {
    const { folder, model, out, run, told } = given();
    const args = [model, '--keep', '0.6', '--by', 'gsm', ...SHORT, '-o', out];
    await told(args);
    const [own] = readdirSync(join(folder, 'runs/prune')).map(name => join(folder, 'runs/prune', name));
    writeFileSync(join(own!, 'checkpoint.safetensors'), 'nothing');
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(run(...args)).rejects.toThrow(`Delete ${own} to train again.`);
    vi.restoreAllMocks();
  });

  it('keeps whole what --keep-layer names, and so many channels as --min says', async () => {
    const { model, out, told } = given();
    const widthsAfter = async (by: string, ...more: string[]) => {
      await told([model, '--keep', '0.7', '--by', by, ...SHORT, ...more, '-o', out]);
      const { params } = readNetwork(out);
      return ['one', 'two'].map(name => params.get(`${name}.conv.kernel`)!.shape.at(-1)!);
    };
    for (const by of ['csgd', 'resrep']) {
      const [one, two] = await widthsAfter(by, '--keep-layer', 'one');
      expect([by, one]).toEqual([by, 8]);
      expect(two).toBeLessThan(12);
    }
    const least = await widthsAfter('resrep', '--min', '7');
    expect(Math.min(...least)).toBeGreaterThanOrEqual(7);
  });

  const method = (name: string, ...more: string[]) => ['--keep', '0.5', '--by', name, ...more];
  it.each<[string, readonly string[], string]>([
    ['a method without data', method('csgd'), "--by csgd trains on a dataset's images: --data cifar10"],
    [
      'another name',
      method('csg', '--data', 'generated'),
      "unknown criterion or method 'csg'. Did you mean csgd or gsm?",
    ],
    [
      'names without likeness',
      method('oracle'),
      'Available: l1, l2, bn, taylor, apoz, random, aofp, csgd, gsm, resrep.',
    ],
    ['epochs for a criterion', method('l1', '--epochs', '3'), '--epochs: --by l1 cuts in one shot and trains nothing'],
    ['a rate for a criterion', ['--keep', '0.5', '--lr', '1'], '--lr: --by l2 cuts in one shot and trains nothing'],
    ['a rate that is none', method('gsm', ...SHORT, '--lr', '0'), "--lr is '0'; it must be a number above 0"],
    ['no epochs', method('gsm', '--data', 'generated', '--epochs', '0'), "--epochs is '0'"],
    ['--min for csgd', method('csgd', ...SHORT, '--min', '2'), "--min: --by csgd doesn't take a smallest number"],
    ['--min for gsm', method('gsm', ...SHORT, '--min', '2'), "--min: --by gsm doesn't take a smallest number"],
    ['multiples', method('resrep', ...SHORT, '--round-to', '8'), "--round-to: --by resrep can't keep to multiples"],
    ['layers for gsm', method('gsm', ...SHORT, '--keep-layer', 'one'), '--keep-layer: --by gsm prunes single weights'],
    ['unknown layers', method('csgd', ...SHORT, '--keep-layer', 'three'), "'three' matches no layer that can be cut"],
    ['few images', method('gsm', ...SHORT, '--images', '40'), 'batches of 64 images, and there are only 40'],
    ['a share out of reach', ['--keep', '0.01', '--by', 'csgd', ...SHORT], "the 2 layers that can be cut can't bring"],
    [
      'a share out of reach of resrep',
      ['--keep', '0.01', '--by', 'resrep', ...SHORT],
      "can't bring the network down to",
    ],
    ['data that does not fit', method('gsm', '--data', 'mnist'), 'mnist has images of 28x28x1 in 10'],
  ])('refuses %s', async (_, args, message) => {
    const { folder, model, out, run } = given();
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(run(model, ...args, '-o', out)).rejects.toThrow(message);
    vi.restoreAllMocks();
    expect([existsSync(out), existsSync(join(folder, 'runs'))]).toEqual([false, false]);
  });

  it('refuses a model with random parameters', async () => {
    const { out, run } = given();
    await expect(
      run('resnet-20-cifar', '--keep', '0.5', '--by', 'resrep', '--data', 'cifar10', '-o', out),
    ).rejects.toThrow(
      'resnet-20-cifar has random parameters, and --by resrep keeps what a network has learned: train it first',
    );
  });

  it('says what to do where sums tie everything', async () => {
    const { folder, out, run } = given();
    const tied = join(folder, 'tied.safetensors');
    const layer = chain({ sum: sum({ left: flatten(), right: flatten() }), last: linear(4) });
    writeNetwork(tied, network(layer, [2, 2, 3], Rng.seeded(0)));
    await expect(run(tied, '--keep', '0.5', '--by', 'csgd', ...SHORT, '-o', out)).rejects.toThrow(
      `${tied}: no layer can be pruned independently.`,
    );
  });

  it('is in the help', async () => {
    const help = await helpOf(pruneCommand);
    for (const name of ['csgd', 'gsm', 'resrep']) expect(help).toMatch(new RegExp(`--by <way> .*\\b${name} \\(`));
    for (const option of ['--epochs <n>', '--lr <rate>']) expect(help).toContain(option);
  });
});
