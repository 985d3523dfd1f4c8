import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { describe, expect, it } from 'vitest';
import { compute } from '../src/define/cells.ts';
import { exact } from '../src/define/columns.ts';
import { definePaper, type PaperTable } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { compare } from '../src/report/compare.ts';
import { PRETENCE, root, run, SEEDS, toy } from './support/toy-paper.ts';

describe('reproduce', () => {
  it('fills every cell, judges the claims, draws figures and the README', async () => {
    const folder = root();
    const { finished, runs, results, mismatches } = await run(folder, toy());
    expect(finished).toBe(true);
    expect(mismatches).toEqual([{ title: 'table-1: full, params', printed: '9.10', measured: '9.00' }]);
    expect(runs).toEqual({ done: 6, total: 6 });

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
      results.claims('quick').map(({ claim, n, estimate, verdict }) => [claim, n, estimate, verdict.slice(0, 7)]),
    ).toEqual([
      ['full > plain', '3', '10', 'holds'],
      ['large > full', '0', '', 'not run'],
    ]);
    expect(readdirSync(join(folder, 'results/toy/quick')).sort()).toEqual([
      'claims.csv',
      'figure-1.csv',
      'figure-1.svg',
      'here',
      'runs.csv',
      'table-1.csv',
      'table-2.csv',
    ]);

    // It draws without a backend, so its numbers name none, though the tables' do.
    expect(readFileSync(results.path('quick', 'figure-1.csv'), 'utf8')).toMatch(/^x,backend,commit,date\n1,,unknown,/);

    const page = readFileSync(join(folder, 'results/toy/README.md'), 'utf8').replaceAll('\u00a0', ' ');
    expect(page).toContain(
      '- 1 of 2 exact values match; 1 mismatched.\n- 6 printed values: 1 matched, 1 different, 2 not comparable, 2 not run.\n- Claims of the paper: 1 hold, 1 not run.',
    );
    expect(page).toContain('| plain | 3 | 72.39 | 51.00 ± 1.00 | 8.30 ✓ | 2e-7 |');
    expect(page).toContain('| full | 3 | 75.14 † | 61.00 ± 1.00 | 9.00 ✗ 9.10 |  |');
    expect(page).toContain('| large |  | 80.52 | – [1] | *110.96* [2] |  |');
    expect(page).toContain(
      '1. Not run: needs ImageNet; npx turbo run reproduce --filter=toy -- --table table-1 --scale paper',
    );
    expect(page).toMatch(/Branches help\. \(Table 1\).*\*\*holds\*\*/);
    expect(page).toContain('- D1: Toys in place of ImageNet.');
    expect(page).toContain('![Figure 1: nothing](quick/figure-1.svg)');

    const comparison = compare(toy(), results);
    expect(comparison.mismatches).toBe(1);
    expect(comparison.text).toContain('Table 1: branches (quick; measured here)');
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
    expect(started.filter(text => text.includes(' runs: '))).toEqual([]);
    await run(folder, toy({ quick: SEEDS }, { width: 2 }), { reporter });
    expect(started).toContain('6 runs: 3 done before, 0 to resume, 3 new');
    await run(folder, toy(), { backend: 'other' });
    expect(readdirSync(join(folder, 'runs/toy'))).toHaveLength(15);
  });

  it('says before it trains how long that takes, and what comes after it', async () => {
    const said: string[] = [];
    const reporter = { begin: () => {}, update: () => {}, end: () => {}, line: (text: string) => void said.push(text) };
    // Six runs of one multiply-add each, two at a time.
    await run(root(), toy(), { reporter, services: { ...PRETENCE, measureRate: async () => 0.1 } });
    expect(said).toContain('about 30 s of training on this machine, and 1 value to time or measure after it');
  });

  it('takes tables, seeds and data from the command line', async () => {
    const folder = root();
    const { runs, results } = await run(folder, toy(), { only: ['table-2'], seeds: 1, data: 'others' });
    expect(runs.total).toBe(1);
    expect(existsSync(results.path('quick', 'table-1.csv'))).toBe(false);
    expect(results.cells('quick', 'table-2')[0]).toMatchObject({ n: '1', data: 'others, 4,000 images' });
    await expect(run(folder, toy(), { only: ['table-3'] })).rejects.toThrow(
      "unknown table or figure 'table-3'. Did you mean",
    );
  });

  it('refuses data on which no row would train, or that the CSV would state of a run on other data', async () => {
    const told = { only: ['table-1'], data: 'others' };
    const paper = toy();
    const fixed = (table: PaperTable) => ({
      ...table,
      rows: table.rows.map(row => ({ ...row, settings: { data: 'own' } })),
    });
    await expect(run(root(), { ...paper, tables: paper.tables.map(fixed) }, told)).rejects.toThrow(
      '--data others would change nothing, because the rows selected fix their data',
    );
    await expect(run(root(), paper, { ...told, only: ['figure-1'] })).rejects.toThrow(
      'because nothing selected trains',
    );
    const deaf = toy({ quick: SEEDS }, { data: { train: { name: 'own' } } });
    await expect(run(root(), deaf, told)).rejects.toThrow(
      "table-1: full, top1: trains on 'own', and can't on 'others': leave out --data",
    );
  });

  it('learns from either of two sets where a table goes from one to the other, and states both', async () => {
    const pair = toy({ quick: { ...SEEDS, to: 'others' } }, { data: { train: { name: 'others' } } });
    const { results } = await run(root(), pair, { only: ['table-1'], seeds: 1 });
    const stated = results.cells('quick', 'table-1').filter(({ column }) => column === 'top1');
    expect(stated.map(({ data }) => data).filter(Boolean)).toEqual(Array(2).fill('toys to others, 4,000 images'));
  });

  it('runs rows by a part of their name, and leaves other cells and their claims as they are', async () => {
    const folder = root();
    const { results } = await run(folder, toy());
    const [cells, claims] = [results.cells('quick', 'table-1'), results.claims('quick')];
    const alone = await run(folder, toy({ quick: SEEDS }, { width: 2 }), { row: 'FUL', seeds: 1 });
    expect(alone.runs).toEqual({ done: 1, total: 1 });
    const of = (row: string, all: typeof cells) => all.filter(cell => cell.row === row);
    const after = results.cells('quick', 'table-1');
    expect(of('full', after).map(({ n }) => n)).toEqual(['1', '']);
    for (const row of ['plain', 'large']) expect(of(row, after)).toEqual(of(row, cells));
    expect(results.claims('quick')).toEqual(claims);
    expect(existsSync(results.path('quick', 'table-2.csv'))).toBe(true);
    await expect(run(folder, toy(), { row: 'fool' })).rejects.toThrow("unknown row 'fool'. Did you mean full");
    await expect(run(folder, toy(), { row: 'full', only: ['figure-1'] })).rejects.toThrow('figures have none');
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
    const { runs, results } = await run(folder, toy(), { scale: 'smoke' });
    expect(runs.total).toBe(0);
    expect(results.cells('smoke', 'table-1')[0]?.verdict).toBe('not run (no settings at scale smoke)');
    expect(results.cells('smoke', 'table-1').filter(({ verdict }) => verdict === 'match')).toHaveLength(1);
    expect(existsSync(join(results.folder, 'README.md'))).toBe(false);
  });

  it('names the cell whose author made a mistake', async () => {
    const broken = defineTable({
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
    const paper = definePaper('toy', { reference: '', models: {} }, { 'table-9': broken });
    await expect(run(root(), paper)).rejects.toThrow('table-9: plain, params: no such layer');
  });

  it('names the training whose network is impossible, before any is trained', async () => {
    const folder = root();
    const estimateMacs = async ({ seed }: { readonly seed: number }) => {
      if (seed === 2) throw new RefoldError('conv: no such shape');
      return 1;
    };
    const impossible = run(folder, toy(), { services: { ...PRETENCE, estimateMacs } });
    await expect(impossible).rejects.toThrow('table-1: plain, seed 2: conv: no such shape');
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });
});
