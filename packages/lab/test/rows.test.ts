/** A row that says once how it trains, what it times, measures and counts: which cells its columns get. */
import { chain, conv, flatten, linear } from '@refold/core/layers';
import { describe, expect, it } from 'vitest';
import { compute, type Train } from '../src/define/cells.ts';
import { greater } from '../src/define/claims.ts';
import { exact, measured, ratio, score } from '../src/define/columns.ts';
import { aboveSmoke, ifFetched, needsImageNet, notRun, onlyAt } from '../src/define/conditional.ts';
import { definePaper } from '../src/define/paper.ts';
import type { Row } from '../src/define/rows.ts';
import { defineTable, type Table } from '../src/define/table.ts';
import { timedAt, timingOf } from '../src/define/timing.ts';
import { planTable } from '../src/plan/plan.ts';
import { compare } from '../src/report/compare.ts';
import { drawReadme } from '../src/report/readme.ts';
import { type Mine, root, run, SEEDS, trains } from './support/toy-paper.ts';

const model = { input: [4, 4, 3], build: () => chain([conv(2, 3), flatten(), linear(5)]) };
const COLUMNS = {
  top1: score({ metric: 'top1' }),
  loss: score({ unit: '', metric: 'loss' }),
  speed: ratio({ to: 'one', fold: true }),
  training: ratio({ to: 'one', mode: 'train' }),
  params: exact({ of: ({ trained }) => trained.params }),
};
const one: Row<Mine> = {
  name: 'one',
  train: trains(0.5),
  bench: () => ({ layer: model.build(), input: model.input, batchSize: 2 }),
  model,
};

const tableOf = (rows: readonly Row<Mine>[], more: Partial<Parameters<typeof defineTable<Mine>>[0]> = {}) =>
  defineTable<Mine>({
    title: 'Rows',
    scales: { quick: SEEDS },
    columns: COLUMNS,
    rows: [one, ...rows],
    ...more,
  });

const placed = (table: Table) => ({ ...table, paper: 'toy', id: 'table-1' });

/** What the cells of a row run at quick, by column. */
function cellsOf(row: Row<Mine>, printed?: string) {
  const planned = planTable(
    placed(tableOf([row], printed === undefined ? {} : { printed })),
    'quick',
    `${root()}/experiments`,
  );
  const own = planned.cells.filter(cell => cell.row.name === row.name);
  return Object.fromEntries(
    own.map(({ key, cell, settings }) => {
      switch (cell.kind) {
        case 'trained':
          return [key, `${cell.metric} of ${JSON.stringify(cell.config(settings, 7))}`];
        case 'benched': {
          const { mode, fold, batchSize } = cell.case(settings);
          return [key, `${mode}, ${fold ? 'folded' : 'as trained'}, batch ${batchSize}`];
        }
        case 'notRun':
          return [key, cell.reason];
        default:
          return [key, cell.kind];
      }
    }),
  );
}

describe('a row', () => {
  const config = JSON.stringify(trains(0.5)({ data: 'toys' }, 7));

  it('fills the columns that have a metric, time or count', () => {
    expect(cellsOf({ ...one, name: 'two' })).toEqual({
      top1: `top1 of ${config}`,
      loss: `loss of ${config}`,
      speed: 'inference, folded, batch 2',
      training: 'train, as trained, batch 2',
      params: 'computed',
    });
  });

  it('replaces the metrics of its columns, leaves some out, and has cells of its own', () => {
    const bench = () => ({ layer: model.build(), input: model.input, batchSize: 3, fold: true });
    expect(
      cellsOf({
        ...one,
        name: 'two',
        bench,
        metrics: { top1: 'top1Pruned' },
        without: ['speed'],
        cells: { params: notRun('nobody counts') },
      }),
    ).toEqual({
      top1: `top1Pruned of ${config}`,
      training: 'train, folded, batch 3',
      params: 'nobody counts',
    });
  });

  it('times what it trains, under the same conditions', () => {
    const train: Train<Mine> = trains(0.5, { layer: model.build(), input: model.input, batchSize: 9 });
    const timed = cellsOf({ name: 'two', train, bench: 'trained' });
    expect([timed.speed, timed.training]).toEqual(['inference, folded, batch 9', 'train, as trained, batch 9']);
    expect(cellsOf({ name: 'two', train: notRun('needs ImageNet'), bench: 'trained' }).speed).toBe('needs ImageNet');
    expect(() => cellsOf({ name: 'two', train: trains(0.5), bench: 'trained' })).toThrow('say what is timed');
  });

  it('passes on the conditions under which it trains', () => {
    const train: Train<Mine> = trains(0.5);
    expect(cellsOf({ name: 'two', train: onlyAt(['quick'], train, 'takes hours') })).toEqual({
      top1: `top1 of ${config}`,
      loss: `loss of ${config}`,
    });
    expect(cellsOf({ name: 'two', train: onlyAt(['paper'], train, 'takes hours') })).toEqual({
      top1: 'takes hours',
      loss: 'takes hours',
    });
    expect(cellsOf({ name: 'two', train: notRun('needs ImageNet') }).loss).toBe('needs ImageNet');
    expect(cellsOf({ name: 'two', train: ifFetched(train) }).top1).toBe('needs toys');
    expect(cellsOf({ name: 'two', train: aboveSmoke(train) }).top1).toBe(`top1 of ${config}`);
    expect(cellsOf({ name: 'two', train: needsImageNet(train) }).top1).toBe('needs ImageNet');
  });

  it('times a model at the size and batch that the settings say in words', () => {
    const timed = timingOf(model);
    expect(timed(timedAt(4, 3, 8, 'a toy'))).toMatchObject({ input: [8, 8, 3], batchSize: 4 });
    expect(timed(timedAt(2, 1))).toMatchObject({ input: [4, 4, 3], batchSize: 2 });
    expect(timingOf(model, { fold: true })({})).toMatchObject({ input: [4, 4, 3], batchSize: 1, fold: true });
    expect(timedAt(4, 3, 8, 'a toy')).toMatchObject({ rounds: 3, timed: 'a toy; timed at 8×8, batch 4' });
    expect(timedAt(2, 1).timed).toBe('timed at its own size, batch 2');
  });

  it('that is not run says so in the columns that the paper prints, and in no other', () => {
    expect(cellsOf({ name: 'full', notRun: 'nobody runs it' }, 'table1.csv')).toEqual({
      top1: 'nobody runs it',
      params: 'nobody runs it',
    });
  });
});

