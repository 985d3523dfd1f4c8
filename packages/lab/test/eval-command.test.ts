/** `refold eval`: what it measures of a network whose answers are known, and what it refuses. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { network } from '@refold/core/init';
import { writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear } from '@refold/core/layers';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { evalCommand, measure } from '../src/cli/commands/eval.ts';
import { readArguments } from '../src/cli/parser.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { temporaryFolder } from './support/folder.ts';

afterEach(() => vi.restoreAllMocks());

/** A model file that calls every image the second of ten classes. */
function stubborn(): string {
  const layer = chain({
    conv: conv(4, 3),
    norm: batchNorm(),
    pool: globalAvgPool(),
    flat: flatten(),
    fc: linear(10),
  });
  const net = network(layer, [32, 32, 3], Rng.seeded(0));
  for (const path of ['fc.kernel', 'fc.bias']) net.params.get(path)!.data.fill(0);
  net.params.get('fc.bias')!.data[1] = 9;
  const path = join(temporaryFolder(), 'stubborn.safetensors');
  writeNetwork(path, net);
  return path;
}

/** What the command writes. */
async function told(...args: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  // What it notices about folders.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const call = readArguments(evalCommand, [...args, '--backend', 'cpu']);
  expect(await measure(call, foldersOf(ROOT))).toBe(0);
  return write.mock.calls.map(([text]) => text).join('');
}

describe('refold eval', () => {
  it('measures accuracy and loss, and the folded form beside them', async () => {
    const text = await told(stubborn(), '--data', 'generated', '--images', '40', '--folded', '--batch', '7');
    expect(text).toContain('generated, 40 test images, normalized by ');
    // As many of each class: one of ten is right. ln(e⁹ + 9), less 9 where it is.
    const loss = (Math.log(Math.exp(9) + 9) - 0.9).toFixed(4);
    expect(text).toMatch(new RegExp(`as trained {2}10\\.00 % .* ${loss}\n`));
    expect(text).toMatch(new RegExp(`folded {6}10\\.00 % .* ${loss}\n`));
    expect(text).toContain('\n0 of 40 predictions differ\n');
  });

  it("reads pictures in ImageNet's layout from a folder of one's own", async () => {
    const folder = temporaryFolder();
    for (const [split, count] of [['train', 1] as const, ['val', 4] as const]) {
      for (const name of 'abcdefghij') {
        mkdirSync(join(folder, split, name), { recursive: true });
        for (let i = 0; i < count; i++) {
          const picture = sharp({ create: { width: 40, height: 36, channels: 3, background: 'teal' } });
          await picture.png().toFile(join(folder, split, name, `${i}.png`));
        }
      }
    }
    expect(await told(stubborn(), folder, '--data', 'imagenet')).toContain('imagenet, 40 test images, normalized by ');
    expect(await told(stubborn(), folder, '--data', 'imagenet', '--images', '20')).toMatch(/ 20 test .*\n.* 10\.00 %/s);
    rmSync(join(folder, 'val', 'j'), { recursive: true });
    rmSync(join(folder, 'train', 'j'), { recursive: true });
    await expect(told(stubborn(), folder, '--data', 'imagenet')).rejects.toThrow('has 9 classes; this network has 10');
  });

  it('says nothing of folding where it is not asked for', async () => {
    const text = await told(stubborn(), '--data', 'generated', '--images', '10');
    expect(text).not.toMatch(/folded|differ/);
  });

  it.each([
    ['no dataset', () => [stubborn()], '--data is missing'],
    ['an unknown dataset', () => [stubborn(), '--data', 'cifar'], "unknown dataset of classes: 'cifar'"],
    ['a folder of what has none', () => [stubborn(), '.', '--data', 'cifar10'], "cifar10 isn't read from a folder"],
    ['a folder that is not there', () => [stubborn(), 'nowhere', '--data', 'imagenet'], 'nowhere'],
    ['images that do not fit', () => [stubborn(), '--data', 'mnist'], '--data: mnist has images of 28x28x1'],
    ['random parameters', () => ['resnet-20-cifar', '--data', 'generated'], 'resnet-20-cifar has random parameters'],
  ])('refuses %s', async (_, args, message) => {
    await expect(told(...args())).rejects.toThrow(message);
  });
});
