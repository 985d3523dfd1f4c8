/** Every value that a paper prints has a cell, or an omission that says why it has none. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compute } from '../src/define/cells.ts';
import { exact, measured, ratio, score } from '../src/define/columns.ts';
import type { Omission } from '../src/define/omission.ts';
import { definePaper } from '../src/define/paper.ts';
import { defineTable, type Table, withQuotedRows } from '../src/define/table.ts';
import { coverageProblems } from '../src/plan/coverage.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { loadPaper, paperNames } from '../src/plan/papers.ts';
import { temporaryFolder } from './support/folder.ts';

const { experiments } = foldersOf(ROOT);

it.each(paperNames(experiments))('%s: every printed value has a cell or an omission', async name => {
  expect(coverageProblems(await loadPaper(experiments, name), experiments)).toEqual([]);
});

describe('coverageProblems', () => {
  const cells = { params: compute(() => 1) };
  const table = (more: Partial<Table> = {}): Table => ({
    ...defineTable({
      title: 'Sizes',
      printed: 'table1.csv',
      scales: {},
      columns: { params: exact(), top1: score({ printed: 'Top-1' }), own: measured({ unit: '' }) },
      rows: [
        { name: 'small', notRun: 'needs ImageNet', cells },
        { name: 'large', printed: 'Large (ours)', cells },
      ],
    }),
    ...more,
  });
  const FILE = { 'table1.csv': ['small,params', 'small,Top-1', '"Large (ours)",params'] };

  /** The problems of a paper with these tables, files of `row,column`, and omissions. */
  function problems(
    files: Readonly<Record<string, readonly string[]>>,
    omissions: readonly Omission[] = [],
    tables: readonly Table[] = [table()],
  ): readonly string[] {
    const folder = temporaryFolder();
    if (Object.keys(files).length > 0) mkdirSync(join(folder, 'toy/paper'), { recursive: true });
    for (const [file, names] of Object.entries(files)) {
      const lines = names.map(name => `${name},1,,paper-text,verified\n`);
      writeFileSync(join(folder, 'toy/paper', file), `row,column,value,unit,source,confidence\n${lines.join('')}`);
    }
    const parts = Object.fromEntries(tables.map((table, i) => [`table-${i + 1}`, table]));
    return coverageProblems(definePaper('toy', { reference: 'A. Nobody', models: {}, omissions }, parts), folder);
  }

  it('finds none where every value stands beside a cell, though that is not run', () => {
    expect(problems(FILE)).toEqual([]);
  });

  it('finds none of a paper without printed values', () => {
    expect(problems({}, [], [defineTable({ title: 'Ours', scales: {}, columns: {}, rows: [] })])).toEqual([]);
  });

  it('names a value whose row or column is misspelt, with the names that it may mean', () => {
    expect(problems({ 'table1.csv': ['smal,params', '"Large (ours)",param', 'small,Top-1'] })).toEqual([
      "table1.csv: 'smal', 'params' has no cell and no omission. Did you mean the row 'small'?",
      "table1.csv: 'Large (ours)', 'param' has no cell and no omission. Did you mean the column 'params'?",
    ]);
  });

  it('names a value whose cell is not run for no reason', () => {
    expect(problems({ 'table1.csv': [...FILE['table1.csv'], '"Large (ours)",Top-1'] })).toEqual([
      "table1.csv: 'Large (ours)', 'Top-1' has no cell and no omission.",
    ]);
  });

  it('names a value of a column that is not judged, of a ratio without its reference, and of a file without a table', () => {
    const speeds = defineTable({
      title: 'Speeds',
      printed: 'table2.csv',
      scales: {},
      columns: { speed: ratio({ to: 'large' }) },
      rows: ['small', 'large'].map(name => ({ name, notRun: 'needs a GPU' })),
    });
    const files = {
      ...FILE,
      'table1.csv': [...FILE['table1.csv'], 'small,own'],
      'table2.csv': ['small,speed'],
      'figure1.csv': ['small,loss'],
    };
    expect(problems(files, [], [table(), speeds]).toSorted()).toEqual([
      "figure1.csv: 'small', 'loss' has no cell and no omission.",
      "table1.csv: 'small', 'own' has no cell and no omission.",
      "table2.csv: 'small', 'speed' has no cell and no omission.",
    ]);
  });

  it('takes an omission by patterns of files, rows and columns', () => {
    const files = { ...FILE, 'figure1.csv': ['epoch 1,loss (%)', 'epoch 2,loss (%)', 'epoch 2,top1'] };
    const reason = 'plotted';
    expect(problems(files, [{ file: 'figure*.csv', reason }])).toEqual([]);
    expect(problems(files, [{ file: 'figure1.csv', row: 'epoch *', column: 'loss (%)', reason }])).toEqual([
      "figure1.csv: 'epoch 2', 'top1' has no cell and no omission.",
    ]);
    expect(problems(files, [{ file: 'figure1.csv', row: ['epoch 1', 'epoch 2'], reason }])).toEqual([]);
    expect(problems(files, [{ file: 'figure1.csv', row: 'epoch', reason }])).toHaveLength(4);
  });

  it('refuses an omission that covers nothing, or a value that has a cell', () => {
    const all = { file: 'table1.csv', reason: 'other networks' };
    expect(problems(FILE, [{ ...all, row: 'huge' }])).toEqual([
      "the omission of table1.csv ('other networks') covers no value: remove it.",
    ]);
    expect(problems({ 'table1.csv': [...FILE['table1.csv'], 'huge,params'] }, [all])).toEqual([
      "the omission of table1.csv ('other networks') covers table1.csv: 'small', 'params', which has a cell: narrow its patterns.",
    ]);
  });

  it('finds a misspelt row of ours among rows that are quoted', () => {
    const quoting = (rows: Table['rows']) => {
      const ours = table({ rows, quotedRows: true });
      return withQuotedRows(ours, ['smal', 'Large (ours)', 'Pruner']);
    };
    const file = { 'table1.csv': ['smal,params', '"Large (ours)",params', 'Pruner,params'] };
    expect(problems(file, [], [quoting(table().rows)])).toEqual([
      "table-1: table1.csv has no row 'small'. Correct its name, or give the row `printed: false`.",
    ]);
    const [, large] = table().rows;
    expect(problems(file, [], [quoting([{ name: 'small', printed: false, cells }, large!])])).toEqual([]);
  });
});
