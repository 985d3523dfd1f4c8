import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { datasetFacts } from '@refold/core/data';
import { network } from '@refold/core/init';
import { readNetwork, writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, type Network, relu } from '@refold/core/layers';
import { describe, expect, it, vi } from 'vitest';
import { pruneCommand } from '../src/cli/commands/prune.ts';
import { readArguments } from '../src/cli/parser.ts';
import { temporaryFolder } from './support/folder.ts';
import { refold } from './support/refold-command.ts';

/** The command in this process: for what ends in an error. */
const prune = async (...args: string[]): Promise<number> => await pruneCommand.run(readArguments(pruneCommand, args));

/** What the command writes, run in this process. */
async function told(...args: string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await prune(...args)).toBe(0);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

const block = (out: number) => chain({ conv: conv(out, 3), norm: batchNorm(), act: relu() });

/** A small network in a file, and where to write another. */
function given(): { readonly net: Network; readonly model: string; readonly out: string } {
  const folder = temporaryFolder();
  const layer = chain({ one: block(8), two: block(12), pool: globalAvgPool(), flat: flatten(), last: linear(4) });
  const net = network(layer, [8, 8, 3], Rng.seeded('prune command'));
  const model = join(folder, 'model.safetensors');
  writeNetwork(model, net);
  return { net, model, out: join(folder, 'pruned.safetensors') };
}

const macsOf = ({ layer, input }: Network): number => count(layer, input).total.macs;

describe('refold prune --report', () => {
  /** Differences by stage: after it, and of it alone. */
  const stagesIn = (text: string) =>
    new Map(
      [...text.matchAll(/^ {2}(\S+) +([\d.]+e[+-]\d+) +([\d.]+e[+-]\d+)$/gm)].map(([, stage, after, alone]) => [
        stage,
        [Number(after), Number(alone)] as const,
      ]),
    );

  it('shows what each stage lacks, from the one on that reads what was cut, and that the cut is right', async () => {
    const { net, model, out } = given();
    const text = await told(model, '--keep', '0.8', '--keep-layer', 'two', '--report', '--backend', 'cpu', '-o', out);
    expect(text).toContain('as a share of the largest output, on 8 samples of noise\n');
    const stages = stagesIn(text);
    // What is cut is made by one.conv and read by two.conv.
    expect(stages.get('one.conv')).toEqual([0, 0]);
    expect(stages.get('one.norm')).toEqual([0, 0]);
    const [after, alone] = stages.get('two.conv')!;
    expect(after).toBeGreaterThan(1e-3);
    expect(alone).toBe(after);
    expect(stages.get('last')![0]).toBeGreaterThan(0);
    expect(stages.get('last')![1]).toBe(0);
    const [, error] = /narrower network are within (\S+) of those with zeros, which is rounding\.\n/.exec(text)!;
    expect(Number(error)).toBeLessThan(1e-5);
    expect(net.params.get('one.conv.kernel')!.shape.at(-1)).toBe(8);
  });

  it('is shown on test images where a dataset is named, and is for criteria alone', async () => {
    const { model, out } = given();
    const data = ['--data', 'generated', '--images', '16', '--backend', 'cpu'];
    expect(await told(model, '--keep', '0.8', '--report', ...data, '-o', out)).toContain(
      'on 8 test images of generated\n',
    );
    await expect(
      prune(model, '--keep', '0.8', '--by', 'csgd', '--report', '--data', 'generated', '-o', out),
    ).rejects.toThrow('--report is for criteria, and --by csgd changes every layer: leave it out');
  });
});

