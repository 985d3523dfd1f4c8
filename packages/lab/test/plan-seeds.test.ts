import { expect, test } from 'vitest';
import type { RunConfig } from '../src/define/cells.ts';
import { trained } from '../src/define/cells.ts';
import { score } from '../src/define/columns.ts';
import { defineTable } from '../src/define/table.ts';

import { jobsOf, planTable } from '../src/plan/plan.ts';

test('a training may begin with one of the same seed', () => {
  const config = { epochs: 1 } as unknown as RunConfig;
  const table = defineTable({
    paper: 'toy',
    id: 'table-1',
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
  const planned = planTable(table, 'quick', '.');
  const jobs = jobsOf(planned, planned.cells[0]!, { backend: 'cpu', runs: 'runs', experiments: 'experiments' });
  expect(jobs.map(({ config }) => [config.seed, config.initial])).toEqual(
    [4, 7].map(seed => [seed, { training: { epochs: 1, seed } }]),
  );
});
