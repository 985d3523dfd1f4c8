/** What networks here and in PyTorch make of the same weights: outputs, gradients, steps of SGD. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ndarray } from '@refold/core';
import { selectBackend } from '@refold/core/backend';
import { readTorch } from '@refold/core/io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deviation, deviationsOf, TOLERANCES } from '../scripts/peers/conformance/measure.ts';
import { NETWORKS } from '../scripts/peers/conformance/networks.ts';
import { pythonWithTorch, writeFiles } from '../scripts/peers/conformance/python.ts';

const ROOT = join(import.meta.dirname, '..');
/** What PyTorch made of a ResNet-8: `fixtures.py`. */
const FIXTURE = join(ROOT, 'packages/core/test/fixtures/conformance.pth');

/** What is compared of every network. */
const ALWAYS = ['output', 'folded', 'gradients', 'sgd', 'nesterov'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-conformance-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Expects every quantity to be there and within its tolerance. */
async function expectConformance(path: string, name: string): Promise<void> {
  const deviations = await deviationsOf(path, NETWORKS[name]!);
  expect(deviations.map(({ quantity }) => quantity)).toEqual([...ALWAYS, ...(NETWORKS[name]!.rules ?? [])]);
  const beyond = deviations.filter(({ quantity, relative }) => !(relative <= TOLERANCES[quantity]));
  expect(beyond).toEqual([]);
}

describe('a ResNet-8 of PyTorch', () => {
  it('has the same outputs, gradients, and parameters after ten steps here', async () => {
    await selectBackend('cpu');
    await expectConformance(FIXTURE, 'resnet-8');
  });

  it('moves by far more than the tolerance, and otherwise with Nesterov', () => {
    const [start, sgd, nesterov] = ['state_dict', 'sgd', 'nesterov'].map(part => readTorch(FIXTURE, part).tensors);
    const floats = new Map([...start!].filter(([name]) => sgd!.has(name)));
    expect(floats.size).toBe(nesterov!.size);
    expect(deviation('sgd', sgd!, floats).relative).toBeGreaterThan(1000 * TOLERANCES.sgd);
    expect(deviation('sgd', sgd!, nesterov!).relative).toBeGreaterThan(100 * TOLERANCES.sgd);
  });
});

describe('a deviation', () => {
  const tensors = (values: Readonly<Record<string, readonly number[]>>) =>
    new Map(Object.entries(values).map(([name, list]) => [name, ndarray([list.length], i => list[i]!)]));

  it('is the largest of all tensors, relative to each one, but to no less than a share of the largest', () => {
    const expected = tensors({ large: [100, -200], small: [1, 10], zero: [0, 0] });
    const actual = tensors({ zero: [0.02, 0], small: [1, 10.1], large: [100, -201] });
    expect(deviation('sgd', expected, actual)).toEqual({
      quantity: 'sgd',
      absolute: 1,
      relative: expect.closeTo(0.01, 5),
      worst: expect.stringMatching(/small|zero/),
    });
  });

  it('is NaN where a value is, or where the lengths differ', () => {
    const expected = tensors({ a: [1, 2], b: [1] });
    expect(deviation('sgd', expected, tensors({ a: [1, Number.NaN], b: [1] })).relative).toBeNaN();
    expect(deviation('sgd', expected, tensors({ a: [1], b: [1] })).absolute).toBeNaN();
  });

  it('asks for every tensor', () => {
    expect(() => deviation('sgd', tensors({ a: [1] }), tensors({ b: [1] }))).toThrow("no tensor 'a'");
  });
});

const python = pythonWithTorch();
describe.skipIf(python === undefined)(
  `with PyTorch${python ? '' : ' (skipped: no Python here can import torch)'}`,
  () => {
    it.each(['repmlp', 'vgg'])('%s does the same on both sides', async name => {
      await selectBackend('auto');
      expect(writeFiles(python!, folder, [name])).toMatch(/^PyTorch \d/);
      await expectConformance(join(folder, `${name}.pth`), name);
    });

    it('a failure of Python says why', () => {
      expect(() => writeFiles(python!, folder, ['nonet'])).toThrow("conformance.py failed: KeyError: 'nonet'");
    });
  },
);

describe.skipIf(process.platform === 'win32')('the command', () => {
  const run = (interpreter: string): Promise<{ code: number; said: string }> =>
    new Promise(resolve => {
      const args = ['--import', 'tsx', 'scripts/peers/conformance.ts', '--networks', 'resnet-8', '--backend', 'cpu'];
      const env = { ...process.env, REFOLD_PYTHON: interpreter };
      execFile(process.execPath, [...args, '--out', join(folder, 'out.csv')], { cwd: ROOT, env }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), said: `${out}${err}` }),
      );
    });

  /** An interpreter that has made the file before. */
  const pretended = (file: string): string => {
    const path = join(folder, 'python');
    writeFileSync(path, `#!/bin/sh\n[ "$1" = -c ] || { cp '${file}' "$2/$3.pth"; echo PyTorch 0; }\n`, { mode: 0o755 });
    return path;
  };

  it('says that there is no PyTorch, and ends well', async () => {
    const { code, said } = await run(join(folder, 'nowhere'));
    expect(said).toContain('Nothing was compared: there is no PyTorch on');
    expect(code).toBe(0);
  });

  it('prints a table and writes its CSV', async () => {
    const { code, said } = await run(pretended(FIXTURE));
    expect(said).toMatch(/resnet-8 +gradients +\S+ +\S+ +0\.0001 +holds/);
    expect(code).toBe(0);
    const [head, ...lines] = readFileSync(join(folder, 'out.csv'), 'utf8').trim().split('\n');
    expect(head).toBe('network,quantity,absolute,relative,tolerance,verdict,worst,torch,backend,commit,date');
    expect(lines.map(line => line.split(',')[1])).toEqual(ALWAYS);
    expect(lines[0]).toMatch(/,PyTorch 0,.*,\d{4}-\d\d-\d\d$/);
  });

  it('fails where a quantity is beyond its tolerance', async () => {
    const altered = join(folder, 'altered.pth');
    copyFileSync(FIXTURE, altered);
    const bytes = readFileSync(altered);
    // A float of the storage that stands last: legacy files have no checksum.
    bytes.writeFloatLE(1000, bytes.length - 4);
    writeFileSync(altered, bytes);
    const { code, said } = await run(pretended(altered));
    expect(said).toContain('does not hold');
    expect(code).toBe(1);
  });
});
