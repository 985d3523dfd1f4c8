/** `reproduce` with a ledger: every run that ends is in it, and with `recorded` it stands in for runs that this machine hasn't got. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainConfig } from '@refold/core/train';
import { describe, expect, it } from 'vitest';
import { measured, score } from '../src/define/columns.ts';
import { defineFigure } from '../src/define/figure.ts';
import { definePaper, type Paper } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { ledgerPath, readLedger } from '../src/results/ledger.ts';
import { fake, type Mine, root, run, SEEDS, toy, trains } from './support/toy-paper.ts';

/** Runs a paper; tells what was trained, and all lines. */
async function told(folder: string, paper: Paper, options: Parameters<typeof run>[2] = {}) {
  const lines: string[] = [];
  const reporter = { begin: () => {}, update: () => {}, end: () => {}, line: (text: string) => void lines.push(text) };
  const { runs, results } = await run(folder, paper, { reporter, ...options });
  const trained = lines.filter(line => line.includes(' · ')).map(line => line.slice(0, line.indexOf(' · ')));
  return { lines, trained: trained.sort(), runs, results };
}

/** The paper's files of results, by name. */
const filesIn = (folder: string) =>
  new Map(
    readdirSync(join(folder, 'results/toy/quick'))
      .filter(name => name.endsWith('.csv'))
      .map(name => [name, readFileSync(join(folder, 'results/toy/quick', name), 'utf8')]),
  );

const ledgerOf = (folder: string) => readLedger(join(folder, 'results/toy/quick'));
const forgetRuns = (folder: string) => rmSync(join(folder, 'runs'), { recursive: true });

describe('reproduce and its ledger', () => {
  it('records every run, once, under the row that named it first', async () => {
    const folder = root();
    await run(folder, toy());
    const { runs } = ledgerOf(folder);
    expect(runs.map(({ table, row, seed }) => `${table} ${row} ${seed}`)).toEqual(
      ['full', 'plain'].flatMap(row => [0, 1, 2].map(seed => `table-1 ${row} ${seed}`)),
    );
    expect(runs[1]).toMatchObject({
      backend: 'fake',
      steps: 1,
      seconds: 2,
      commit: 'unknown',
      metrics: { top1: 0.61 },
    });
    expect(runs[1]!.hash).toBe(readdirSync(join(folder, 'runs/toy')).find(id => id === runs[1]!.hash));
    expect(new Set(runs.map(({ recipe }) => recipe)).size).toBe(2);
    const before = filesIn(folder);
    await run(folder, toy());
    expect(filesIn(folder)).toEqual(before);
  });

  it('takes them from there when runs/ is gone, to the same files, and still knows that they came with the repository', async () => {
    const folder = root();
    await run(folder, toy());
    const before = filesIn(folder);
    forgetRuns(folder);
    rmSync(join(folder, 'results/toy/quick/here'), { recursive: true });
    const again = await told(folder, toy(), { recorded: true });
    expect(again.trained).toEqual([]);
    expect(again.lines).toContain('6 of 6 runs recorded');
    expect(again.runs).toEqual({ done: 6, total: 6 });
    expect(existsSync(join(folder, 'runs'))).toBe(false);
    expect(filesIn(folder)).toEqual(before);
    const cells = again.results.cells('quick', 'table-1').filter(({ column, n }) => column === 'top1' && n !== '');
    expect(cells.map(again.results.cellsHere('quick', 'table-1'))).toEqual([false, false]);
  });

  it('trains only the seeds and rows that it lacks, and judges over all', async () => {
    const folder = root();
    await run(folder, toy());
    forgetRuns(folder);
    const more = await told(folder, toy(), { recorded: true, only: ['table-1'], seeds: 5 });
    expect(more.trained).toEqual(['full', 'plain'].flatMap(row => [3, 4].map(seed => `table-1: ${row}, seed ${seed}`)));
    expect(more.results.cells('quick', 'table-1')[0]).toMatchObject({ measured: '52.00', n: '5' });
    expect(more.results.claims('quick')[0]).toMatchObject({ claim: 'full > plain', n: '5' });
    expect(ledgerOf(folder).runs).toHaveLength(10);
    const without = await told(folder, toy(), { recorded: true, only: ['table-1'], seeds: 4 });
    expect(without.results.cells('quick', 'table-1')[0]).toMatchObject({ n: '4' });
    forgetRuns(folder);
    const all = await told(folder, toy(), { recorded: true, only: ['table-1'] });
    expect(all.trained).toEqual([]);
    expect(all.results.claims('quick')[0]).toMatchObject({ n: '5' });
    const changed = await told(folder, toy({ quick: SEEDS }, { width: 2 }), { recorded: true, only: ['table-1'] });
    expect(changed.trained).toEqual([0, 1, 2].map(seed => `table-1: full, seed ${seed}`));
  });

  it('trains all of it here without the flag', async () => {
    const folder = root();
    await run(folder, toy());
    forgetRuns(folder);
    expect((await told(folder, toy())).trained).toHaveLength(6);
  });

  it('keeps the provenance of recorded runs', async () => {
    const folder = root();
    await run(folder, toy(), { only: ['table-2'] });
    forgetRuns(folder);
    const path = ledgerPath(join(folder, 'results/toy/quick'));
    const text = readFileSync(path, 'utf8').replaceAll(/unknown,[\d-]+/g, 'abc1234,2025-03-04');
    writeFileSync(path, text);
    rmSync(join(folder, 'results/toy/quick/table-2.csv'));
    const { results } = await told(folder, toy(), { only: ['table-2'], recorded: true });
    expect(results.cells('quick', 'table-2')[0]).toMatchObject({
      measured: '61.00',
      backend: 'fake',
      commit: 'abc1234',
      date: '2025-03-04',
    });
  });

  it('refuses a malformed ledger before anything is trained', async () => {
    const folder = root();
    await run(folder, toy(), { only: ['table-2'] });
    const path = ledgerPath(join(folder, 'results/toy/quick'));
    writeFileSync(path, readFileSync(path, 'utf8').replace('0.61', 'x'));
    forgetRuns(folder);
    const recorded = run(folder, toy(), { recorded: true });
    await expect(recorded).rejects.toThrow(/runs\.csv, line 3: top1 is 'x', not a number/);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });
});

