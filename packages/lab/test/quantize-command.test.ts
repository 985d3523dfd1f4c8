/** `refold quantize`: the model file that it writes, and what it refuses. */
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { network } from '@refold/core/init';
import { readNetwork, writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, relu } from '@refold/core/layers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { quantize, quantizeCommand } from '../src/cli/commands/quantize.ts';
import { readArguments } from '../src/cli/parser.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { temporaryFolder } from './support/folder.ts';

afterEach(() => vi.restoreAllMocks());

/** A small classifier of CIFAR's shape, as a model file. */
function small(): string {
  const layer = chain({
    conv: conv(4, 3, { stride: 2 }),
    norm: batchNorm(),
    act: relu(),
    pool: globalAvgPool(),
    flat: flatten(),
    fc: linear(10),
  });
  const path = join(temporaryFolder(), 'small.safetensors');
  writeNetwork(path, network(layer, [32, 32, 3], Rng.seeded(0)));
  return path;
}

/** What the command writes. */
async function told(...args: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const call = readArguments(quantizeCommand, [...args, '--backend', 'cpu']);
  expect(await quantize(call, foldersOf(ROOT))).toBe(0);
  return write.mock.calls.map(([text]) => text).join('');
}

describe('refold quantize', () => {
  it.each(['channel', 'tensor'])('folds and rounds, a scale for each %s', async kernels => {
    const out = join(temporaryFolder(), 'int8.safetensors');
    const options = ['--images', '20', '--kernels', kernels, '--range', 'mse', '-o', out];
    const text = await told(small(), '--data', 'generated', ...options);
    expect(text).toMatch(/layers in bytes {2}2, /);
    expect(text).toContain('mse, on 20 training images of generated');
    const { layer } = readNetwork(out);
    expect(JSON.stringify(layer).match(/"op":"quantize"/g)).toHaveLength(2);
    expect(JSON.stringify(layer)).not.toContain('batchNorm');
  });

  it('is repeatable: the same seed draws the same images', async () => {
    const [model, out] = [small(), temporaryFolder()];
    const layers: string[] = [];
    for (const [name, seed] of Object.entries({ one: '3', two: '3', three: '4' })) {
      const path = join(out, `${name}.safetensors`);
      await told(model, '--data', 'generated', '--images', '4', '--seed', seed, '-o', path);
      layers.push(JSON.stringify(readNetwork(path).layer));
    }
    expect(layers[1]).toBe(layers[0]);
    expect(layers[2]).not.toBe(layers[0]);
  });

  it.each([
    ['no dataset', () => [small()], '--data is missing'],
    ['an unknown range', () => [small(), '--data', 'generated', '--range', 'max'], "unknown range 'max'"],
    ['unknown scales', () => [small(), '--data', 'generated', '--kernels', 'row'], "unknown kind of scales 'row'"],
    ['random parameters', () => ['resnet-20-cifar', '--data', 'generated'], 'resnet-20-cifar has random parameters'],
    ['a file that is no model', () => [small(), '--data', 'generated', '-o', 'out.txt'], 'out.txt'],
  ])('refuses %s', async (_, args, message) => {
    await expect(told(...args())).rejects.toThrow(message);
  });
});
