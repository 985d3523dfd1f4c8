import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare } from '../src/compare.ts';
import {
  compute,
  defineFigure,
  definePaper,
  defineTable,
  exact,
  greater,
  greaterInRow,
  ifFetched,
  measure,
  measured,
  onlyAt,
  score,
  trained,
} from '../src/define.ts';
import { type ReproduceOptions, reproduce } from '../src/reproduce.ts';
import type { Paper, RunConfig, Settings } from '../src/types.ts';
import { temporaryFolder } from './folder.ts';

interface Mine extends Settings {
  readonly ms?: number;
}

/** A training that the fake worker understands: it measures `top1`, 0.01 more a seed. */
const fake = (top1: number, more: object = {}) =>
  trained(({ ms = 1, data }: Mine) => ({ top1, ms, data: { name: data }, ...more }) as unknown as RunConfig, 'top1');

const SEEDS = { seeds: [0, 1, 2], data: 'toys', images: 4000, network: 'toy net' };
const claimed = greater('full', 'plain', 'top1', { sentence: 'Branches help.', source: 'Table 1' });

function toy(scales: Partial<Record<'quick' | 'standard', Mine>> = { quick: SEEDS }, more: object = {}): Paper {
  const table = defineTable({
    paper: 'toy',
    id: 'table-1',
    title: 'Table 1: branches',
    printed: 'table1.csv',
    scales,
    columns: {
      top1: score(),
      params: exact({ unit: 'M', rounding: 'truncate' }),
      error: measured({ unit: '' }),
    },
    rows: [
      {
        name: 'plain',
        cells: { top1: fake(0.5), params: compute(() => 8_309_384), error: measure(async () => 2e-7) },
      },
      { name: 'full', cells: { top1: fake(0.6, more), params: compute(() => 9_000_000) } },
      { name: 'large', cells: { top1: onlyAt(['paper'], fake(0.7), 'needs ImageNet') } },
    ],
    claims: [claimed, greater('large', 'full', 'top1', { sentence: 'Size helps.', source: 'Table 1' })],
    deviations: ['Toys in place of ImageNet.'],
  });
  const again = defineTable({
    paper: 'toy',
    id: 'table-2',
    title: 'Table 2: the full block again',
    scales: { quick: SEEDS },
    columns: { top1: score() },
    rows: [{ name: 'whole', cells: { top1: fake(0.6, more) } }],
  });
  const figure = defineFigure({
    paper: 'toy',
    id: 'figure-1',
    title: 'Figure 1: nothing',
    draw: () => ({ svg: '<svg/>', rows: [{ x: 1 }] }),
  });
  return definePaper({ paper: 'toy', reference: 'A. Nobody', tables: [table, again], figures: [figure], models: {} });
}

const PRINTED = `row,column,value,unit,source,confidence
plain,top1,72.39,%,paper-text,verified
full,top1,75.14,%,paper-text,recalled
large,top1,80.52,%,paper-text,verified
plain,params,8.30,M,paper-text,verified
full,params,9.10,M,paper-text,verified
large,params,110.96,M,paper-text,verified
`;

function root(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'experiments/toy/paper'), { recursive: true });
  writeFileSync(join(folder, 'experiments/toy/paper/table1.csv'), PRINTED);
  return folder;
}

const run = (folder: string, paper: Paper, options: Partial<ReproduceOptions> = {}) =>
  reproduce(paper, {
    scale: 'quick',
    root: folder,
    workers: 2,
    machinery: {
      workerEntry: join(import.meta.dirname, 'fake-worker.mjs'),
      selectBackend: async name => (name === 'auto' ? 'fake' : name),
      fetchData: async () => {},
    },
    ...options,
  });

