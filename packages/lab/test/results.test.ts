import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrintedTable } from '../src/judge/printed.ts';
import { readCsv, writeCsv } from '../src/results/csv.ts';
import { CELL_COLUMNS, type CellRecord, CLAIM_COLUMNS, type ClaimRecord, Results } from '../src/results/results.ts';
import { temporaryFolder } from './support/folder.ts';

const cell = (row: string, column: string, measured: string): CellRecord => ({
  ...(Object.fromEntries(CELL_COLUMNS.map(name => [name, ''])) as CellRecord),
  row,
  column,
  measured,
});
const claim = (table: string, text: string): ClaimRecord => ({
  ...(Object.fromEntries(CLAIM_COLUMNS.map(name => [name, ''])) as ClaimRecord),
  table,
  claim: text,
});
const order = ['a', 'b'].flatMap(row => ['top1', 'params'].map(column => ({ row, column })));

describe('CSV', () => {
  it('keeps any text: commas, quotes, line ends', () => {
    const path = join(temporaryFolder(), 'x.csv');
    fc.assert(
      fc.property(fc.array(fc.record({ row: fc.string({ minLength: 1 }), note: fc.string() })), records => {
        writeCsv(path, ['row', 'note'], records);
        expect(readCsv(path, ['row', 'note'])).toEqual(records);
      }),
      { numRuns: 50 },
    );
  });

  it('names file and line of what is malformed', () => {
    const path = join(temporaryFolder(), 'x.csv');
    writeFileSync(path, 'row,note\na,1\nb,2,3\n');
    expect(() => readCsv(path, ['row', 'note'])).toThrow(/x\.csv, line 3/);
    writeFileSync(path, 'name,note\na,1\n');
    expect(() => readCsv(path, ['row', 'note'])).toThrow(/x\.csv, line 1: expected the columns row,note/);
  });

  it('is nothing where there is no file', () => {
    expect(readCsv(join(temporaryFolder(), 'none.csv'), ['row'])).toEqual([]);
  });
});

describe('Results', () => {
  it('is valid after every write, in the order of the table whatever the order of writing', () => {
    const results = new Results(temporaryFolder(), 'toy');
    results.writeCells('quick', 'table-1', order, [cell('b', 'params', '2')]);
    expect(results.cells('quick', 'table-1').map(({ measured }) => measured)).toEqual(['2']);
    results.writeCells('quick', 'table-1', order, [cell('a', 'top1', '70'), cell('a', 'params', '1')]);
    expect(results.cells('quick', 'table-1').map(({ measured }) => measured)).toEqual(['70', '1', '2']);
    expect(readFileSync(results.path('quick', 'table-1.csv'), 'utf8').split('\n')[0]).toBe(
      'row,column,kind,paper,source,measured,std,n,delta,verdict,data,network,backend,commit,date',
    );
  });

  it('replaces the cells given, keeps the others, and drops what the table no longer has', () => {
    const results = new Results(temporaryFolder(), 'toy');
    const wider = [...order, { row: 'old', column: 'top1' }];
    results.writeCells('quick', 'table-1', wider, [
      cell('a', 'top1', '70'),
      cell('b', 'top1', '71'),
      cell('old', 'top1', '1'),
    ]);
    results.writeCells('quick', 'table-1', order, [cell('b', 'top1', '72')]);
    expect(results.cells('quick', 'table-1').map(({ row, measured }) => [row, measured])).toEqual([
      ['a', '70'],
      ['b', '72'],
    ]);
  });

  it('keeps the scales apart and lists them best first', () => {
    const results = new Results(temporaryFolder(), 'toy');
    for (const scale of ['smoke', 'standard', 'quick'] as const) {
      results.writeCells(scale, 'table-1', order, [cell('a', 'top1', scale)]);
    }
    expect(results.scalesOf('table-1')).toEqual(['standard', 'quick', 'smoke']);
    expect(results.cells('quick', 'table-1')[0]?.measured).toBe('quick');
  });

  it("replaces one table's claims and keeps the others'", () => {
    const results = new Results(temporaryFolder(), 'toy');
    const ids = ['table-1', 'table-2'];
    results.writeClaims('quick', ids, 'table-2', [claim('table-2', 'x > y')]);
    results.writeClaims('quick', ids, 'table-1', [claim('table-1', 'a > b'), claim('table-1', 'b > c')]);
    results.writeClaims('quick', ids, 'table-1', [claim('table-1', 'a < b')]);
    expect(results.claims('quick').map(one => one.claim)).toEqual(['a < b', 'x > y']);
    expect(results.claims('quick', 'table-2')).toHaveLength(1);
  });
});

describe('PrintedTable', () => {
  const write = (lines: string): string => {
    const path = join(temporaryFolder(), 'paper', 'table.csv');
    mkdirSync(dirname(path));
    writeFileSync(path, `row,column,value,unit,source,confidence\n${lines}`);
    return path;
  };

  it('finds a figure by row and column', () => {
    const table = PrintedTable.read(write('"no identity, no 1x1",top1,72.39,%,paper-text,verified\n'));
    expect(table.find('no identity, no 1x1', 'top1')).toEqual({
      value: '72.39',
      unit: '%',
      source: 'paper-text',
      confidence: 'verified',
    });
    expect(table.find('no identity, no 1x1', 'speed')).toBeUndefined();
  });

  it('refuses a confidence that it does not know, a figure given twice, and a missing file', () => {
    expect(() => PrintedTable.read(write('a,top1,1,%,paper-text,sure\n'))).toThrow(
      "record 1: confidence 'sure' is none of",
    );
    expect(() => PrintedTable.read(write('a,x,1,,p,single\na,x,2,,p,single\n'))).toThrow(
      "record 2: 'a', 'x' is given twice",
    );
    expect(() => PrintedTable.read('nowhere.csv')).toThrow('no printed figures at nowhere.csv');
  });
});
