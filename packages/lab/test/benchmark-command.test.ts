/** `refold benchmark`: what is asked of a paper's benchmark, and how its report is told. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { benchmark, benchmarkCommand } from '../src/cli/commands/benchmark.ts';
import { readArguments } from '../src/cli/parser.ts';
import type { Folders } from '../src/plan/folders.ts';
import { temporaryFolder } from './support/folder.ts';

let experiments: string;
beforeEach(() => {
  experiments = temporaryFolder();
});

/** A paper whose benchmark reports what it was asked for. */
function offer(run: string): void {
  mkdirSync(join(experiments, 'toy'));
  writeFileSync(
    join(experiments, 'toy', 'index.ts'),
    `export default { paper: 'toy', reference: '', models: {}, tables: [], figures: [],
       benchmark: { features: ['gist'], learners: ['svm'], run: ${run} } };`,
  );
}
const REPORT = `async (request, { onFold }) => {
  onFold(1);
  return { facts: [JSON.stringify(request)], metrics: [{ name: 'top1', values: [0.5, 0.75], constant: [0.25, 0.25] }, { name: 'r', values: [1], constant: [] }] };
}`;

async function told(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation(text => err.push(String(text)) > 0);
  try {
    const call = readArguments(benchmarkCommand, [...args, '--backend', 'cpu']);
    return { code: await benchmark(call, { experiments } as Folders), out: out.join(''), err: err.join('') };
  } finally {
    vi.restoreAllMocks();
  }
}
const CELL = ['--features', 'gist, glcm', '--learner', 'svm', '--data', 'emotion6'];

it('asks for a cell, and tells each metric beside the best constant prediction', async () => {
  offer(REPORT);
  const { code, out, err } = await told(...CELL, '--task', 'class', '--folds', '3');
  expect(code).toBe(0);
  expect(err).toBe('fold 1 of 3\n');
  expect(JSON.parse(out.split('\n')[0]!)).toEqual({
    features: ['gist', 'glcm'],
    learner: 'svm',
    data: 'emotion6',
    task: 'class',
    folds: 3,
  });
  expect(out).toContain('top1    0.6250 ± 0.1768  0.2500 ± 0.0000');
});

it('reads the ends of a scale', async () => {
  offer(REPORT);
  const { out } = await told(...CELL, '--range', '1,9');
  expect(JSON.parse(out.split('\n')[0]!)).toMatchObject({ range: [1, 9], folds: 5 });
  await expect(told(...CELL, '--range', '9,1')).rejects.toThrow(
    "--range is '9,1'; it must be two numbers, the lower first, such as 1,9",
  );
});

it('names what is missing', async () => {
  offer(REPORT);
  await expect(told('--features', 'gist', '--learner', 'svm')).rejects.toThrow(
    '--data is missing: refold benchmark --features',
  );
  await expect(told(...CELL, '--folds', '1')).rejects.toThrow('--folds is');
});

it('says so where no paper has a benchmark', async () => {
  await expect(told(...CELL)).rejects.toThrow('offers a benchmark');
});

it('ends with the code of an interrupt when it is stopped', async () => {
  offer(
    `async () => { throw new (await import(${JSON.stringify(import.meta.resolve('@refold/core/train'))})).Interrupted('stopped.'); }`,
  );
  const { code, err } = await told(...CELL);
  expect([code, err]).toEqual([130, 'stopped.\n']);
});
