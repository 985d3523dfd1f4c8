/** From a batch to results: its runs are worked on, looked at and collected. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHolder } from '@refold/core/runs';
import { describe, expect, it } from 'vitest';
import { batchFolder, jobsIn, readBatch, writeBatch } from '../src/executor/batch.ts';
import { collect } from '../src/executor/collect.ts';
import { slurmExecutor } from '../src/executor/slurm.ts';
import { statusOf } from '../src/executor/status.ts';
import { workOn } from '../src/executor/work.ts';
import { foldersOf } from '../src/plan/folders.ts';
import { noteFailure } from '../src/run/failures.ts';
import { WorkerDied } from '../src/run/worker-pool.ts';
import { silent } from '../src/terminal/progress.ts';
import { ASKED, fakeSlurm, handOver, newestBatch } from './support/cluster.ts';
import { holdRun } from './support/locked.ts';
import { PRETENCE, root, toy } from './support/toy-paper.ts';

const base = { top1: 0.3, ms: 1, data: { train: { name: 'toys' } }, seed: 0 };
const signal = new AbortController().signal;

/** A root whose runs were handed over, and what its machines do. */
async function cluster(paper = toy()) {
  const slurm = fakeSlurm();
  const folder = root();
  await handOver(folder, paper, slurmExecutor);
  const [folders, batch] = [foldersOf(folder), newestBatch(folder)];
  const options = { folders, services: PRETENCE, reporter: silent, signal };
  const place = { paper, scale: 'quick', folders, backend: 'fake' } as const;
  return {
    slurm,
    folders,
    batch,
    jobs: jobsIn(batch, folders),
    work: (number: number, more: object = {}) => workOn(batch, number, { ...options, ...more }),
    collect: () => collect(paper, ASKED, options),
    standings: async () =>
      (await statusOf(place, {})).map(({ job, standing }) => `${job.row} ${job.config.seed}: ${standing}`),
    details: async () => (await statusOf(place, {})).flatMap(({ detail }) => detail ?? []),
  };
}

describe('work', () => {
  it('trains one run, with the run that it begins with where nobody has; a second time nothing', async () => {
    const { work, standings } = await cluster(toy(undefined, { initial: { training: base } }));
    expect(await work(4)).toBe(true);
    expect((await standings()).filter(one => one.endsWith('done'))).toEqual(['full, its base 0: done', 'full 0: done']);
    const lines: string[] = [];
    expect(await work(4, { reporter: { ...silent, line: (text: string) => void lines.push(text) } })).toBe(true);
    expect(lines).toEqual(['table-1: full, seed 0: finished before']);
  });

  it('stops when it is told to, and says what a run died of', async () => {
    const { work } = await cluster();
    expect(await work(0, { signal: AbortSignal.abort() })).toBe(false);
    const { work: dying } = await cluster(toy(undefined, { behaviour: 'die' }));
    await expect(dying(3)).rejects.toThrow(WorkerDied);
    await expect(work(6)).rejects.toThrow('has runs 0 to 5, and no run 6');
  });
});

describe('a batch', () => {
  it('names another one that is written in the same second', async () => {
    const { folders, batch } = await cluster();
    const now = new Date('2026-01-02T03:04:05Z');
    const ids = [writeBatch(folders, batch, now), writeBatch(folders, batch, now)].map(({ id }) => id);
    expect(ids).toEqual(['20260102-030405-toy-quick', '20260102-030405-toy-quick-2']);
  });

  it('is refused where its runs aren’t what their names say, where it is damaged, and where it isn’t', async () => {
    const { folders, batch } = await cluster();
    const path = join(batchFolder(folders, batch.id), 'batch.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"top1":0.5', '"top1":0.4'));
    expect(() => jobsIn(readBatch(folders, batch.id), folders)).toThrow("its configuration isn't the one");
    writeFileSync(path, '{');
    expect(() => readBatch(folders, batch.id)).toThrow('is damaged: submit its runs again');
    expect(() => readBatch(folders, 'other')).toThrow("unknown batch 'other'");
  });
});

describe('status', () => {
  it('tells what is done, running, queued, failed and missing, and why', async () => {
    const { slurm, folders, batch, jobs, work, standings, details } = await cluster();
    await work(0);
    holdRun(jobs[1]!.folder);
    expect(runHolder(jobs[1]!.folder)).toBeDefined();
    slurm.queue('1_2');
    noteFailure(jobs[2]!, 'of an earlier attempt');
    noteFailure(jobs[3]!, 'first line\nthe loss is NaN\n');
    const logs = join(batchFolder(folders, batch.id), 'logs');
    mkdirSync(logs, { recursive: true });
    writeFileSync(
      join(logs, '0-4.log'),
      'training ...\nslurmstepd-n1: error: *** JOB 9 ON n1 CANCELLED DUE TO TIME LIMIT ***\n',
    );
    writeFileSync(join(logs, '0-5.log'), 'slurmstepd-n1: error: *** JOB 9 ON n1 CANCELLED DUE TO JOB REQUEUE ***\n');
    expect(await standings()).toEqual([
      'plain 0: done',
      'plain 1: running',
      'plain 2: queued',
      'full 0: failed',
      'full 1: failed',
      'full 2: missing',
    ]);
    expect(await details()).toEqual([
      `process ${process.pid}`,
      '1_2',
      'the loss is NaN',
      'slurmstepd-n1: error: *** JOB 9 ON n1 CANCELLED DUE TO TIME LIMIT ***',
    ]);
  });
});

describe('collect', () => {
  it('fills the cells whose runs are all done, and the rest once nothing is missing', async () => {
    const { work, collect, jobs } = await cluster();
    for (const number of [0, 1, 2, 3]) await work(number);
    const some = await collect();
    expect(some.missing.map(({ id }) => id)).toEqual([jobs[4]!.id, jobs[5]!.id]);
    expect(some.finished).toBe(false);
    const filled = () => some.results.cells('quick', 'table-1').filter(({ n }) => n === '3');
    expect(filled().map(({ row, measured }) => [row, measured])).toEqual([['plain', '51.00']]);
    expect(some.results.claims('quick')).toEqual([]);
    for (const number of [4, 5]) await work(number);
    const all = await collect();
    expect(all).toMatchObject({ missing: [], finished: true, runs: { done: 6, total: 6 } });
    expect(filled()).toHaveLength(2);
    expect(all.results.claims('quick')[0]).toMatchObject({ claim: 'full > plain', n: '3' });
  });

  it('does no harm twice at once', async () => {
    const { work, collect, folders } = await cluster();
    for (const number of [0, 1, 2, 3, 4, 5]) await work(number);
    await Promise.all([collect(), collect()]);
    const ledger = readFileSync(join(folders.results, 'toy/quick/runs.csv'), 'utf8').trim().split('\n');
    expect(ledger).toHaveLength(7);
    const { results, finished } = await collect();
    expect(finished).toBe(true);
    expect(results.cells('quick', 'table-1').filter(({ n }) => n === '3')).toHaveLength(2);
    expect(results.claims('quick').map(({ n }) => n)).toEqual(['3', '0']);
  });
});
