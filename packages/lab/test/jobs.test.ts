/** Which runs a cell needs, and which runs those begin with. */
import { join } from 'node:path';
import { configHash } from '@refold/core/runs';
import type { AnyConfig, TrainConfig } from '@refold/core/train';
import { describe, expect, it } from 'vitest';
import { type RunConfig, trained } from '../src/define/cells.ts';
import { score } from '../src/define/columns.ts';
import { defineTable } from '../src/define/table.ts';
import { basesOf, type Job, jobOf, withBases } from '../src/plan/jobs.ts';
import { jobsOf, planTable } from '../src/plan/plan.ts';

const base = { top1: 0.3, seed: 0, data: { name: 'toys' } } as unknown as TrainConfig;

it('a run may begin with one of the same seed', () => {
  const config = { epochs: 1 } as unknown as RunConfig;
  const table = defineTable({
    title: 'Seeds',
    scales: { quick: { seeds: [4, 7] } },
    columns: { top1: score() },
    rows: [
      {
        name: 'paired',
        cells: { top1: trained((_, seed) => ({ ...config, initial: { training: { ...config, seed } } }), 'top1') },
      },
    ],
  });
  const planned = planTable({ ...table, paper: 'toy', id: 'table-1' }, 'quick', '.');
  const jobs = jobsOf(planned, planned.cells[0]!, { backend: 'cpu', runs: 'runs', experiments: 'experiments' });
  expect(jobs.map(({ config }) => [config.seed, config.initial])).toEqual(
    [4, 7].map(seed => [seed, { training: { epochs: 1, seed } }]),
  );
});

describe('basesOf', () => {
  const job = (config: AnyConfig) => ({
    table: 'table-1',
    row: 'one',
    id: 'me',
    label: 'table-1: one, seed 2',
    folder: join('runs', 'toy', 'me'),
    index: 'experiments/toy/index.ts',
    config,
    backend: 'cpu',
  });

  it('is the job of the run that one begins with, on the same backend', () => {
    const id = configHash({ backend: 'cpu', config: base });
    expect(basesOf(job({ ...base, initial: { training: base } }))).toEqual([
      {
        table: 'table-1',
        row: 'one, its base',
        id,
        label: 'table-1: one, seed 2, its base',
        folder: join('runs', 'toy', id),
        index: 'experiments/toy/index.ts',
        config: base,
        backend: 'cpu',
      },
    ]);
  });

  it('is none for fresh parameters and for published weights', () => {
    expect(basesOf(job(base))).toEqual([]);
    expect(basesOf(job({ ...base, initial: { weights: 'resnet-50' } }))).toEqual([]);
  });

  it('are those of every player of a task', () => {
    const initials = { a: { training: base }, b: { weights: 'resnet-50' }, c: { training: { ...base, seed: 9 } } };
    const game = { task: 'game', epochs: 1, seed: 0, initials };
    expect(basesOf(job(game)).map(({ config }) => config.seed)).toEqual([base.seed, 9]);
  });
});

it('a run that several name is named by a row, else as a base of one, else by a figure', () => {
  const place = { paper: 'toy', backend: 'cpu', runs: 'runs', experiments: 'experiments' };
  const of = (table: string, row: string, config: AnyConfig) => jobOf({ table, row }, config, place);
  const after = { ...base, initial: { training: base } };
  const figure = of('figure-1', '', base);
  const names = (...jobs: readonly Job[]) => withBases(jobs).map(({ table, row }) => `${table} ${row}`);
  expect(names(figure, of('table-1', 'one', after), of('table-2', 'again', after))).toEqual([
    'table-1 one, its base',
    'table-1 one',
  ]);
  expect(names(of('table-1', 'one', after), figure, of('table-2', 'base', base))).toEqual([
    'table-2 base',
    'table-1 one',
  ]);
  expect(names(figure)).toEqual(['figure-1 ']);
});