const base = { top1: 0.3, weight: 1, seed: 0, data: { train: { name: 'toys' } } } as unknown as TrainConfig;
const fromBase = { initial: { training: base } };

const paperOf = (rows: Readonly<Record<string, object>>): Paper => {
  const table = defineTable<Mine, 'top1'>({
    title: 'x',
    scales: { quick: SEEDS },
    columns: { top1: score() },
    rows: Object.entries(rows).map(([name, more]) => ({ name, cells: { top1: fake(0.5, { name, ...more }) } })),
  });
  return definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
};

describe('what a ledger has no parameters for', () => {
  it('is a base only where a run still begins with it', async () => {
    const folder = root();
    await run(folder, paperOf({ one: fromBase }));
    expect(ledgerOf(folder).runs.map(({ row, seed }) => [row, seed])).toEqual([
      ['one', 0],
      ['one', 1],
      ['one', 2],
      ['one, its base', 0],
    ]);
    forgetRuns(folder);
    const none = await told(folder, paperOf({ one: fromBase }), { recorded: true });
    expect(none.trained).toEqual([]);
    expect(none.runs).toEqual({ done: 3, total: 3 });
    const two = await told(folder, paperOf({ one: fromBase, two: fromBase }), { recorded: true });
    const own = [0, 1, 2].map(seed => `table-1: two, seed ${seed}`);
    expect(two.trained).toEqual([own[0], 'table-1: two, seed 0, its base', ...own.slice(1)]);
    expect(two.lines).toContain(
      'the ledger holds no parameters, which figures, measurements and later runs need: trained again is table-1: two, seed 0, its base',
    );
    expect(two.runs).toEqual({ done: 7, total: 7 });
  });

  it('is a row too, where another begins with its run', async () => {
    const folder = root();
    const row = { ...base, ms: undefined, name: undefined };
    await run(folder, paperOf({ base: row }));
    forgetRuns(folder);
    const { trained, results } = await told(folder, paperOf({ base: row, one: fromBase }), { recorded: true });
    expect(trained).toEqual(['table-1: base, seed 0', ...[0, 1, 2].map(seed => `table-1: one, seed ${seed}`)]);
    expect(results.cells('quick', 'table-1').map(({ n }) => n)).toEqual(['3', '3']);
  });

  it('is a run that a figure draws, and one that a cell measures', async () => {
    const weighed = trains(0.6, { weight: 7 });
    const table = defineTable<Mine>({
      title: 'x',
      scales: { quick: { seeds: [0, 1] } },
      columns: { top1: score({ metric: 'top1' }), weight: measured({ unit: '' }) },
      rows: [
        { name: 'plain', train: trains(0.5) },
        {
          name: 'weighed',
          train: weighed,
          metrics: { weight: 'weight' },
          measure: async (_, { run }) => ({ weight: (await run()).params.get('weight')!.data[0]! }),
        },
      ],
    });
    const drawn = { ...trains(0.7, { weight: 3 })({}, 0), seed: 5 };
    const figure = defineFigure({
      title: 'Figure 1: a weight',
      runs: () => [drawn],
      draw: async ({ trained }) => ({ rows: [{ weight: (await trained(drawn)).params.get('weight')!.data[0]! }] }),
    });
    const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table, 'figure-1': figure });
    const folder = root();
    await run(folder, paper);
    const before = filesIn(folder);
    forgetRuns(folder);
    const again = await told(folder, paper, { recorded: true });
    expect(again.trained).toEqual(['figure-1: seed 5', 'table-1: weighed, seed 0', 'table-1: weighed, seed 1']);
    expect(again.lines.filter(line => line.includes('holds no parameters'))).toEqual([
      expect.stringMatching(/trained again are table-1: weighed, seed 0; table-1: weighed, seed 1; figure-1: seed 5$/),
    ]);
    expect(filesIn(folder)).toEqual(before);
    expect((await told(folder, paper, { recorded: true })).trained).toEqual([]);
  });
});

