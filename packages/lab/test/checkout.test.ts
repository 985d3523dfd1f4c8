/** Results that came with a clone, and those that are measured in it. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { compare } from '../src/report/compare.ts';
import { Results } from '../src/results/results.ts';
import { root, run, SEEDS, toy } from './support/toy-paper.ts';

const on = (day: string) => vi.setSystemTime(new Date(`2026-03-${day}T12:00:00Z`));

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** The toy paper's folder as a clone has it on the 9th: with results of the 1st, without what git ignores. */
async function clone(): Promise<{ folder: string; results: Results }> {
  const folder = root();
  on('01');
  await run(folder, toy());
  rmSync(join(folder, 'runs'), { recursive: true });
  rmSync(join(folder, 'results/toy/quick/here'), { recursive: true });
  on('09');
  return { folder, results: new Results(join(folder, 'results'), 'toy') };
}

/** What git would see of the results. */
function committed(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(join(folder, 'results'), { recursive: true, withFileTypes: true, encoding: 'utf8' });
  const paths = files.filter(file => file.isFile()).map(file => join(file.parentPath, file.name));
  return Object.fromEntries(
    paths.filter(path => !path.includes('/here/')).map(path => [path, readFileSync(path, 'utf8')]),
  );
}

/** The lines on which a table's comparison says where values are from. */
const said = (text: string) => text.split('\n').filter(line => /\(quick|here$|repository$| from$/.test(line));

it('is the same to the byte when nothing but the day has changed', async () => {
  const { folder, results } = await clone();
  const before = committed(folder);
  expect(Object.keys(before)).toHaveLength(7);
  expect(said(compare(toy(), results).text)).toEqual([
    'Table 1: branches (quick; from the repository)',
    'Table 2: the full block again (quick; from the repository)',
  ]);
  await run(folder, toy());
  expect(committed(folder)).toEqual(before);
  expect(said(compare(toy(), results).text)).toEqual([
    'Table 1: branches (quick; measured here)',
    'Table 2: the full block again (quick; measured here)',
  ]);
});

it('dates what has changed, and tells it from what came with the clone', async () => {
  const { folder, results } = await clone();
  const paper = toy({ quick: { ...SEEDS, images: 5000 } });
  await run(folder, paper, { only: ['table-1'], row: 'full' });
  const dates = results.cells('quick', 'table-1').map(({ row, column, date }) => [row, column, date.slice(-2)]);
  expect(dates.filter(([, , day]) => day === '09')).toEqual([['full', 'top1', '09']]);
  const text = compare(paper, results).text;
  expect(text).toContain('2 of 5 values measured here (*), the others from the\n  repository)');
  expect(text).toMatch(/^plain .* 51\.00 ± 1\.00 .* 8\.30 ✓/m);
  expect(text).toMatch(/^full .* 61\.00 ± 1\.00\* .* 9\.00\* ✗ 9\.10$/m);
  const list = compare(paper, results, { cells: true, width: 200 }).text;
  expect(said(list).map(line => line.replace(/ {2,}/g, ' '))).toEqual([
    'Table 1: branches (quick; 2 of 5 values measured here (*), the others from the repository)',
    ' row column paper measured verdict from',
    ' plain top1 (%) 72.39 51.00 ± 1.00 not comparable repository',
    ' plain params (M) 8.30 8.30 match repository',
    ' plain error 2e-7 repository',
    ' full top1 (%) 75.14 61.00 ± 1.00 not comparable here',
    ' full params (M) 9.10 9.00 mismatch here',
    'Table 2: the full block again (quick; from the repository)',
  ]);
});

it('takes back what was measured here once the file is another again', async () => {
  const { folder, results } = await clone();
  const table = results.path('quick', 'table-1.csv');
  const before = readFileSync(table, 'utf8');
  await run(folder, toy({ quick: SEEDS }, { top1: 0.8 }), { only: ['table-1'], row: 'full' });
  const isHere = () => results.cells('quick', 'table-1').map(results.cellsHere('quick', 'table-1'));
  expect(isHere().filter(Boolean)).toHaveLength(2);
  writeFileSync(table, before);
  // The count is the same in both; the score isn't.
  expect(isHere().filter(Boolean)).toHaveLength(1);
});

it('tells claims that were judged here from those that were left as they came', async () => {
  const { folder, results } = await clone();
  const isHere = () => results.claims('quick').map(results.claimsHere('quick'));
  expect(isHere()).toEqual([false, false]);
  await run(folder, toy(), { only: ['table-1'], row: 'full' });
  expect(isHere()).toEqual([false, false]);
  await run(folder, toy());
  // The other one can't be run at this scale.
  expect(isHere()).toEqual([true, false]);
});
