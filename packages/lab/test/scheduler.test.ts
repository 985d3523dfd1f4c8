import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configHash } from '@refold/core/runs';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Job } from '../src/plan/jobs.ts';
import { failureOf } from '../src/run/failures.ts';
import { runJobs, type ScheduleOptions } from '../src/run/scheduler.ts';
import { temporaryFolder } from './support/folder.ts';

const entry = join(import.meta.dirname, 'support/fake-worker.mjs');
const runs = mkdtempSync(join(tmpdir(), 'refold-lab-'));
afterAll(() => rmSync(runs, { recursive: true, force: true }));

const job = (
  id: string,
  config: { behaviour?: 'die' | 'fail' | 'taken'; ms?: number; initial?: object } = {},
): Job => ({
  table: 'table-1',
  row: id,
  id,
  label: `row ${id}, seed 0`,
  folder: join(runs, id),
  index: 'experiments/toy/index.ts',
  config: config as unknown as Job['config'],
  backend: 'none',
});

const PROVENANCE = { backend: 'none', commit: 'abc', date: '2026-01-02' };

/** A job that begins with another's end. */
const after = (base: Job, id: string, ms?: number): Job =>
  job(id, { initial: { training: base.config }, ...(ms !== undefined && { ms }) });

/** Under the name that those after it know it by. */
const base = (ms: number): Job => {
  const { config, ...more } = job('base', { ms });
  return { ...more, config, id: configHash({ backend: 'none', config }) };
};

/** Runs jobs and tells what was started and what was done. */
async function watch(jobs: readonly Job[], options: Partial<ScheduleOptions> = {}) {
  const started: string[] = [];
  const done: string[] = [];
  const fractions: number[] = [];
  const finished = await runJobs(jobs, {
    slots: 2,
    entry,
    provenance: PROVENANCE,
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
  it('notes beside a run why it failed, until another attempt is begun', async () => {
    const failing = job('sick', { behaviour: 'fail' });
    await expect(watch([failing])).rejects.toThrow('the loss is not a number');
    expect(failureOf(failing)).toBe('row sick, seed 0: the loss is not a number');
    await watch([job('sick')]);
    expect(failureOf(failing)).toBeUndefined();
  });

  it('does every job, in order of handing out, on few workers', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const { finished, started, done, fractions } = await watch(ids.map(id => job(id)));
    expect(finished).toBe(true);
    expect(started).toEqual(ids);
    expect([...done].sort()).toEqual(ids);
    expect(fractions).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('begins a job when its base is done, and others meanwhile', async () => {
    const first = base(1_000);
    const jobs = [first, after(first, 'x', 1_000), after(first, 'y', 1_000), job('alone', { ms: 1 }), job('last')];
    const { started, done } = await watch(jobs);
    expect(started).toEqual([first.id, 'alone', 'last', 'x', 'y']);
    expect(done.slice(0, 3)).toEqual(['alone', 'last', first.id]);
    expect([...done].sort()).toEqual([...started].sort());
  });

  it('gives slots that nobody else can use to those who can', async () => {
    const first = base(1);
    const asked: number[] = [];
    const env = (slots: number) => {
      asked.push(slots);
      return {};
    };
    const { done } = await watch([first, after(first, 'x', 1_000), after(first, 'y')], { slots: 4, env });
    expect(asked).toEqual([4, 2, 2]);
    expect(done).toEqual([first.id, 'y', 'x']);
  });

  it('keeps a worker for the next job of as many slots', async () => {
    let started = 0;
    const env = () => ({ NTH: String(++started) });
    await watch(
      ['a', 'b', 'c', 'd', 'e', 'f'].map(id => job(id)),
      { env },
    );
    expect(started).toBe(2);
  });

  it('hands out nothing after a base that failed', async () => {
    const failing = job('base', { behaviour: 'fail' });
    const first = { ...failing, id: configHash({ backend: 'none', config: failing.config }) };
    const started: string[] = [];
    const running = watch([first, after(first, 'x')], { onStart: ({ id }) => void started.push(id) });
    await expect(running).rejects.toThrow('row base, seed 0: the loss is not a number');
    expect(started).toEqual([first.id]);
  });

  it('names the run that failed', async () => {
    await expect(watch([job('a', { behaviour: 'fail' })])).rejects.toThrow('row a, seed 0: the loss is not a number');
  });

  it('names the run whose worker died, and lets the others save', async () => {
    const done: string[] = [];
    const jobs = [job('a', { behaviour: 'die' }), job('b', { ms: 60_000 }), job('c')];
    const running = watch(jobs, { onDone: ({ id }) => void done.push(id) });
    await expect(running).rejects.toThrow(
      'row a, seed 0: its worker process exited with code 3. It had saved no checkpoint yet; run the same command',
    );
    expect(done).toEqual([]);
  });

  it('says that the last checkpoint is kept where there is one', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'checkpoint.safetensors'), '');
    const dying = { ...job('a', { behaviour: 'die' }), folder };
    await expect(watch([dying])).rejects.toThrow(`The last checkpoint is kept in ${folder}; run the same command`);
  });

  it('leaves jobs that another process runs to it, does others first, and looks again', async () => {
    const held = new Set(['a', 'c']);
    const isHeld = ({ id }: Job) => held.has(id);
    const onDone = ({ id }: Job) => void (id === 'd' && held.clear());
    const { finished, started } = await watch(
      ['a', 'b', 'c', 'd'].map(id => job(id)),
      { isHeld, onDone, slots: 1 },
    );
    expect(finished).toBe(true);
    expect(started).toEqual(['b', 'd', 'a', 'c']);
  });

  it('hands out again what a worker found taken, after the others', async () => {
    const { started, done } = await watch([job('a', { behaviour: 'taken' }), job('b'), job('c')], { slots: 1 });
    expect(started).toEqual(['a', 'b', 'c', 'a']);
    expect(done).toEqual(['b', 'c', 'a']);
  });

  it('hands it out as soon after the clock was set back a day', async () => {
    const now = Date.now();
    vi.spyOn(Date, 'now')
      .mockReturnValueOnce(now)
      .mockReturnValue(now - 24 * 3600_000);
    onTestFinished(() => void vi.restoreAllMocks());
    expect((await watch([job('a', { behaviour: 'taken' })])).done).toEqual(['a']);
  }, 20_000);

  it('can be aborted while all that is left is held by others', async () => {
    const abort = new AbortController();
    const isHeld = () => void setImmediate(() => abort.abort()) === undefined;
    expect((await watch([job('a')], { isHeld, signal: abort.signal })).finished).toBe(false);
  });

  it('stops handing out when aborted, and waits for the workers to save', async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const { finished, started, done } = await watch([job('a', { ms: 60_000 }), job('b')], {
      slots: 1,
      signal: abort.signal,
      onProgress,
    });
    expect({ finished, started, done }).toEqual({ finished: false, started: ['a'], done: [] });
  });
});
