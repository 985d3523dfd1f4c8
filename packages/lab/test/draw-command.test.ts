/** `refold draw`: named models, model files and expressions as pictures. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { network } from '@refold/core/init';
import { writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv } from '@refold/core/layers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawCommand } from '../src/cli/commands/draw.ts';
import { readArguments } from '../src/cli/parser.ts';
import { temporaryFolder } from './support/folder.ts';

const BLOCK = 'sum({ dense: chain({ conv: conv(4, 3), norm: batchNorm() }), shortcut: identity() })';

async function drawn(...args: readonly string[]): Promise<string> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await drawCommand.run(readArguments(drawCommand, args))).toBe(0);
  return written.mock.calls.map(([text]) => String(text)).join('');
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('refold draw', () => {
  it('draws both forms of an expression', async () => {
    const svg = await drawn(BLOCK, '--input', '8x8x4');
    for (const text of ['>Trained<', '>Folded<', '>batch norm<', '4 → 4 · bias', '152 parameters', '148 parameters']) {
      expect(svg).toContain(text);
    }
  });

  it('draws one form of a model file, into a file', async () => {
    const folder = temporaryFolder();
    const [model, out] = [join(folder, 'mine.safetensors'), join(folder, 'pictures', 'mine.svg')];
    writeNetwork(model, network(chain({ conv: conv(4, 3), norm: batchNorm() }), [8, 8, 4], Rng.seeded(0)));
    expect(await drawn(model, '--form', 'folded', '-o', out)).toContain(out);
    const svg = readFileSync(out, 'utf8');
    expect(svg).toContain('conv 3×3');
    expect(svg).not.toContain('batch norm');
    expect(await drawn(model, '--form', 'trained')).toContain('batch norm');
  });

  it.each([
    [['conv(4'], 'an expression needs its input: --input 56x56x64'],
    [['conv(4', '--input', '8x8x4'], 'line 1, column 6: the expression ends too early'],
    [[BLOCK, '--input', '8x8x4', '--with', 'dbb'], '--with is for named models'],
    [[BLOCK, '--input', '8x8x4', '--form', 'thin'], "--form is 'thin'; it must be one of trained, folded, both"],
    [[BLOCK, '--input', '8x8x4', '-o', 'a.png'], "a picture's name ends in .svg"],
  ])('refuses %j', async (args, problem) => {
    await expect(drawn(...args)).rejects.toThrow(problem);
    expect(existsSync('a.png')).toBe(false);
  });
});
