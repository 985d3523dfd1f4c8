/**
 * The file of a ledger: columns that every ledger has, then one per metric. Lines and metrics are sorted, so that git merges two ledgers line
 * by line.
 */
import { isDeepStrictEqual } from 'node:util';
import { RefoldError } from '@refold/core';
import { type CsvLine, type CsvRecord, readCsvLines, writeCsv } from './csv.ts';
import { Ledger, type RecordedRun } from './recorded-run.ts';

/** The columns that every ledger begins with. */
const LEDGER_COLUMNS = [
  'table',
  'row',
  'seed',
  'hash',
  'recipe',
  'backend',
  'steps',
  'seconds',
  'commit',
  'date',
] as const;

type LedgerColumn = (typeof LEDGER_COLUMNS)[number];

const NAME = [/./s, 'a name'] as const;
const HASH = [/^[0-9a-f]{16}$/, '16 hexadecimal digits'] as const;
const WHOLE = [/^\d+$/, 'a whole number'] as const;

/** What a column's texts look like. */
const EXPECTED: Readonly<Record<LedgerColumn, readonly [RegExp, string]>> = {
  table: NAME,
  row: [/^/, 'any text'],
  seed: WHOLE,
  hash: HASH,
  recipe: HASH,
  backend: NAME,
  steps: WHOLE,
  seconds: [/^\d+(\.\d+)?$/, 'a number of at least 0'],
  commit: NAME,
  date: NAME,
};

const ADVICE = 'Correct the line, or remove it: its run can be trained again.';

/**
 * Reads a ledger; an empty one where there is no file. Metrics are found by their names, whichever there are.
 * @throws RefoldError naming file and line, and what to do, for what is malformed
 */
export function readLedgerFile(path: string): Ledger {
  const { header, lines } = readCsvLines(path, LEDGER_COLUMNS, ADVICE);
  const metrics = header.slice(LEDGER_COLUMNS.length);
  checkMetrics(path, metrics);
  const seen = new Map<string, { readonly run: RecordedRun; readonly line: number }>();
  for (const line of lines) {
    const run = runIn(path, line, metrics);
    const before = seen.get(run.hash);
    if (before === undefined) seen.set(run.hash, { run, line: line.line });
    // Git keeps the lines of both sides where two people trained the same run.
    else if (!isDeepStrictEqual(run.metrics, before.run.metrics)) {
      const again = `the run ${run.hash} stands on line ${before.line} too, with other metrics`;
      throw faultAt(path, line, `${again}. Remove one of the two lines.`);
    }
  }
  return new Ledger([...seen.values()].map(({ run }) => run));
}

function checkMetrics(path: string, metrics: readonly string[]): void {
  const wrong = metrics.find((name, i) => name === '' || metrics.indexOf(name) !== i);
  if (wrong === undefined) return;
  const fault = wrong === '' ? 'a column has no name' : `the column '${wrong}' is given twice`;
  throw new RefoldError(`${path}, line 1: ${fault}. Restore the header.`);
}

const faultAt = (path: string, { line }: CsvLine, fault: string): RefoldError =>
  new RefoldError(`${path}, line ${line}: ${fault}`);

function runIn(path: string, line: CsvLine, names: readonly string[]): RecordedRun {
  const texts = Object.fromEntries(LEDGER_COLUMNS.map((name, i) => [name, line.values[i]!])) as CsvRecord<LedgerColumn>;
  const isNot = (column: string, text: string, expected: string) =>
    faultAt(path, line, `${column} is '${text}', not ${expected}. ${ADVICE}`);
  for (const column of LEDGER_COLUMNS) {
    const [pattern, expected] = EXPECTED[column];
    if (!pattern.test(texts[column])) throw isNot(column, texts[column], expected);
  }
  const metrics: Record<string, number> = {};
  for (const [i, name] of names.entries()) {
    const text = line.values[LEDGER_COLUMNS.length + i]!;
    if (text === '') continue;
    const value = Number(text);
    if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN')) throw isNot(name, text, 'a number');
    metrics[name] = value;
  }
  const { seed, steps, seconds, ...others } = texts;
  return { ...others, seed: Number(seed), steps: Number(steps), seconds: Number(seconds), metrics };
}

/** Writes a ledger in place of the file at `path`: a reader finds the old one or the new one. */
export function writeLedgerFile(path: string, { runs }: Ledger): void {
  const names = [...new Set(runs.flatMap(run => Object.keys(run.metrics)))].sort();
  // All digits, so that the number that is read is the one that was written. As lists: a metric may be called as one of the first columns is.
  const records = runs.map(run => [
    ...LEDGER_COLUMNS.map(name => String(name === 'seconds' ? Math.round(10 * run.seconds) / 10 : run[name])),
    ...names.map(name => String(run.metrics[name] ?? '')),
  ]);
  writeCsv<string>(path, [...LEDGER_COLUMNS, ...names], records);
}
