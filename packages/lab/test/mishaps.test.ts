/** Runs of a paper that are damaged, trained by two processes at once, or meet a stray error: with real workers. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockRun } from '@refold/core/runs';
import { inspectCheckpoint } from '@refold/core/train';
import { expect, it } from 'vitest';
import { trained } from '../src/define/cells.ts';
import { score } from '../src/define/columns.ts';
import { defineFigure } from '../src/define/figure.ts';
import { definePaper } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { jobOf } from '../src/plan/jobs.ts';
import type { ReproduceOptions } from '../src/run/reproduce.ts';
import { silent } from '../src/terminal/progress.ts';
import { rootWithIndex } from './support/folder.ts';
import { longConfig } from './support/long-config.ts';
import { PRETENCE, run } from './support/toy-paper.ts';

/** Methods that leave the network as it is: one notes that a run has begun, one lets an error stray. */
const INDEX = `
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
const note = () => appendFileSync(join(import.meta.dirname, 'begun'), '.');
const stray = () => setTimeout(() => void Promise.reject(new Error('nobody awaits this')), 100);
const doing = work => () => ({ prepare: net => (work(), net) });
export default { paper: 'toy', methods: { noting: doing(note), straying: doing(stray) } };
`;

const config = (seed: number, method = 'noting', epochs = 3) => ({ ...longConfig(epochs, method), seed });

/** Three seeds and a figure of the first one's parameters. */
const paperOf = (method = 'noting', epochs = 3) => {
  const table = defineTable({
    title: 'x',
    scales: { quick: { seeds: [0, 1, 2] } },
    columns: { loss: score({ metric: 'loss' }) },
    rows: [{ name: 'row', cells: { loss: trained(() => longConfig(epochs, method), 'loss') } }],
  });
  const figure = defineFigure({
    title: 'Figure 1: sizes',
    runs: () => [config(0, method, epochs)],
    draw: async ({ trained }) => ({ rows: [{ params: (await trained(config(0, method, epochs))).params.size }] }),
  });
  return definePaper('toy', { reference: '', models: {} }, { 'table-1': table, 'figure-1': figure });
};

/** Reproduces the paper with real workers, and returns what is printed too. */
async function reproduced(folder: string, paper = paperOf(), options: Partial<ReproduceOptions> = {}) {
  const lines: string[] = [];
  const services = {
    ...PRETENCE,
    workerEntry: join(import.meta.dirname, '../src/run/worker.ts'),
    selectBackend: async () => 'cpu',
  };
  const reporter = { ...silent, line: (text: string) => void lines.push(text) };
  const came = await run(folder, paper, { services, workers: 1, reporter, ...options });
  return { ...came, lines, cells: came.results.cells('quick', 'table-1') };
}

const folderOf = (root: string, seed: number, method?: string, epochs?: number): string =>
  jobOf({ table: '', row: '' }, config(seed, method, epochs), {
    paper: 'toy',
    backend: 'cpu',
    runs: join(root, 'runs'),
    experiments: '',
  }).folder;
const begun = (root: string): number => readFileSync(join(root, 'experiments/toy/begun')).length;
const cut = (path: string): void => writeFileSync(path, readFileSync(path).subarray(1));

it('a damaged checkpoint costs its own run alone, whether that was going on or finished', async () => {
  const root = rootWithIndex(INDEX);
  const first = await reproduced(root);
  expect(begun(root)).toBe(3);

  const [going, finished] = [folderOf(root, 1), folderOf(root, 0)];
  rmSync(join(going, 'result.json'));
  cut(join(going, 'checkpoint.safetensors'));
  const second = await reproduced(root);
  expect(second.lines).toContainEqual(
    expect.stringMatching(
      `^table-1: row, seed 1: ${going}/checkpoint.* It is now ${going}/checkpoint.safetensors.damaged, and the run begins again\\.$`,
    ),
  );
  expect([second.cells, begun(root)]).toEqual([first.cells, 4]);

  cut(join(finished, 'checkpoint.safetensors'));
  const third = await reproduced(root);
  expect(third.lines).toContainEqual(
    expect.stringMatching(
      `${finished}/checkpoint.* Its folder is now ${finished}.damaged, and the run begins again\\.$`,
    ),
  );
  expect([third.cells, begun(root)]).toEqual([first.cells, 5]);
  expect(readFileSync(third.results.path('quick', 'figure-1.csv'), 'utf8')).toContain('\n2,');
  for (const { lines } of [second, third]) expect(lines.join()).not.toMatch(/--fresh|[Dd]elete/);
});

it('two at once train each run once, and both have all results', async () => {
  const root = rootWithIndex(INDEX);
  const [one, other] = await Promise.all([reproduced(root), reproduced(root)]);
  expect(begun(root)).toBe(3);
  for (const { finished, cells } of [one, other]) {
    expect(finished).toBe(true);
    expect(cells[0]).toMatchObject({ n: '3' });
  }
  expect(readdirSync(join(root, 'runs/toy'))).toHaveLength(3);
});

it('two at once that find the same finished run damaged begin it again once', async () => {
  const root = rootWithIndex(INDEX);
  const { cells } = await reproduced(root);
  cut(join(folderOf(root, 0), 'checkpoint.safetensors'));
  const both = await Promise.all([reproduced(root), reproduced(root)]);
  expect(both.map(({ finished }) => finished)).toEqual([true, true]);
  expect(both.map(each => each.cells)).toEqual([cells, cells]);
  expect(begun(root)).toBe(4);
  expect(readdirSync(join(root, 'runs/toy'))).toHaveLength(4);
});

it('--fresh deletes nothing while another process trains one of the runs', async () => {
  const root = rootWithIndex(INDEX);
  await reproduced(root);
  const lock = lockRun(folderOf(root, 2));
  await expect(reproduced(root, paperOf(), { fresh: true })).rejects.toThrow(/is being trained by process \d+\. Wait/);
  for (const seed of [0, 1, 2]) expect(existsSync(join(folderOf(root, seed), 'result.json'))).toBe(true);
  lock.release();
  await reproduced(root, paperOf(), { fresh: true });
  expect(begun(root)).toBe(6);
});

it('an error that nothing in a worker catches is named, and the run saved', async () => {
  const root = rootWithIndex(INDEX);
  await expect(reproduced(root, paperOf('straying', 1_000_000))).rejects.toThrow('seed 0: nobody awaits this');
  const saved = inspectCheckpoint(join(folderOf(root, 0, 'straying', 1_000_000), 'checkpoint.safetensors'));
  expect('damage' in saved ? 0 : saved.progress.step).toBeGreaterThan(0);
});

it('what killed writes left among runs and results is swept', async () => {
  const root = rootWithIndex(INDEX);
  await reproduced(root);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const { place } = JSON.parse(readFileSync(lockFile(root), 'utf8'));
  const left = ['runs/toy', 'results/toy', 'results/toy/quick', 'results/toy/quick/here'].map(folder =>
    join(root, folder, `x.${place}-${pid}-00000000.tmp`),
  );
  for (const path of left) writeFileSync(path, '');
  await reproduced(root);
  expect(left.filter(path => existsSync(path))).toEqual([]);
});

/** A copy of a lock of this process: it names the place. */
function lockFile(root: string): string {
  const [lock, copy] = [lockRun(join(root, 'x')), join(root, 'copy')];
  writeFileSync(copy, readFileSync(join(root, 'x.lock')));
  lock.release();
  return copy;
}