describe('reproduce', () => {
  it('fills every cell, judges the claims, draws figures and the README', async () => {
    const folder = root();
    const { finished, trainings, results } = await run(folder, toy());
    expect(finished).toBe(true);
    expect(trainings).toEqual({ done: 6, total: 6 });

    const cells = results.cells('quick', 'table-1');
    const line = (row: string, column: string) => cells.find(cell => cell.row === row && cell.column === column);
    expect(line('plain', 'top1')).toMatchObject({
      paper: '72.39',
      measured: '51.00',
      std: '1.00',
      n: '3',
      delta: '-21.39',
      verdict: 'not comparable',
      data: 'toys, 4,000 images',
      network: 'toy net',
      backend: 'fake',
      commit: 'unknown',
    });
    expect(line('full', 'top1')?.source).toBe('paper-text (unverified)');
    expect(line('plain', 'params')).toMatchObject({ measured: '8.30', verdict: 'match', backend: '' });
    expect(line('full', 'params')).toMatchObject({ measured: '9.00', delta: '-0.10', verdict: 'mismatch' });
    expect(line('plain', 'error')).toMatchObject({ measured: '2e-7', verdict: '' });
    expect(line('large', 'params')?.verdict).toBe('not run (no experiment for this figure)');
    expect(line('large', 'top1')?.verdict).toBe(
      'not run (needs ImageNet; npx turbo run reproduce --filter=toy -- --table table-1 --scale paper)',
    );
    expect(
      results.claims('quick').map(({ claim, n, difference, verdict }) => [claim, n, difference, verdict.slice(0, 7)]),
    ).toEqual([
      ['full > plain', '3', '10', 'holds'],
      ['large > full', '0', '', 'not run'],
    ]);
    expect(readdirSync(join(folder, 'results/toy/quick')).sort()).toEqual([
      'claims.csv',
      'figure-1.csv',
      'figure-1.svg',
      'table-1.csv',
      'table-2.csv',
    ]);

    const page = readFileSync(join(folder, 'results/toy/README.md'), 'utf8');
    expect(page).toContain('| plain | 72.39 | 51.00 ± 1.00 (n = 3) | 8.30 | 8.30 ✓ | 2e-7 |');
    expect(page).toContain('| full | 75.14 † | 61.00 ± 1.00 (n = 3) | 9.10 | 9.00 ✗ |  |');
    expect(page).toContain('| large | 80.52 | not run [1] | 110.96 | not run [2] |  |');
    expect(page).toContain(
      '1. Not run: needs ImageNet; npx turbo run reproduce --filter=toy -- --table table-1 --scale paper',
    );
    expect(page).toMatch(/Branches help\. \(Table 1\) .*\*\*holds\*\*/);
    expect(page).toContain('- Toys in place of ImageNet.');
    expect(page).toContain('![Figure 1: nothing](quick/figure-1.svg)');

    const comparison = compare(toy(), results);
    expect(comparison.mismatches).toBe(1);
    expect(comparison.text).toContain('Table 1: branches (quick)');
  });

  it('trains equal configurations of two tables once, reuses finished runs, and trains changed ones', async () => {
    const folder = root();
    await run(folder, toy());
    expect(readdirSync(join(folder, 'runs/toy'))).toHaveLength(6); // plain and full, three seeds; table 2 adds none
    const started: string[] = [];
    const reporter = {
      begin: () => {},
      update: () => {},
      end: () => {},
      line: (text: string) => void started.push(text),
    };
    await run(folder, toy(), { reporter });
    expect(started.filter(text => text.includes('trainings'))).toEqual([]);
    await run(folder, toy({ quick: SEEDS }, { width: 2 }), { reporter });
    expect(started).toContain('6 trainings: 3 done before, 0 to be resumed, 3 new');
    await run(folder, toy(), { backend: 'other' });
    expect(readdirSync(join(folder, 'runs/toy'))).toHaveLength(15);
  });

  it('takes tables, seeds and data from the command line', async () => {
    const folder = root();
    const { trainings, results } = await run(folder, toy(), { only: ['table-2'], seeds: 1, data: 'others' });
    expect(trainings.total).toBe(1);
    expect(existsSync(results.path('quick', 'table-1.csv'))).toBe(false);
    expect(results.cells('quick', 'table-2')[0]).toMatchObject({ n: '1', data: 'others, 4,000 images' });
    await expect(run(folder, toy(), { only: ['table-3'] })).rejects.toThrow("unknown table 'table-3'. Did you mean");
  });

  it('stops when told, with what is done in the CSV, and goes on from there', async () => {
    const folder = root();
    const abort = new AbortController();
    const reporter = { begin: () => {}, end: () => {}, line: () => {}, update: () => abort.abort() };
    const slow = toy({ quick: { ...SEEDS, ms: 60_000 } });
    const { finished, results } = await run(folder, slow, { signal: abort.signal, reporter });
    expect(finished).toBe(false);
    expect(results.cells('quick', 'table-1').map(({ column }) => column)).toEqual([
      'params',
      'params',
      'top1',
      'params',
    ]);
    expect(existsSync(join(results.folder, 'README.md'))).toBe(false);
    expect((await run(folder, toy())).finished).toBe(true);
  });

  it('runs only computed cells at a scale that a table does not state, and leaves the README alone at smoke', async () => {
    const folder = root();
    const { trainings, results } = await run(folder, toy(), { scale: 'smoke' });
    expect(trainings.total).toBe(0);
    expect(results.cells('smoke', 'table-1')[0]?.verdict).toBe('not run (no settings at scale smoke)');
    expect(results.cells('smoke', 'table-1').filter(({ verdict }) => verdict === 'match')).toHaveLength(1);
    expect(existsSync(join(results.folder, 'README.md'))).toBe(false);
  });

  it('draws figures of trained networks: their trainings are run once, with those of tables', async () => {
    const config = { top1: 0.6, ms: 1, data: { name: 'toys' }, weight: 7 } as unknown as RunConfig;
    const drawn: unknown[] = [];
    const figure = defineFigure({
      paper: 'toy',
      id: 'figure-2',
      title: 'Figure 2: a weight',
      trainings: () => [
        { ...config, seed: 0 },
        { ...config, seed: 5 },
      ],
      draw: async ({ trained }) => {
        const { params, result } = await trained({ ...config, seed: 5 });
        drawn.push(params.get('weight')!.data[0], result.metrics.top1);
        await expect(trained({ ...config, seed: 6 })).rejects.toThrow("a training that is not among its 'trainings'");
        return { rows: [{ weight: 7 }] };
      },
    });
    const table = defineTable({
      paper: 'toy',
      id: 'table-1',
      title: 'x',
      scales: { quick: { seeds: [0] } },
      columns: { top1: score() },
      rows: [{ name: 'plain', cells: { top1: trained(() => config, 'top1') } }],
    });
    const paper = definePaper({ paper: 'toy', reference: '', tables: [table], figures: [figure], models: {} });
    const { trainings } = await run(root(), paper);
    expect(trainings).toEqual({ done: 2, total: 2 });
    expect(drawn).toEqual([7, 0.65]);
    expect((await run(root(), paper, { only: ['figure-2'] })).trainings.total).toBe(2);
  });

  it('lets a row have settings of its own, wait for its data, and be compared column by column', async () => {
    const table = defineTable<Mine, 'plain' | 'full'>({
      paper: 'toy',
      id: 'table-1',
      title: 'x',
      scales: { quick: SEEDS },
      columns: { plain: score(), full: score() },
      rows: [
        { name: 'toys', cells: { plain: fake(0.5), full: fake(0.6) } },
        { name: 'others', settings: { data: 'others', images: 9, seeds: [4] }, cells: { plain: fake(0.5) } },
        { name: 'far', settings: { data: 'cifar100' }, cells: { full: ifFetched(fake(0.5)) } },
      ],
      claims: [greaterInRow('toys', 'full', 'plain', { sentence: 'Branches help.', source: 'Table 1' })],
    });
    const before = process.env.REFOLD_DATA;
    process.env.REFOLD_DATA = temporaryFolder();
    try {
      const paper = definePaper({ paper: 'toy', reference: '', tables: [table], models: {} });
      const { results } = await run(root(), paper);
      const line = (row: string, column: string) =>
        results.cells('quick', 'table-1').find(cell => cell.row === row && cell.column === column);
      expect(line('others', 'plain')).toMatchObject({ measured: '54.00', n: '1', data: 'others, 9 images' });
      expect(line('far', 'full')?.verdict).toBe('not run (needs cifar100; npx refold data cifar100)');
      expect(results.claims('quick')[0]).toMatchObject({
        claim: 'toys: full > plain',
        difference: '10',
        verdict: 'holds',
      });
    } finally {
      if (before === undefined) delete process.env.REFOLD_DATA;
      else process.env.REFOLD_DATA = before;
    }
  });

  it('names the cell whose author made a mistake', async () => {
    const broken = defineTable({
      paper: 'toy',
      id: 'table-9',
      title: 'x',
      scales: {},
      columns: { params: exact() },
      rows: [
        {
          name: 'plain',
          cells: {
            params: compute(() => {
              throw new Error('no such layer');
            }),
          },
        },
      ],
    });
    const paper = definePaper({ paper: 'toy', reference: '', tables: [broken], models: {} });
    await expect(run(root(), paper)).rejects.toThrow('table-9: plain, params: no such layer');
  });
});