describe('defineTable refuses', () => {
  it('a metric that no row gives, and what a row gives to no column', () => {
    expect(() => tableOf([], { rows: [{ name: 'one', model }] })).toThrow(
      "Rows: column 'top1' has the metric 'top1', but no row trains or measures it",
    );
    const columns = { size: exact() };
    const refused = (row: Row<Mine>) => () => tableOf([], { columns, rows: [row] });
    expect(refused({ name: 'one', train: trains(0.5) })).toThrow("row 'one' trains, but no column has a metric");
    expect(refused({ name: 'one', bench: one.bench! })).toThrow("row 'one' is timed, but no column is a ratio");
    expect(refused({ name: 'one', model })).toThrow("row 'one' has a model, but no column counts");
    expect(refused({ name: 'one', measure: async () => ({}) })).toThrow(
      "row 'one' measures, but no column has a metric",
    );
  });

  it('a row that names a column that is not there', () => {
    for (const row of [{ cells: { size: compute(() => 1) } }, { metrics: { size: 'top1' } }, { without: ['size'] }]) {
      expect(() => tableOf([{ name: 'two', ...row }])).toThrow(
        "row 'two' names a column 'size'. Available: top1, loss, speed, training, params.",
      );
    }
  });
});

it('measures what its runs left behind, once per seed for all columns, and shows its heading', async () => {
  const asked: number[] = [];
  const table = defineTable<Mine>({
    title: 'x',
    scales: { quick: { ...SEEDS, seeds: [0, 1] } },
    columns: {
      weight: measured({ unit: '', metric: 'weight' }),
      twice: measured({ unit: '', digits: 1, metric: 'twice' }),
    },
    rows: [
      {
        name: 'short',
        heading: 'a name that says more',
        train: trains(0.6, { weight: 7 }),
        measure: async (_, { run, seed }) => {
          asked.push(seed!);
          const { params, config } = await run();
          const weight = params.get('weight')!.data[0]! + config.seed;
          return { weight, twice: 2 * weight };
        },
      },
    ],
    claims: [greater('short', 1, 'weight', { sentence: 'It is heavy.', source: 'Table 1' })],
  });
  const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
  const lines: string[] = [];
  const reporter = { begin: () => {}, update: () => {}, end: () => {}, line: (text: string) => void lines.push(text) };
  const { results } = await run(root(), paper, { reporter });
  expect(asked).toEqual([0, 1]);
  const cells = results.cells('quick', 'table-1');
  expect(cells.map(({ row, column, measured, n }) => [row, column, measured, n])).toEqual([
    ['short', 'weight', '7.5', '2'],
    ['short', 'twice', '15.0', '2'],
  ]);
  expect(cells[0]).toMatchObject({ backend: 'fake', data: 'toys, 4,000 images', network: 'toy net' });
  expect(results.claims('quick')[0]?.claim).toBe('short > 1');
  const page = drawReadme(paper, results);
  expect(page).toContain('| a name that says more | 2 |');
  expect(page).toContain('weight: a name that says more > 1');
  expect(compare(paper, results, { cells: true }).text).toMatch(/a name that says more +weight/);
  expect(lines.some(line => line.startsWith('table-1: a name that says more, seed 1 · '))).toBe(true);
  expect((await run(root(), paper, { row: 'says more' })).runs.total).toBe(2);
});
