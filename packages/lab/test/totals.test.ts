/** What became of the values that papers print, table by table. */
import { expect, it } from 'vitest';
import { compare } from '../src/report/compare.ts';
import { totalsInWords, totalsOf } from '../src/report/totals.ts';
import { drawTotalsTable } from '../src/report/totals-table.ts';
import type { CellRecord } from '../src/results/results.ts';
import { root, run, toy } from './support/toy-paper.ts';

const cell = (verdict: string, paper = '1') => ({ paper, verdict }) as CellRecord;

it('every printed value is counted once, whatever became of it', () => {
  const totals = totalsOf([
    ...['match', 'mismatch', 'close', 'differs', 'not comparable', 'quoted', 'quoted', 'reference'].map(verdict =>
      cell(verdict),
    ),
    cell('not run (needs ImageNet; npx turbo run reproduce --filter=toy)'),
    cell('not run (needs ImageNet)'),
    cell('not run (no GPU)'),
    // It has nothing that could be held against it, and one that the paper doesn't print.
    cell(''),
    cell('match', ''),
  ]);
  expect(totals).toMatchObject({
    printed: 12,
    counts: {
      match: 1,
      close: 1,
      differs: 2,
      'not comparable': 2,
      quoted: 2,
      reference: 1,
      'not run': 3,
    },
  });
  expect([...totals.reasons]).toEqual([
    ['needs ImageNet', 2],
    ['no GPU', 1],
  ]);
  const { printed, counts } = totals;
  expect(Object.values(counts).reduce((a, b) => a + b)).toBe(printed);
  expect(totalsInWords(totalsOf([cell('match')]))).toBe('1 printed value: 1 matched');
});

it('a table of all tables has sums, and names what has no results', async () => {
  const folder = root();
  const { results } = await run(folder, toy(), { only: ['table-1'] });
  const papers = [{ paper: toy(), results }];
  const lines = (text: string) => text.split('\n').map(line => line.trim().split(/ {2,}/));
  expect(lines(drawTotalsTable(papers))).toEqual([
    [
      'table',
      'scale',
      'printed',
      'matched',
      'close',
      'different',
      'not comparable',
      'quoted',
      'as reference',
      'not run',
      'why not run',
    ],
    expect.anything(),
    [
      'toy table-1',
      'quick',
      '6',
      '1',
      '0',
      '1',
      '2',
      '0',
      '0',
      '2',
      'needs ImageNet (1); no experiment for this figure (1)',
    ],
    ['toy table-2', 'no results'],
    ['toy, all tables', '6', '1', '0', '1', '2', '0', '0', '2'],
  ]);
  expect(lines(drawTotalsTable([...papers, ...papers])).at(-1)).toEqual([
    'all papers',
    '12',
    '2',
    '0',
    '2',
    '4',
    '0',
    '0',
    '4',
  ]);
  expect(drawTotalsTable(papers, 'standard')).not.toContain('quick');
  expect(compare(toy(), results).text).toContain(
    '6 printed values: 1 matched, 1 different, 2 not comparable, 2 not run',
  );
});
