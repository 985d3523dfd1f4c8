/** `refold export`: what it writes and says in every format, and what it refuses. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { EXPORT_FORMATS, type ExportFormatName } from '@refold/core/export';
import { network } from '@refold/core/init';
import { writeNetwork } from '@refold/core/io';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, relu } from '@refold/core/layers';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { exportCommand } from '../src/cli/commands/export.ts';
import { helpOf, readArguments } from '../src/cli/parser.ts';
import { temporaryFolder } from './support/folder.ts';

const layer = chain({
  conv: conv(4, 3),
  norm: batchNorm(),
  act: relu(),
  pool: globalAvgPool(),
  flat: flatten(),
  fc: linear(2),
});

let folder: string;
let model: string;
beforeEach(() => {
  folder = temporaryFolder();
  model = join(folder, 'model.safetensors');
  writeNetwork(model, network(layer, [6, 6, 2], Rng.seeded(0)));
});

/** The command on the model file: its exit code, and what it says. */
async function exported(...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const code = await exportCommand.run(readArguments(exportCommand, [model, '--backend', 'cpu', ...args]));
    return { code, text: write.mock.calls.map(([text]) => text).join('') };
  } finally {
    write.mockRestore();
  }
}

const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormatName[];
const NAMES = { onnx: 'out.onnx', tfjs: 'out', pth: 'out.pth', safetensors: 'out.safetensors' } as const;

describe.each(FORMATS)('--format %s', format => {
  it.each([[], ['--folded']])('writes the network and compares it with ours, %s', async (...form) => {
    const out = join(folder, NAMES[format]);
    const { code, text } = await exported('--format', format, '-o', out, ...form);
    expect(code).toBe(0);
    expect(text).toContain(`written  ${out}, ${form.length > 0 ? 'folded' : 'as trained'}, `);
    expect(text).toMatch(/checked {2}.* against cpu: \S+ \(batch of 1\), \S+ \(batch of 3\); tolerance 0.0001: passed/);
    expect(existsSync(out)).toBe(true);
  });

  it('writes without a check where that is asked for', async () => {
    const { text } = await exported('--format', format, '-o', join(folder, NAMES[format]), '--no-check');
    expect(text).not.toContain('checked');
  });

  it('exits with 1 and says so when the file computes something else', async () => {
    const { runtime } = EXPORT_FORMATS[format];
    const run = vi.spyOn(runtime, 'run').mockImplementation(async (_path, _net, { shape }) => {
      return { shape: [shape[0]!, 2], data: new Float32Array(2 * shape[0]!) };
    });
    const { code, text } = await exported('--format', format, '-o', join(folder, NAMES[format]));
    run.mockRestore();
    expect(code).toBe(1);
    expect(text).toContain('FAILED: the file at');
  });
});

it('says what to install where ONNX Runtime is absent', async () => {
  const run = vi.spyOn(EXPORT_FORMATS.onnx.runtime, 'run').mockResolvedValue(undefined);
  const { code, text } = await exported('--format', 'onnx', '-o', join(folder, 'out.onnx'));
  run.mockRestore();
  expect(code).toBe(0);
  expect(text).toContain("not checked, because onnxruntime-node isn't installed; npm install onnxruntime-node");
});

it('takes the layout of onnx', async () => {
  const { text } = await exported('--format', 'onnx', '--layout', 'nhwc', '-o', join(folder, 'out.onnx'));
  expect(text).toContain('passed');
});

it.each([
  [[], '--format is missing: --format onnx, or another'],
  [['--format', 'onx'], "unknown format 'onx'"],
  [['--format', 'pth', '--layout', 'nhwc'], '--layout is for --format onnx; pth has one layout only'],
  [['--format', 'onnx', '--layout', 'nwhc'], "unknown layout 'nwhc'"],
  [['--format', 'onnx', '-o', 'FOLDER/out.pb'], 'the name must end in .onnx'],
  [['--format', 'safetensors', '-o', 'FOLDER/model.safetensors'], 'is the file that is read: name another with --out'],
  [['--format', 'tfjs', '-o', 'FOLDER/model.safetensors'], 'which is a file: the format writes a folder'],
])('refuses %s, and writes nothing', async (args, message) => {
  await expect(exported(...args.map(arg => arg.replace('FOLDER', folder)))).rejects.toThrow(message);
  expect(readdirSync(folder)).toEqual(['model.safetensors']);
});

it('keeps files of its folder that it did not write, and none of its own that are out of date', async () => {
  const out = join(folder, 'out');
  await exported('--format', 'tfjs', '-o', out);
  writeFileSync(join(out, 'notes.txt'), 'mine');
  const before = readdirSync(out);
  await exported('--format', 'tfjs', '-o', out, '--folded');
  const after = readdirSync(out);
  expect(after).toHaveLength(3);
  expect(after.filter(name => before.includes(name)).sort()).toEqual(['model.json', 'notes.txt']);
});

it('lists the formats in its help', async () => {
  const help = await helpOf(exportCommand);
  for (const format of FORMATS) expect(help).toContain(`${format}: `);
});
