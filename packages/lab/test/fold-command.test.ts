/** What `refold fold` and `refold prune` do with numbers that are none, and where `refold fold --report` says that two forms part. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { readNetwork, writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, type Network, relu } from '@refold/core/layers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { foldCommand } from '../src/cli/commands/fold.ts';
import { pruneCommand } from '../src/cli/commands/prune.ts';
import { readArguments } from '../src/cli/parser.ts';
import { temporaryFolder } from './support/folder.ts';

const layer = chain({
  conv: conv(4, 3),
  norm: batchNorm(),
  act: relu(),
  next: conv(3, 3),
  pool: globalAvgPool(),
  flat: flatten(),
  fc: linear(2),
});

/** The network with the first numbers of some parameters replaced. */
function withNumbers(numbers: Readonly<Record<string, readonly number[]>>): Network {
  const net = network(layer, [6, 6, 2], Rng.seeded(0));
  for (const [path, values] of Object.entries(numbers)) net.params.get(path)!.data.set(values);
  return net;
}

describe('numbers that are none', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'refold-fold-'));
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterAll(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  /** Runs a command on a file of the network: its error's message, or undefined. Nothing but the file may be there then. */
  async function errorOf(net: Network, command: typeof foldCommand, ...options: string[]): Promise<string | undefined> {
    const [model, out] = [join(folder, 'model.safetensors'), join(folder, 'out.safetensors')];
    writeNetwork(model, net);
    try {
      await command.run(readArguments(command, [model, '-o', out, ...options]));
      expect(existsSync(out)).toBe(true);
      rmSync(out);
      return undefined;
    } catch (error) {
      expect(readdirSync(folder)).toEqual(['model.safetensors']);
      return (error as Error).message;
    }
  }

  const cpu = ['--backend', 'cpu'];

  it('are named by tensor, and nothing is written', async () => {
    const net = withNumbers({ 'conv.kernel': [Number.NaN, 1, Number.POSITIVE_INFINITY], 'fc.bias': [Number.NaN] });
    const message =
      'holds values that are NaN or infinite, so nothing was written: conv.kernel (2 of 72), fc.bias (1 of 2).';
    expect(await errorOf(net, foldCommand, ...cpu)).toContain(message);
    expect(await errorOf(net, pruneCommand, '--keep', '0.5', '--by', 'random')).toContain(message);
  });

  it('that folding makes are named too', async () => {
    const net = withNumbers({ 'norm.gamma': [3e38], 'conv.kernel': Array(72).fill(100) });
    expect(await errorOf(net, foldCommand, ...cpu)).toMatch(/folded, holds values .*: conv\.kernel \(18 of 72\)/);
  });

  it('among the outputs alone are an error, not a result', async () => {
    const net = withNumbers({ 'norm.gamma': Array(4).fill(1e36), 'next.kernel': Array(108).fill(1e30) });
    expect(await errorOf(net, foldCommand, ...cpu)).toContain(
      'The fold could not be checked, and nothing was written.',
    );
  });

  it('that are finite are folded and written', async () => {
    expect(await errorOf(withNumbers({}), foldCommand, ...cpu)).toBeUndefined();
  });
});

describe('refold fold --report', () => {
  let folder: string;
  let folded: string;
  beforeEach(() => {
    folder = temporaryFolder();
    folded = join(folder, 'folded.safetensors');
  });
  afterEach(() => vi.restoreAllMocks());

  /** What the command writes of a model file, which it folds into another. */
  async function told(...options: readonly string[]): Promise<string> {
    const net = withRandomNorms(network(layer, [6, 6, 2], Rng.seeded(0)), [0.5, 2], Rng.seeded(1));
    const model = join(folder, 'model.safetensors');
    writeNetwork(model, net);
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await foldCommand.run(readArguments(foldCommand, [model, '-o', folded, '--backend', 'cpu', ...options]));
    const text = write.mock.calls.map(([line]) => line).join('');
    write.mockRestore();
    return text;
  }

  it('has a line for each stage, and finds that both forms agree', async () => {
    const text = await told('--report');
    expect(text).toContain('largest difference, as a share of the largest output, on 8 samples of noise\n');
    expect(text).toMatch(/ {2}fc +[\d.]+e[-+]\d+ +[\d.]+e[-+]\d+\n/);
    expect(text).toContain('\nBoth forms agree to rounding.');
  });

  it('names where a form that was made elsewhere is wrong, and what was lost there', async () => {
    await told();
    const { params, ...rest } = readNetwork(folded);
    const path = [...params.keys()].find(name => name.endsWith('bias'))!;
    params.get(path)!.data.fill(0);
    const wrong = join(folder, 'wrong.safetensors');
    writeNetwork(wrong, { ...rest, params });
    expect(await told('--report', '--against', wrong)).toMatch(/They part at one stage:\n[^\n]*was lost\.\n/);
  });

  it('is asked for where there is something to compare with', async () => {
    await expect(told('--against', folded)).rejects.toThrow('--against is for --report, which is missing');
  });
});
