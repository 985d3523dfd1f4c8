import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configHash, lockRun } from '@refold/core/runs';
import type { RunResult, TrainConfig } from '@refold/core/train';
import { expect, it } from 'vitest';
import { score } from '../src/define/columns.ts';
import { definePaper } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { jobOf } from '../src/plan/jobs.ts';
import { damageOf, RunStore, writeProvenance } from '../src/run/run-store.ts';
import { temporaryFolder } from './support/folder.ts';
import { fake, type Mine, root, run, SEEDS } from './support/toy-paper.ts';

const provenance = { backend: 'cpu', commit: 'abc', date: '2026-01-02' };
const config = { epochs: 1, seed: 0 } as unknown as TrainConfig;
const jobIn = (runs: string) =>
  jobOf({ table: 'table-1', row: 'one' }, config, { paper: 'toy', backend: 'cpu', runs, experiments: '' });
const resultOf = (top1: number) => ({ hash: configHash(config), metrics: { top1 } }) as unknown as RunResult;

it('reads what earlier sessions finished once, and keeps what workers hand back', async () => {
  const job = jobIn(temporaryFolder());
  expect(new RunStore([job]).has(job)).toBe(false);
  writeProvenance(job, provenance);
  writeFileSync(join(job.folder, 'result.json'), JSON.stringify(resultOf(0.5)));
  const store = new RunStore([job]);
  writeFileSync(join(job.folder, 'result.json'), JSON.stringify(resultOf(0.6)));
  expect(store.get(job)).toEqual({ result: resultOf(0.5), provenance });
  store.add(job, { result: resultOf(0.7), provenance });
  expect(store.get(job)?.result.metrics.top1).toBe(0.7);
});

it('holds a run of another configuration, or one whose result is damaged, for not finished', async () => {
  const job = jobIn(temporaryFolder());
  writeProvenance(job, provenance);
  for (const text of ['{"hash":"another"}', '{"hash":']) {
    writeFileSync(join(job.folder, 'result.json'), text);
    expect(new RunStore([job]).get(job)).toBeUndefined();
  }
  await expect(new RunStore([job]).load(job)).rejects.toThrow('table-1: one, seed 0 is not finished');
});

it('holds a finished run without its checkpoint for damaged, and sets it aside unless another process has it', async () => {
  const job = jobIn(temporaryFolder());
  writeProvenance(job, provenance);
  writeFileSync(join(job.folder, 'result.json'), JSON.stringify(resultOf(0.5)));
  expect(await damageOf(job)).toBe(`${join(job.folder, 'checkpoint.safetensors')} is missing.`);
  const [store, other, whole] = [new RunStore([job]), new RunStore([job]), new RunStore([job])];
  expect(await whole.setAside(job, async () => undefined)).toBeUndefined();
  expect(whole.has(job)).toBe(true);
  const lock = lockRun(job.folder);
  expect(await other.setAside(job, () => damageOf(job))).toBeUndefined();
  expect([other.has(job), existsSync(job.folder)]).toEqual([false, true]);
  lock.release();
  expect(await store.setAside(job, () => damageOf(job))).toBe(
    `table-1: one, seed 0: ${job.folder}/checkpoint.safetensors is missing. Its folder is now ${job.folder}.damaged, and the run begins again.`,
  );
  expect([store.has(job), existsSync(job.folder), existsSync(`${job.folder}.damaged`)]).toEqual([false, false, true]);
});

it('fills cells from what the workers hand back, not from their files', async () => {
  const table = defineTable<Mine, 'top1'>({
    title: 'x',
    scales: { quick: SEEDS },
    columns: { top1: score() },
    rows: [{ name: 'plain', cells: { top1: fake(0.5, { leavesNothing: true }) } }],
  });
  const folder = root();
  const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
  const { runs, results } = await run(folder, paper);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
  expect(runs).toEqual({ done: 3, total: 3 });
  expect(results.cells('quick', 'table-1')[0]).toMatchObject({ measured: '51.00', n: '3', backend: 'fake' });
});
