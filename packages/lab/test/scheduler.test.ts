import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Job, runJobs, type ScheduleOptions } from '../src/scheduler.ts';

const entry = join(import.meta.dirname, 'fake-worker.mjs');
const job = (id: string, config: { behaviour?: 'die' | 'fail'; ms?: number } = {}): Job => ({
  id,
  label: `row ${id}, seed 0`,
  folder: `runs/toy/${id}`,
  index: 'experiments/toy/index.ts',
  config: config as unknown as Job['config'],
  backend: 'none',
});

/** Runs jobs and tells what was started and what was done. */
async function watch(jobs: readonly Job[], options: Partial<ScheduleOptions> = {}) {
  const started: string[] = [];
  const done: string[] = [];
  const fractions: number[] = [];
  const finished = await runJobs(jobs, {
    workers: 2,
    entry,
    onStart: ({ id }) => started.push(id),
    onProgress: (_, { fraction }) => fractions.push(fraction),
    onDone: ({ id }) => {
      done.push(id);
    },
    ...options,
  });
  return { finished, started, done, fractions };
}

describe('runJobs', () => {
  it('does every job, in order of handing out, on few workers', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const { finished, started, done, fractions } = await watch(ids.map(id => job(id)));
    expect(finished).toBe(true);
    expect(started).toEqual(ids);
    expect([...done].sort()).toEqual(ids);
    expect(fractions).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('names the run that failed', async () => {
    await expect(watch([job('a', { behaviour: 'fail' })])).rejects.toThrow('row a, seed 0: the loss is not a number');
  });

  it('names the run whose worker died, and lets the others save', async () => {
    const done: string[] = [];
    const jobs = [job('a', { behaviour: 'die' }), job('b', { ms: 60_000 }), job('c')];
    const running = watch(jobs, { onDone: ({ id }) => void done.push(id) });
    await expect(running).rejects.toThrow(/row a, seed 0: its worker process exited with code 3\..*runs\/toy\/a/);
    expect(done).toEqual([]);
  });

  it('stops handing out when aborted, and waits for the workers to save', async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const { finished, started, done } = await watch([job('a', { ms: 60_000 }), job('b')], {
      workers: 1,
      signal: abort.signal,
      onProgress,
    });
    expect({ finished, started, done }).toEqual({ finished: false, started: ['a'], done: [] });
  });
});
