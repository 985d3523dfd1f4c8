/** `refold train`, from a name or a model file to a trained one, on generated images. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { loadDataset } from '@refold/core/data';
import { network } from '@refold/core/init';
import { readNetwork, writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, relu } from '@refold/core/layers';
import { scheduleAt } from '@refold/core/optim';
import { evaluator } from '@refold/core/train';
import { describe, expect, it, vi } from 'vitest';
import { evalCommand, measure } from '../src/cli/commands/eval.ts';
import { train, trainCommand } from '../src/cli/commands/train.ts';
import { helpOf, readArguments } from '../src/cli/parser.ts';
import { settingsOf } from '../src/cli/train/settings.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { INTERRUPTED } from '../src/terminal/interrupt.ts';
import { temporaryFolder } from './support/folder.ts';

const data = { name: 'generated', shape: [16, 16, 3], classes: 4 } as const;

/** A model file to train on, where to write another, and the command with runs of its own. */
function given() {
  const folder = temporaryFolder();
  const model = join(folder, 'model.safetensors');
  const layer = chain({
    conv: conv(8, 3),
    norm: batchNorm(),
    act: relu(),
    pool: globalAvgPool(),
    flat: flatten(),
    last: linear(4),
  });
  writeNetwork(model, network(layer, data.shape, Rng.seeded('train command')));
  const folders = { ...foldersOf(ROOT), runs: join(folder, 'runs') };
  const run = (...args: string[]) => train(readArguments(trainCommand, args), folders);
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
  return { folder, model, out: join(folder, 'trained.safetensors'), run, told };
}

/** 512 images: 4 steps per epoch of 128, 8 of 64. */
const ON = ['--data', 'generated', '--epochs'];

