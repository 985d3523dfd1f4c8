/** `refold run` of networks that make pictures of pictures. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { readWithin, writePng } from '@refold/core/data';
import { network } from '@refold/core/init';
import { type ModelFacts, writeNetwork } from '@refold/core/io';
import { chain, flatten, globalAvgPool, type Layer, linear, maxPool, upsample } from '@refold/core/layers';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { apply, runCommand } from '../src/cli/commands/run.ts';
import { readArguments } from '../src/cli/parser.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { temporaryFolder } from './support/folder.ts';

let folder: string;
let picture: string;
beforeEach(async () => {
  folder = temporaryFolder();
  picture = join(folder, 'photo.png');
  await writePng(picture, new Uint8Array(6 * 8 * 3), [6, 8]);
});

/** A model file of that network. */
function modelOf(layer: Layer, facts: ModelFacts = {}): string {
  const path = join(folder, 'model.safetensors');
  writeNetwork(path, { ...network(layer, [4, 4, 3], Rng.seeded('run command')), ...facts });
  return path;
}

const run = async (args: readonly string[]): Promise<number> =>
  await apply(readArguments(runCommand, [...args, '--backend', 'cpu']), foldersOf(ROOT));

/** What the command writes. */
async function told(args: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await run(args)).toBe(0);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

describe('a network that makes pictures', () => {
  /** Blocks of 2×2 pixels, each its largest value: height and width must be even. */
  const blocks = chain({ pool: maxPool(2), up: upsample({ times: 2 }) });
  const normalization = { mean: [0.5, 0.4, 0.3], std: [0.5, 0.25, 0.2] };

  it('writes what it makes, in the proportions of the picture and in its colours', async () => {
    await writePng(
      picture,
      Uint8Array.from({ length: 6 * 8 * 3 }, (_, i) => [10, 100, 250][i % 3]!),
      [6, 8],
    );
    const out = join(folder, 'made', 'blocks.png');
    const model = modelOf(blocks, { normalization });
    expect(await told([model, '--image', picture, '-o', out])).toContain(
      `scaled to 4x4 (it learnt from 4x4), translated, written to ${out}\n`,
    );
    expect(await told([model, '--image', picture, '-o', out, '--side', '12'])).toContain('scaled to 12x16 ');
    const { pixels, height, width } = await readWithin(out, 1000);
    expect([height, width]).toEqual([12, 16]);
    expect([...pixels.subarray(0, 6)]).toEqual([10, 100, 250, 10, 100, 250]);
  });

  it.each<readonly [what: string, args: readonly string[], message: string]>([
    ['no picture to write', [], 'makes pictures: name the one to write, -o adapted.png'],
    ['a map of its attention', ['--map', 'map.png'], '--map: '],
    ['a side that is no number', ['-o', 'x.png', '--side', 'large'], "--side is 'large'"],
  ])('refuses %s', async (_, args, message) => {
    await expect(run([modelOf(blocks), '--image', picture, ...args])).rejects.toThrow(message);
  });

  it("doesn't overwrite the picture, and is none that has one vector", async () => {
    await expect(run([modelOf(blocks), '--image', picture, '-o', picture])).rejects.toThrow('the picture itself');
    const out = join(folder, 'made.png');
    await expect(
      run([modelOf(chain({ pool: globalAvgPool(), flat: flatten(), last: linear(2) })), '--image', picture, '-o', out]),
    ).rejects.toThrow('--out *.png and --side are for networks that make pictures');
    expect(existsSync(out)).toBe(false);
  });
});
