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
  const text = (minLength: number) =>
    fc.string({
      minLength,
      unit: fc.oneof(fc.constantFrom('\r', '\n', '"', ',', '\ufeff'), fc.string({ maxLength: 1 })),
    });

  it('keeps any text: commas, quotes, line ends', () => {
    const path = join(temporaryFolder(), 'x.csv');
    fc.assert(
      fc.property(fc.array(fc.record({ row: text(1), note: text(0) })), records => {
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

  it('reads lines that end in different ways, and what Excel writes', () => {
    const path = join(temporaryFolder(), 'x.csv');
    const read = (content: string | Buffer) => {
      writeFileSync(path, content);
      return readCsv(path, ['row', 'note']);
    };
    const two = [
      { row: 'a', note: '1' },
      { row: 'b', note: '2' },
    ];
    expect(read('row,note\na,1\r\nb,2\n')).toEqual(two);
    expect(read('row,note\r\na,1\nb,2')).toEqual(two);
    expect(read('row,note\ra,1\rb,2\r')).toEqual(two);
    expect(read('\ufeffrow,note\r\na,1\r\n\r\nb,2\r\n')).toEqual(two);
    expect(read('\ufeff"row","note"\na,"1"\r\nb,"2"\r\n')).toEqual(two);
    expect(read('row,note\na,"1\r\n2"\r\n')).toEqual([{ row: 'a', note: '1\r\n2' }]);
  });

  it('shows in which column a header differs, characters that are invisible too', () => {
    const path = join(temporaryFolder(), 'x.csv');
    const reading = (content: string | Buffer) => () => {
      writeFileSync(path, content);
      return readCsv(path, ['row', 'note']);
    };
    expect(reading('row,note\u00a0\n')).toThrow("column 2 should be 'note' and is 'note\\u{a0}'.");
    expect(reading('\u200brow,note\n')).toThrow("column 1 should be 'row' and is '\\u{200b}row'.");
    expect(reading('row\n')).toThrow("column 2 should be 'note' and is missing.");
    expect(reading('row;note\na;1\n')).toThrow("is 'row;note'. Columns are separated by commas.");
    expect(reading(Buffer.from('row,note\nM\xfcller,1\n', 'latin1'))).toThrow(/x\.csv isn't UTF-8\. Save it again/);
    expect(reading(Buffer.from('\ufeffrow,note\na,1\n', 'utf16le'))).toThrow(/x\.csv isn't UTF-8/);
    mkdirSync(join(path, '..', 'y.csv'));
    expect(() => readCsv(join(path, '..', 'y.csv'), ['row'])).toThrow(/can't read .*y\.csv: this path is a folder/);
  });

  it('is nothing where there is no file', () => {
    expect(readCsv(join(temporaryFolder(), 'none.csv'), ['row'])).toEqual([]);
  });
});

it('says what to do with a file of results that an earlier version wrote', () => {
  const results = new Results(temporaryFolder(), 'toy');
  mkdirSync(results.path('quick', ''), { recursive: true });
  writeFileSync(results.path('quick', 'table-1.csv'), 'row,column,kind,paper,source,measured,std,n,delta,verdict\n');
  writeFileSync(results.path('quick', 'claims.csv'), 'table,claim,sentence,source,a,b,column,n,difference\n');
  const advice = /line 1: .*Correct it, or delete the file: reproduce fills it again\.$/;
  expect(() => results.cells('quick', 'table-1')).toThrow(advice);
  expect(() => results.claims('quick')).toThrow(advice);
});

it('takes what an earlier version noted of this checkout for nothing', () => {
  const results = new Results(temporaryFolder(), 'toy');
  mkdirSync(results.path('quick', 'here'), { recursive: true });
  writeFileSync(
    results.path('quick', 'here/table-1.csv'),
    'row,column,kind,paper,source,measured,std,n,delta,verdict\n',
  );
  expect(results.cellsHere('quick', 'table-1')(cell('a', 'top1', '1'))).toBe(false);
  results.writeCells('quick', 'table-1', [{ row: 'a', column: 'top1' }], [cell('a', 'top1', '1')]);
  expect(results.cellsHere('quick', 'table-1')(cell('a', 'top1', '1'))).toBe(true);
});

describe('Results', () => {
  it('is valid after every write, in the order of the table whatever the order of writing', () => {
    const results = new Results(temporaryFolder(), 'toy');
    results.writeCells('quick', 'table-1', order, [cell('b', 'params', '2')]);
    expect(results.cells('quick', 'table-1').map(({ measured }) => measured)).toEqual(['2']);
    results.writeCells('quick', 'table-1', order, [cell('a', 'top1', '70'), cell('a', 'params', '1')]);
    expect(results.cells('quick', 'table-1').map(({ measured }) => measured)).toEqual(['70', '1', '2']);
    expect(readFileSync(results.path('quick', 'table-1.csv'), 'utf8').split('\n')[0]).toBe(
      'row,column,kind,paper,source,measured,std,n,values,delta,verdict,data,network,backend,commit,date',
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

  it('puts a whole table before one that is only begun at a larger scale, and judged claims before values', () => {
    const results = new Results(temporaryFolder(), 'toy');
    results.writeCells('standard', 'table-1', order, [cell('a', 'top1', '90')]);
    results.writeCells('quick', 'table-1', order, [cell('a', 'top1', '70'), cell('b', 'top1', '71')]);
    expect(results.scalesOf('table-1')).toEqual(['quick', 'standard']);
    const sure = { ...claim('table-1', 'a beats b'), low: '1', high: '2' };
    results.writeClaims('standard', ['table-1'], 'table-1', [sure], [sure]);
    expect(results.scalesOf('table-1')).toEqual(['standard', 'quick']);
  });

  it("replaces one table's claims and keeps the others'", () => {
    const results = new Results(temporaryFolder(), 'toy');
    const write = (table: string, ...own: readonly string[]) => {
      const claims = own.map(text => claim(table, text));
      results.writeClaims('quick', ['table-1', 'table-2'], table, claims, claims);
    };
    write('table-2', 'x > y');
    write('table-1', 'a > b', 'b > c');
    write('table-1', 'a < b');
    expect(results.claims('quick').map(one => one.claim)).toEqual(['a < b', 'x > y']);
    expect(results.claims('quick', 'table-2')).toHaveLength(1);
  });
});

describe('the numbers behind a figure', () => {
  const now = { backend: 'native', commit: 'new', date: '2026-03-09' };
  const rows = [
    { x: 1, y: 0.5, ...now },
    { x: 2, y: 0.25, ...now },
  ];
  /** The file of a figure after `rows` were written over it. */
  const over = (text: string): string => {
    const results = new Results(temporaryFolder(), 'toy');
    const path = results.path('quick', 'figure-1.csv');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    results.writeFigure('quick', 'figure-1', rows);
    return readFileSync(path, 'utf8');
  };

  it('stay as they are where they say the same, also those that name no backend', () => {
    for (const text of [
      'x,y,backend,commit,date\n1,0.5,native,old,2026-03-01\n2,0.25,native,old,2026-03-01\n',
      'x,y,commit,date\n1,0.5,old,2026-03-01\n2,0.25,old,2026-03-01\n',
    ]) {
      expect(over(text)).toBe(text);
    }
  });

  it('keep the commit and the date of lines that are as they were', () => {
    const header = 'x,y,backend,commit,date\n';
    const second = '2,0.25,native,new,2026-03-09\n';
    expect(over(`${header}1,0.5,native,old,2026-03-01\n2,0.3,native,old,2026-03-01\n`)).toBe(
      `${header}1,0.5,native,old,2026-03-01\n${second}`,
    );
    const all = `${header}1,0.5,native,new,2026-03-09\n${second}`;
    expect(over(`${header}1,0.5,wasm,old,2026-03-01\n2,0.25,wasm,old,2026-03-01\n`)).toBe(all);
    expect(over('x,z\n1,2\n')).toBe(all);
    expect(over('x,"y\n1,2\n')).toBe(all);
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
