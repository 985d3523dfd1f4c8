/** What `refold fold` and `refold prune` do with numbers that are none. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { network } from '@refold/core/init';
import { writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, type Network, relu } from '@refold/core/layers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readArguments } from '../src/cli/command.ts';
import { foldCommand } from '../src/cli/commands/fold.ts';
import { pruneCommand } from '../src/cli/commands/prune.ts';

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
