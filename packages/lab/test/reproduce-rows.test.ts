/** What single experiments ask of the lab: figures of trained networks, rows with settings and data of their own. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { RunConfig } from '../src/define/cells.ts';
import { trained } from '../src/define/cells.ts';
import { greater, greaterInRow } from '../src/define/claims.ts';
import { score } from '../src/define/columns.ts';
import { ifFetched } from '../src/define/conditional.ts';
import { defineFigure, printedBy } from '../src/define/figure.ts';
import { definePaper } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { bars, curves } from '../src/plot/index.ts';
import { temporaryFolder } from './support/folder.ts';
import { fake, type Mine, root, run, SEEDS } from './support/toy-paper.ts';

it('draws figures of trained networks: their runs are done once, with those of tables', async () => {
  const config = { top1: 0.6, ms: 1, data: { name: 'toys' }, weight: 7 } as unknown as RunConfig;
  const drawn: unknown[] = [];
  const figure = defineFigure({
    title: 'Figure 2: a weight',
    runs: () => [
      { ...config, seed: 0 },
      { ...config, seed: 5 },
    ],
    draw: async ({ trained }) => {
      const { params, result } = await trained({ ...config, seed: 5 });
      drawn.push(params.get('weight')!.data[0], result.metrics.top1);
      await expect(trained({ ...config, seed: 6 })).rejects.toThrow("a run that is not among its 'runs'");
      return { rows: [{ weight: 7 }] };
    },
  });
  const table = defineTable({
    title: 'x',
    scales: { quick: { seeds: [0] } },
    columns: { top1: score() },
    rows: [{ name: 'plain', cells: { top1: trained(() => config, 'top1') } }],
  });
  const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table, 'figure-2': figure });
  const { runs, results } = await run(root(), paper);
  expect(runs).toEqual({ done: 2, total: 2 });
  expect(drawn).toEqual([7, 0.65]);
  expect(readFileSync(results.path('quick', 'figure-2.csv'), 'utf8')).toMatch(
    /^weight,backend,commit,date\n7,fake,unknown,\d{4}-\d\d-\d\d\n$/,
  );
  expect((await run(root(), paper, { only: ['figure-2'] })).runs.total).toBe(2);
});

it('draws what tables print and have measured', async () => {
  const seen: unknown[] = [];
  const figure = defineFigure({
    title: 'Figure 2: top-1',
    draw: ({ columnOf }) => {
      seen.push(columnOf('table-1', 'top1'), columnOf('table-1', 'loss'));
      expect(() => columnOf('table-9', 'top1')).toThrow("unknown table 'table-9'");
      return {};
    },
  });
  const table = defineTable<Mine>({
    title: 'x',
    printed: 'table1.csv',
    scales: { quick: SEEDS },
    columns: { top1: score(), loss: score({ printed: 'params' }) },
    rows: [{ name: 'ours', printed: 'full', cells: { top1: fake(0.5) } }],
  });
  await run(root(), definePaper('toy', { reference: '', models: {} }, { 'table-1': table, 'figure-2': figure }));
  expect(seen).toEqual([
    [{ row: 'ours', printed: 75.14, measured: 51, std: 1, n: 3 }],
    [{ row: 'ours', printed: 9.1, measured: Number.NaN, std: Number.NaN, n: Number.NaN }],
  ]);
});

it('plots a figure from its CSV, what tables have measured and what the paper prints', async () => {
  const table = defineTable<Mine>({
    title: 'x',
    printed: 'table1.csv',
    scales: { quick: SEEDS },
    columns: { top1: score() },
    rows: [{ name: 'ours', printed: 'full', cells: { top1: fake(0.5) } }],
  });
  const drawn = defineFigure({
    title: 'Figure 2: loss',
    draw: () => ({ rows: [1, 2].map(epoch => ({ epoch, loss: 1 / epoch })) }),
    plot: ({ rows }) =>
      curves(
        rows.map(({ epoch, loss }) => ({ x: Number(epoch), y: Number(loss) })),
        { title: 'Loss', x: { title: 'epoch', whole: true }, y: { title: 'loss' } },
      ),
  });
  const ofTables = defineFigure({
    title: 'Figure 3: top-1',
    plot: ({ columnOf, printed }) =>
      bars(
        [
          ...columnOf('table-1', 'top1').map(({ row, measured: value }) => ({ group: row, value })),
          ...printedBy(printed('table1.csv'), /^(?<row>full), top1$/).map(({ value, of }) => ({
            group: of.row!,
            value,
            origin: 'paper' as const,
          })),
        ],
        { title: 'Top-1', x: 'row', y: { title: '%' } },
      ),
  });
  const none = defineFigure({ title: 'Figure 4: not yet', plot: () => undefined });
  const parts = { 'table-1': table, 'figure-2': drawn, 'figure-3': ofTables, 'figure-4': none };
  const { results } = await run(root(), definePaper('toy', { reference: '', models: {} }, parts));
  const svg = (id: string) => readFileSync(results.path('quick', `${id}.svg`), 'utf8');
  expect(svg('figure-2')).toContain('<title>Loss</title>');
  // The values of two bars, ours and the paper's.
  expect(svg('figure-3')).toMatch(/>51<.*>75\.1</s);
  expect(existsSync(results.path('quick', 'figure-3.csv'))).toBe(false);
  expect(existsSync(results.path('quick', 'figure-4.svg'))).toBe(false);
});

it('keeps claims about rows that are not asked for, also two on the same rows by different columns', async () => {
  const wording = { sentence: 'Branches help.', source: 'Table 1' };
  const table = defineTable<Mine>({
    title: 'x',
    scales: { quick: SEEDS },
    columns: { top1: score(), last: score() },
    rows: [
      { name: 'plain', cells: { top1: fake(0.5), last: fake(0.6) } },
      { name: 'full', cells: { top1: fake(0.6), last: fake(0.5) } },
    ],
    claims: [greater('full', 'plain', 'top1', wording), greater('full', 'plain', 'last', wording)],
  });
  const folder = root();
  const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
  const { results } = await run(folder, paper);
  const before = results.claims('quick');
  expect(before.map(({ verdict }) => verdict)).toEqual(['holds', 'does not hold']);
  await run(folder, paper, { row: 'full' });
  expect(results.claims('quick')).toEqual(before);
});

it('lets a row have settings of its own, wait for its data, and be compared column by column', async () => {
  const table = defineTable<Mine, 'plain' | 'full'>({
    title: 'x',
    scales: { quick: SEEDS },
    columns: { plain: score(), full: score() },
    rows: [
      { name: 'toys', cells: { plain: fake(0.5), full: fake(0.6) } },
      { name: 'others', settings: { data: 'others', images: 9, seeds: [4] }, cells: { plain: fake(0.5) } },
      { name: 'scaled', settings: scale => ({ seeds: scale === 'quick' ? [4, 6] : [4] }), cells: { plain: fake(0.5) } },
      { name: 'far', settings: { data: 'cifar100' }, cells: { full: ifFetched(fake(0.5)) } },
    ],
    claims: [
      greaterInRow('toys', 'full', 'plain', { sentence: 'Branches help.', source: 'Table 1' }),
      greater('others', 0, 'plain', { sentence: 'It learns.', source: 'Table 1' }),
    ],
  });
  const before = process.env.REFOLD_DATA;
  process.env.REFOLD_DATA = temporaryFolder();
  try {
    const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
    const { results } = await run(root(), paper);
    const line = (row: string, column: string) =>
      results.cells('quick', 'table-1').find(cell => cell.row === row && cell.column === column);
    expect(line('others', 'plain')).toMatchObject({ measured: '54.00', n: '1', data: 'others, 9 images' });
    expect(line('scaled', 'plain')).toMatchObject({ measured: '55.00', n: '2' });
    expect(line('far', 'full')?.verdict).toBe('not run (needs cifar100; npx refold data cifar100)');
    expect(results.claims('quick')[0]).toMatchObject({
      claim: 'toys: full > plain',
      estimate: '10',
      verdict: 'holds',
      data: 'toys, 4,000 images',
    });
    expect(results.claims('quick')[1]).toMatchObject({ n: '1', data: 'others, 9 images' });
    const told = await run(root(), paper, { seeds: 1 });
    expect(told.results.cells('quick', 'table-1').map(({ n }) => n)).toEqual(['1', '1', '1', '1', '']);
  } finally {
    if (before === undefined) delete process.env.REFOLD_DATA;
    else process.env.REFOLD_DATA = before;
  }
});