describe('a run that the ledger has otherwise', () => {
  /** What `reproduce` says of runs that end as ever, where the ledger has other values of seeds 0 and 1. */
  async function comparedWith(...top1: readonly [string, string]) {
    const folder = root();
    await run(folder, toy(), { only: ['table-2'] });
    const path = ledgerPath(join(folder, 'results/toy/quick'));
    const text = readFileSync(path, 'utf8').replace(',0.6\n', `,${top1[0]}\n`).replace(',0.61\n', `,${top1[1]}\n`);
    writeFileSync(path, text);
    const lines: string[] = [];
    const reporter = {
      begin: () => {},
      update: () => {},
      end: () => {},
      line: (text: string) => void lines.push(text),
    };
    const { failedReplications } = await run(folder, toy(), { only: ['table-2'], reporter });
    expect(readFileSync(path, 'utf8')).toBe(text);
    return {
      lines,
      failed: failedReplications.map(({ recorded, deviations }) => [recorded.seed, deviations[0]?.found]),
    };
  }

  it('is a failed replication beyond the tolerance, and the ledger stays', async () => {
    // Recorded are 0.1, 0.61 and 0.62: their std is 0.297.
    expect((await comparedWith('0.1', '0.61')).failed).toEqual([]);
    // 0.619, 0.621 and 0.62 allow 0.014.
    expect((await comparedWith('0.619', '0.621')).failed).toEqual([[0, 0.6]]);
  });

  it('is counted where it is within the tolerance', async () => {
    const { lines, failed } = await comparedWith('0.601', '0.611');
    expect(failed).toEqual([]);
    expect(lines).toContain('runs that differ from the ledger, within its tolerance: 2');
  });
});
