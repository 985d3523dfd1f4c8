/** What a results page shows of cells. */
import { expect, it } from 'vitest';
import { exact, measured, score } from '../src/define/columns.ts';
import { defineTable } from '../src/define/table.ts';
import { Deviations } from '../src/report/deviations.ts';
import { headlineOf } from '../src/report/headings.ts';
import { Reasons } from '../src/report/not-run.ts';
import { drawGrid, drawOmissions, drawReasons, drawTotals } from '../src/report/tables.ts';
import type { CellRecord } from '../src/results/results.ts';

const origin = { data: '', network: '', backend: '', commit: '', date: '' };
const blank = { source: '', std: '', n: '', values: '', delta: '', ...origin };
const cell = (row: string, column: string, more: Partial<CellRecord>): CellRecord => ({
  ...blank,
  row,
  column,
  kind: '',
  paper: '',
  measured: '',
  verdict: '',
  ...more,
});

const table = defineTable({
  title: 'x',
  scales: {},
  columns: { top1: score(), params: exact({ unit: 'M', heading: 'Parameters' }), bytes: measured({ unit: '' }) },
  rows: ['ours', 'odd', 'disputed', 'untried', 'quoted', 'half', 'absent'].map(name => ({ name, cells: {} })),
});
const cells = [
  cell('ours', 'top1', { paper: '72.4', measured: '71.0', std: '0.2', n: '3', verdict: 'close' }),
  cell('ours', 'params', { paper: '8.30', measured: '8.30', verdict: 'match' }),
  cell('ours', 'bytes', { measured: '5', std: '1', n: '5' }),
  cell('odd', 'top1', { paper: '70.1', verdict: 'not run (needs ImageNet)' }),
  cell('odd', 'params', { paper: '9.1', source: 'table 1 (unverified)', measured: '9.0', verdict: 'mismatch' }),
  cell('disputed', 'params', { paper: '9.1', measured: '9.0', verdict: 'differs' }),
  cell('untried', 'top1', { paper: '70', verdict: 'not run (not built here)' }),
  cell('untried', 'params', { paper: '8', verdict: 'not run (not built here)' }),
  cell('quoted', 'top1', { paper: '68', verdict: 'quoted' }),
  cell('quoted', 'params', { paper: '7', verdict: 'quoted' }),
  cell('half', 'top1', { paper: '68', verdict: 'quoted' }),
  cell('half', 'params', { paper: '7', verdict: 'not run (not built here)' }),
];
const lines = (drawn: string) =>
  drawn.split('\n').map(line =>
    line
      .slice(2, -2)
      .split(' | ')
      .map(text => text.replaceAll('\u00a0', ' ')),
  );

it('says so where none of the paper’s values is known', () => {
  const unknown = defineTable({
    title: 'x',
    printed: 'table1.csv',
    scales: {},
    columns: { top1: score(), bytes: measured({ unit: '' }) },
    rows: [
      { name: 'theirs', cells: {} },
      { name: 'ours', printed: false, cells: {} },
    ],
  });
  const records = [cell('theirs', 'top1', { measured: '71.0' }), cell('ours', 'top1', { measured: '70.0' })];
  expect(lines(drawGrid(unknown, records, new Reasons(records))).slice(2)).toEqual([
    ['theirs', 'paper figure not available', '71.0'],
    ['ours', '', '70.0'],
  ]);
});

it('shows the figure of the paper beside ours, or once where it must be the same', () => {
  const reasons = new Reasons(cells);
  expect(lines(drawGrid(table, cells, reasons))).toEqual([
    ['', 'n', 'top1 (%), paper', 'measured', 'Parameters (M)', 'bytes'],
    [':--', '--:', '--:', '--:', '--:', '--:'],
    ['ours', '3, 5', '72.4', '71.0 ± 0.2 ≈', '8.30 ✓', '5 ± 1'],
    ['odd', '', '70.1', '– [1]', '9.0 ✗ 9.1 †', ''],
    ['disputed', '', '', '', '9.0 ≠ 9.1', ''],
    ['untried [2]', '', '70', '', '*8*', ''],
    ['quoted · quoted', '', '68', '', '*7*', ''],
    ['half', '', '68', 'quoted', '*7* [2]', ''],
  ]);
  expect(drawReasons(reasons)).toBe('1. Not run: needs ImageNet\n2. Not run: not built here');
  expect(drawTotals(cells, reasons)).toBe(
    '11 printed values: 1 matched, 1 close, 2 different, 3 quoted, 4 not run (1 [1], 3 [2]).',
  );
  expect(drawTotals([cell('ours', 'bytes', { measured: '5' })], reasons)).toBe('');
});

it('has no column for seeds where there are none, and escapes what would end a cell', () => {
  const drawn = drawGrid(table, [cell('ours', 'bytes', { measured: 'a|b' })], new Reasons([]));
  expect(lines(drawn).slice(0, 1)).toEqual([['', 'bytes']]);
  expect(drawn).toContain('| ours | a\\|b |');
});

it('puts the name of a table or figure before its title, once', () => {
  const titles = [
    ['table-1', 'x'],
    ['figure-12', 'x'],
    ['table-1', 'Table 1: x'],
    ['table-4-layers', 'x'],
    ['extra-speed', 'x'],
  ].map(([id = '', title = '']) => headlineOf({ id, title }));
  expect(titles).toEqual(['Table 1: x', 'Figure 12: x', 'Table 1: x', 'x', 'x']);
});

it('tells a deviation once, and names it by its number after that', () => {
  const page = new Deviations();
  expect(page.draw(['a', 'b', 'a', 'c', 'd', 'e'])).toBe(
    'Deviations from the paper:\n\n- D1: a\n- D2: b\n- D3: c\n- D4: d\n- D5: e',
  );
  expect(page.draw(['f', 'e', 'b', 'd'])).toBe('Deviations from the paper: D2, D4, D5 above, and\n\n- D6: f');
  expect(page.draw(['f', 'c', 'b', 'a'])).toBe('Deviations from the paper: D1 to D3, D6 above.');
});

it('lists the printed values that no table shows', () => {
  const drawn = drawOmissions([
    { file: 'figure1.csv', row: 'epoch *', column: ['top1', 'loss'], reason: 'read off a curve' },
    { file: 'context-*.csv', reason: 'another paper' },
  ]);
  expect(lines(drawn)).toEqual([
    ['file', 'rows', 'columns', 'why'],
    [':--', ':--', ':--', ':--'],
    ['figure1.csv', 'epoch …', 'top1; loss', 'read off a curve'],
    ['context-….csv', 'all', 'all', 'another paper'],
  ]);
});