describe('refold train', () => {
  it('trains a model file on, tells of every epoch, and writes what eval measures', async () => {
    const { model, out, told } = given();
    const { code, text, errors } = await told([model, ...ON, '6', '--batch-size', '64', '--nesterov', '-o', out]);
    expect(code).toBe(0);
    expect(errors.match(/^epoch \d of 6: training loss [\d.]+, top-1 [\d.]+ % on test images$/gm)).toHaveLength(6);
    expect(text).toContain('\ntrained for 6 epochs of 8 steps on generated, 64 images per batch; on ');
    expect(text).toContain(`Written to ${out}.\n`);
    const trained = readNetwork(out);
    expect(trained.classNames).toEqual(['pattern-0', 'pattern-1', 'pattern-2', 'pattern-3']);
    const { predictions, accuracy } = evaluator(await loadDataset({ ...data, split: 'test' }), {
      batchSize: 64,
      augment: trained.normalization === undefined ? {} : { normalize: trained.normalization },
    });
    const [before, after] = [accuracy(await predictions(readNetwork(model))), accuracy(await predictions(trained))];
    expect(after).toBeGreaterThan(before + 0.2);
    const top1 = `${(100 * after).toFixed(2)} %`;
    expect(text).toMatch(new RegExp(`^ {2}512 +${top1.replace('.', '\\.')} `, 'm'));
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await measure(readArguments(evalCommand, [out, '--data', 'generated', '--folded']), foldersOf(ROOT));
    const measured = write.mock.calls.map(([line]) => line).join('');
    vi.restoreAllMocks();
    expect(measured).toContain(`as trained  ${top1}`);
    expect(measured).toContain('\n0 of 512 predictions differ\n');
  });

  it('stops and saves when it is told to, goes on from there to the same end, and trains no finished run again', async () => {
    const { folder, model, out, told } = given();
    const asked = (out: string, ...more: string[]) => [model, ...ON, '2', ...more, '-o', out];
    const stopped = await told(asked(out), line => line.startsWith('training ...') && process.emit('SIGINT'));
    expect(stopped).toMatchObject({ code: INTERRUPTED, text: '' });
    expect(stopped.errors).toMatch(
      /interrupted after step 1 of 8 .* saved to .*runs.train.* Run the same command again/,
    );
    expect(existsSync(out)).toBe(false);

    const resumed = await told(asked(out, '--resume'));
    expect(resumed.code).toBe(0);
    expect(resumed.errors).toContain('going on after step 1 of 8\n');
    const again = join(folder, 'again.safetensors');
    expect((await told(asked(again))).errors).toContain(`trained before: the run in ${join(folder, 'runs', 'train')}`);
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true);
    // From the beginning, without a stop.
    const fresh = await told(asked(again, '--fresh'));
    expect(fresh.errors).toContain('epoch 1 of 2: ');
    expect(readNetwork(again).params).toEqual(readNetwork(out).params);
    expect(readdirSync(join(folder, 'runs/train')).filter(name => !name.endsWith('.lock'))).toHaveLength(1);
  });

  it('trains a named model from scratch, rewritten too', async () => {
    const { out, told } = given();
    const { text } = await told([
      'plain-cifar-tiny',
      '--with',
      'dbb',
      ...ON,
      '1',
      '--images',
      '64',
      '--batch-size',
      '64',
      '-o',
      out,
    ]);
    expect(text).toContain('; with dbb\ntrained for 1 epoch of 1 step on generated, 64 images per batch; on ');
    expect(readNetwork(out).input).toEqual([32, 32, 3]);
  });

  it.each<[string, readonly string[], string]>([
    ['no data', ['--epochs', '1'], '--data is missing: --data cifar10'],
    ['unknown data', ['--data', 'cifar', '--epochs', '1'], "unknown dataset of classes: 'cifar'"],
    ['no epochs', ['--data', 'generated'], '--epochs is missing'],
    ['zero epochs', [...ON, '0'], "--epochs is '0'; it must be a whole number of at least 1"],
    ['half an image', [...ON, '1', '--batch-size', '0.5'], "--batch-size is '0.5'"],
    [
      'more than there are in a batch',
      [...ON, '1', '--images', '8'],
      '--batch-size is 128, and there are only 8 training images',
    ],
    ['no rate', [...ON, '1', '--lr', '0'], "--lr is '0'; it must be a number above 0"],
    ['a rate that is none', [...ON, '1', '--lr', 'fast'], "--lr is 'fast'"],
    [
      'momentum of 1',
      [...ON, '1', '--momentum', '1'],
      "--momentum is '1'; it must be a number of at least 0 and below 1",
    ],
    ['growth', [...ON, '1', '--weight-decay', '-1'], "--weight-decay is '-1'; it must be a number of at least 0"],
    ["Nesterov's without momentum", [...ON, '1', '--momentum', '0', '--nesterov'], '--nesterov needs momentum'],
    ['smoothing of all', [...ON, '1', '--label-smoothing', '1'], "--label-smoothing is '1'"],
    [
      'warming up to the end',
      [...ON, '2', '--warmup-epochs', '2'],
      "--warmup-epochs is '2'; it must be a number of at least 0 and below 2",
    ],
    ['an unknown schedule', [...ON, '1', '--schedule', 'cosin'], "unknown schedule 'cosin'. Did you mean cosine?"],
    ['an end and a beginning', [...ON, '1', '--fresh', '--resume'], '--fresh begins again, and --resume goes on'],
    ['to go on with nothing', [...ON, '1', '--resume'], '--resume: no run with these settings was begun on '],
    ['a rewriting of what has parameters', [...ON, '1', '--with', 'dbb'], 'its parameters fit this model only'],
    ['images that do not fit', ['--data', 'mnist', '--epochs', '1'], 'mnist has images of 28x28x1 in 10'],
  ])('refuses %s', async (_, args, message) => {
    const { folder, model, out, run } = given();
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(run(model, ...args, '-o', out)).rejects.toThrow(message);
    vi.restoreAllMocks();
    expect([existsSync(out), existsSync(join(folder, 'runs'))]).toEqual([false, false]);
  });

  it('refuses to write nothing, or over what it reads', async () => {
    const { model, run } = given();
    await expect(run(model, ...ON, '1')).rejects.toThrow('--out is missing');
    await expect(run(model, ...ON, '1', '-o', model)).rejects.toThrow('which is the file that is read');
  });

  it('has the schedules that its options name', async () => {
    const { out } = given();
    const rates = async (...more: string[]) => {
      const call = readArguments(trainCommand, ['x', ...ON, '8', '--lr', '1', ...more, '-o', out]);
      const { lr } = (await settingsOf(call)).optimizer;
      return [0, 1, 4, 6, 7].map(step => scheduleAt(lr, { step, stepsPerEpoch: 1, totalSteps: 8 }));
    };
    expect(await rates('--schedule', 'constant')).toEqual([1, 1, 1, 1, 1]);
    const stepped = await rates('--schedule', 'step');
    for (const [i, rate] of [1, 1, 0.1, 0.01, 0.01].entries()) expect(stepped[i]).toBeCloseTo(rate, 12);
    const [first, , half] = await rates();
    expect([first, half]).toEqual([1, 0.5]);
    expect((await rates('--warmup-epochs', '2', '--schedule', 'constant')).slice(0, 3)).toEqual([0, 0.5, 1]);
  });

  it('says in its help what it does where nothing is said', async () => {
    const help = await helpOf(trainCommand);
    for (const part of [
      'default: 128',
      'default: 0.1',
      'default: 0.9',
      'default: 0.0005',
      'after 50 and 75 %',
      'cifar10',
    ])
      expect(help).toContain(part);
  });
});