describe('refold prune', () => {
  it('writes a narrower network within the budget, and says what became of each layer', async () => {
    const { net, model, out } = given();
    const { status, stdout, stderr } = await refold('prune', model, '--keep', '0.5', '-o', out);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const pruned = readNetwork(out);
    expect(macsOf(pruned)).toBeLessThanOrEqual(macsOf(net) / 2);
    expect(macsOf(pruned)).toBeGreaterThan(macsOf(net) / 3);
    const [one, two] = ['one', 'two'].map(name => pruned.params.get(`${name}.conv.kernel`)!.shape.at(-1));
    expect(stdout).toContain(`${model}: a model file\nby l2, at most 0.5 of the multiply-adds\n`);
    expect(stdout).toMatch(new RegExp(`  one\\.conv +8 +${one}\n  two\\.conv +12 +${two}\n`));
    expect(stdout).toContain(macsOf(pruned).toLocaleString('en-US'));
    expect(stdout).toContain(`Written to ${out}. Fine-tune it`);
  });

  it('measures the accuracy on a dataset before and after', async () => {
    const { model, out } = given();
    const data = ['--data', 'generated', '--images', '64', '--backend', 'cpu'];
    const { status, stdout, stderr } = await refold(
      'prune',
      model,
      '--keep',
      '0.4',
      '--by',
      'taylor',
      ...data,
      '-o',
      out,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('by taylor, at most 0.4');
    expect(stdout).toMatch(/top-1 on 64 test images +[\d.]+ % +[\d.]+ %\n/);
  });

  it('prunes a named model, whose parameters are random, by the seed', async () => {
    const { out } = given();
    const withSeed = async (seed: string) => {
      const by = ['--by', 'random', '--seed', seed];
      const { stdout } = await refold('prune', 'resnet-20-cifar', '--keep', '0.6', '--min', '3', ...by, '-o', out);
      expect(stdout).toContain(`with random parameters (seed ${seed})`);
      return readFileSync(out);
    };
    const first = await withSeed('1');
    expect((await withSeed('1')).equals(first)).toBe(true);
    expect((await withSeed('2')).equals(first)).toBe(false);
    for (const [path, { shape }] of readNetwork(out).params)
      if (path.endsWith('.kernel')) expect(shape.at(-1)).toBeGreaterThanOrEqual(3);
  });

  it('keeps multiples of --round-to and whole what --keep-layer names', async () => {
    const { model, out } = given();
    const text = await told(model, '--keep', '0.75', '--round-to', '4', '--keep-layer', 'on*', '-o', out);
    const { params } = readNetwork(out);
    expect(text).toMatch(/ {2}one\.conv +8 +8\n {2}two\.conv +12 +8\n/);
    expect(params.get('one.conv.kernel')!.shape).toEqual([3, 3, 3, 8]);
    expect(params.get('two.conv.kernel')!.shape).toEqual([3, 3, 8, 8]);
  });

  it('normalizes by --mean and --std, writes them with --class-names, and says by what it normalized', async () => {
    const { model, out } = given();
    const names = `${out}.txt`;
    writeFileSync(names, '\ufeffa\r\nb\r\nc\r\nd\r\n');
    const facts = ['--mean', '0.5,0.4,0.3', '--std', '1,2,3', '--class-names', names];
    const data = ['--data', 'generated', '--images', '64', '--backend', 'cpu'];
    expect(await told(model, '--keep', '0.7', ...facts, ...data, '-o', out)).toContain(
      "images normalized by the model's own mean and std\n",
    );
    expect(readNetwork(out)).toMatchObject({
      normalization: { mean: [0.5, 0.4, 0.3], std: [1, 2, 3] },
      classNames: ['a', 'b', 'c', 'd'],
    });
    expect(await told(model, '--keep', '0.7', ...data, '-o', out)).toContain(
      "images normalized by generated's mean and std, since the model has none of its own\n",
    );
    expect(readNetwork(out).normalization).toBeUndefined();
  });

  it("ranks by taylor on images normalized by the model's own mean and std", async () => {
    const { net, model, out } = given();
    const data = ['--data', 'generated', '--images', '64', '--backend', 'cpu', '--by', 'taylor', '--keep', '0.5'];
    const kernelsOf = async (...facts: string[]) => {
      await told(model, ...data, ...facts, '-o', out);
      return [...readNetwork(out).params].filter(([path]) => path.endsWith('.kernel'));
    };
    const byData = await kernelsOf();
    const byFlags = await kernelsOf('--mean', '0.9,0.1,0.5', '--std', '0.01,1,0.3');
    writeNetwork(model, { ...net, normalization: { mean: [0.9, 0.1, 0.5], std: [0.01, 1, 0.3] } });
    expect(await kernelsOf()).toEqual(byFlags);
    expect(byFlags).not.toEqual(byData);
  });

  it('refuses data with the classes of the model in another order', async () => {
    const { net, model, out } = given();
    const { labelKind } = datasetFacts({ name: 'generated', split: 'test', classes: 4, shape: [8, 8, 3] });
    const classNames = 'classes' in labelKind ? [...labelKind.classes].reverse() : [];
    expect(classNames).toHaveLength(4);
    writeNetwork(model, { ...net, classNames });
    await expect(prune(model, '--keep', '0.5', '--data', 'generated', '-o', out)).rejects.toThrow(
      `the model has the classes of generated in another order: its class 0 is '${classNames[0]}'`,
    );
  });

  it('lists channel groups, and writes nothing', async () => {
    const { model, out } = given();
    const { status, stdout } = await refold('prune', model, '--list', '-o', out);
    expect(status).toBe(0);
    expect(stdout).toContain('one.conv: 8 channels\n  producer one.conv  conv (outputs)  0-7\n');
    expect(stdout).toContain("last: 4 channels, can't be cut: the network: they are the network's output");
    expect(existsSync(out)).toBe(false);
  });

  it('cuts what another cut has left, but does not overwrite what it reads', async () => {
    const { model, out } = given();
    expect((await refold('prune', model, '--keep', '0.7', '-o', out)).status).toBe(0);
    const { status, stderr } = await refold('prune', out, '--keep', '0.7', '-o', out);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `error: --out is '${out}', which is the file that is read: choose another\n`,
    });
    expect((await refold('prune', out, '--keep', '0.7', '-o', `${out}.2.safetensors`)).status).toBe(0);
  });

  it.each<[string, readonly string[], string]>([
    ['no share', ['-o', 'OUT'], '--keep is missing: --keep 0.5 keeps half'],
    ['no file to write', ['--keep', '0.5'], '--out is missing'],
    ['a file of another kind', ['--keep', '0.5', '-o', 'a.onnx'], "--out is 'a.onnx'; a model file's name ends in"],
    ['a share that is none', ['--keep', '50', '-o', 'OUT'], "--keep is '50'; it must be above 0 and below 1"],
    [
      'a criterion',
      ['--keep', '0.5', '--by', 'l3', '-o', 'OUT'],
      "unknown criterion or method 'l3'. Did you mean l1 or l2",
    ],
    [
      'gradients without data',
      ['--keep', '0.5', '--by', 'taylor', '-o', 'OUT'],
      "--by taylor needs a dataset's images",
    ],
    ['a dataset', ['--keep', '0.5', '--data', 'cifar', '-o', 'OUT'], "unknown dataset of classes: 'cifar'"],
    ['data that does not fit', ['--keep', '0.5', '--data', 'mnist', '-o', 'OUT'], 'mnist has images of 28x28x1 in 10'],
    ['a budget out of reach', ['--keep', '0.01', '-o', 'OUT'], 'with 1 channel of each, 0.0'],
    [
      'a budget out of reach of multiples',
      ['--keep', '0.3', '--round-to', '8', '-o', 'OUT'],
      'with 8 channels of each, 0.',
    ],
    ['multiples of nothing', ['--keep', '0.5', '--round-to', '0', '-o', 'OUT'], "--round-to is '0'"],
    [
      'a pattern without a layer',
      ['--keep', '0.5', '--keep-layer', 'one,three', '-o', 'OUT'],
      "'three' matches no layer that can be cut. These can: one.conv, two.conv",
    ],
    ['a part of a name', ['--keep', '0.5', '--keep-layer', 'on', '-o', 'OUT'], "'on' matches no layer"],
    ['to keep everything', ['--keep', '0.5', '--keep-layer', '*', '-o', 'OUT'], 'leaves no layer to prune'],
    ['a mean alone', ['--keep', '0.5', '--mean', '0,0,0', '-o', 'OUT'], 'go together: --std is missing'],
    ['an std alone', ['--keep', '0.5', '--std', '1,1,1', '-o', 'OUT'], 'go together: --mean is missing'],
    ['a mean of letters', ['--keep', '0.5', '--mean', '0,,0', '-o', 'OUT'], "--mean is '0,,0'; it must be numbers"],
    [
      'a mean of bytes',
      ['--keep', '0.5', '--mean', '123,117,104', '--std', '58,57,57', '-o', 'OUT'],
      'divide both lists by 255',
    ],
    [
      'a mean of another number of channels',
      ['--keep', '0.5', '--mean', '0', '--std', '1', '-o', 'OUT'],
      'each of its 3 channels',
    ],
    [
      'a file of names that is not there',
      ['--keep', '0.5', '--class-names', '/nowhere/names.txt', '-o', 'OUT'],
      "can't read /nowhere/names.txt: ",
    ],
  ])('refuses %s', async (_, args, message) => {
    const { model, out } = given();
    await expect(prune(model, ...args.map(arg => (arg === 'OUT' ? out : arg)))).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });

  it('says what to do where sums tie everything', async () => {
    const { out } = given();
    await expect(prune('repvgg-a0', '--keep', '0.5', '-o', out)).rejects.toThrow(
      'Folding may leave fewer sums: refold fold repvgg-a0 -o folded.safetensors',
    );
  });

  it('names a file that is no model', async () => {
    const { model, out } = given();
    writeFileSync(model, 'not a model');
    await expect(prune(model, '--keep', '0.5', '-o', out)).rejects.toThrow(`${model} is not a valid safetensors file`);
    const other = model.replace(/safetensors$/, 'txt');
    await expect(prune(other, '--keep', '0.5', '-o', out)).rejects.toThrow(`${other} isn't a model file`);
  });
});

describe('a model file', () => {
  it('can be counted and folded like a named model', async () => {
    const { net, model, out } = given();
    const { trained } = JSON.parse((await refold('summary', model, '--json')).stdout);
    expect(trained.macs).toBe(macsOf(net));
    expect((await refold('fold', model, '-o', out, '--backend', 'cpu')).stdout).toContain(`written        ${out}`);
    expect([...readNetwork(out).params.keys()].filter(path => path.startsWith('one'))).toEqual([
      'one.conv.kernel',
      'one.conv.bias',
    ]);
  });

  it('has neither other classes nor a rewriting', async () => {
    const { model } = given();
    expect((await refold('summary', model, '--classes', '7')).stderr).toContain('--classes is for named models');
    expect((await refold('summary', model, '--with', 'dbb')).stderr).toContain('--with is for named models');
  });
});
