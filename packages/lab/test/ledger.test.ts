/** The ledger's file: what it holds, how runs are added, and what is said of one that is malformed. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendRuns, ledgerPath, readLedger, union } from '../src/results/ledger.ts';
import { readLedgerFile } from '../src/results/ledger-file.ts';
import { Ledger, type RecordedRun } from '../src/results/recorded-run.ts';
import { temporaryFolder } from './support/folder.ts';

const hashOf = (n: number): string => n.toString(16).padStart(16, '0');

const run = (n: number, more: Partial<RecordedRun> = {}): RecordedRun => ({
  table: 'table-1',
  row: 'plain',
  seed: n,
  hash: hashOf(n),
  recipe: hashOf(99),
  backend: 'native avx2',
  steps: 40,
  seconds: 12.3,
  commit: 'abc1234',
  date: '2026-01-02',
  metrics: { loss: 1 / 3, top1: 0.5 + n / 100 },
  ...more,
});

const HEADER = 'table,row,seed,hash,recipe,backend,steps,seconds,commit,date,loss,top1';
const LINE = `table-1,plain,0,${hashOf(0)},${hashOf(99)},native avx2,40,12.3,abc1234,2026-01-02,0.3333333333333333,0.5`;

function written(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(ledgerPath(folder), text);
  return folder;
}

/** What stands in the file, whatever this process remembers of it. */
const parsed = (folder: string): Ledger => readLedgerFile(ledgerPath(folder));

describe('the ledger', () => {
  it('holds every digit of every metric, by table, row, seed and hash, whatever the order of writing', () => {
    const folder = join(temporaryFolder(), 'quick');
    expect(parsed(folder).runs).toEqual([]);
    const other = run(3, { row: 'full', seed: 1 });
    appendRuns(folder, [run(10), run(2)]);
    appendRuns(folder, [other, run(0)]);
    expect(parsed(folder).runs).toEqual([other, run(0), run(2), run(10)]);
    expect(readFileSync(ledgerPath(folder), 'utf8').split('\n').slice(0, 2)).toEqual([
      HEADER,
      LINE.replace('plain,0', 'full,1').replace(hashOf(0), hashOf(3)).replace('0.5', '0.53'),
    ]);
    expect(parsed(folder).get(hashOf(2))).toEqual(run(2));
    expect(parsed(folder).has(hashOf(4))).toBe(false);
  });

  it('has a column for each metric of any run, and finds them by name in whatever order', () => {
    const folder = written(`${HEADER}\n${LINE}\n`);
    const regression = run(5, { metrics: { mse: 2e-9, r2: Number.NaN, seed: 4, top1: Number.POSITIVE_INFINITY } });
    appendRuns(folder, [regression]);
    expect(readFileSync(ledgerPath(folder), 'utf8').split('\n')[0]).toBe(
      'table,row,seed,hash,recipe,backend,steps,seconds,commit,date,loss,mse,r2,seed,top1',
    );
    expect(parsed(folder).runs).toEqual([run(0, { metrics: { loss: 1 / 3, top1: 0.5 } }), regression]);
    const swapped = written(`${HEADER.replace('loss,top1', 'top1,loss')}\n${LINE}\n`);
    expect(parsed(swapped).get(hashOf(0))?.metrics).toEqual({ top1: 1 / 3, loss: 0.5 });
  });

  it('keeps what it says of a run when another account of it comes, and hands that back', () => {
    const folder = written(`${HEADER}\n${LINE}\n`);
    const other = run(0, { metrics: { loss: 1, top1: 0.7 }, commit: 'def' });
    const { added, doubles } = appendRuns(folder, [other, run(1)]);
    expect(added).toEqual([run(1)]);
    expect(doubles).toEqual([{ recorded: run(0), found: other }]);
    expect(parsed(folder).runs).toEqual([run(0), run(1)]);
    const before = readFileSync(ledgerPath(folder), 'utf8');
    appendRuns(folder, [run(1, { date: '2026-05-05' })]);
    expect(readFileSync(ledgerPath(folder), 'utf8')).toBe(before);
  });

  it('has a run once that two people trained and git kept twice', () => {
    const folder = written(`${HEADER}\n${LINE}\n${LINE.replace('2026-01-02', '2026-01-03')}\n`);
    expect(parsed(folder).runs).toEqual([run(0, { metrics: { loss: 1 / 3, top1: 0.5 } })]);
  });

  it('is the same union whichever of two ledgers comes first, where they agree', () => {
    const [a, b] = [new Ledger([run(0), run(2)]), new Ledger([run(1), run(2)])];
    const all = union(a, b.runs);
    expect(all.ledger.runs).toEqual([run(0), run(1), run(2)]);
    expect(union(b, a.runs).ledger.runs).toEqual(all.ledger.runs);
    expect(all.doubles).toHaveLength(1);
  });

  it('is what the file says, whoever wrote it last', () => {
    const folder = written(`${HEADER}\n${LINE}\n`);
    expect(readLedger(folder).runs).toEqual([run(0)]);
    expect(readLedger(folder)).toBe(readLedger(folder));
    writeFileSync(ledgerPath(folder), `${HEADER}\n${LINE.replace('0.5', '0.7')}\n`);
    expect(readLedger(folder).get(hashOf(0))?.metrics.top1).toBe(0.7);
    appendRuns(folder, [run(1)]);
    expect(readLedger(folder).runs).toEqual(parsed(folder).runs);
    rmSync(ledgerPath(folder));
    expect(readLedger(folder).runs).toEqual([]);
  });

  it('loses no run where two processes add theirs at the same time', async () => {
    const folder = temporaryFolder();
    const entry = join(import.meta.dirname, 'support/append-runs.ts');
    const append = (first: number) => fork(entry, [folder, String(first)], { execArgv: ['--import', 'tsx'] });
    const children = [append(0), append(100)];
    expect(await Promise.all(children.map(async child => (await once(child, 'exit'))[0]))).toEqual([0, 0]);
    expect(parsed(folder).runs).toHaveLength(24);
  });

  it.each([
    ['a cell too few', `${LINE.slice(0, -4)}\n`, /line 2: .*expect 12, got 11.*Correct the line, or remove it/],
    ['a hash cut short', LINE.replace(hashOf(0), 'abc'), "line 2: hash is 'abc', not 16 hexadecimal digits. Correct"],
    ['a seed that is no number', LINE.replace('plain,0', 'plain,one'), "line 2: seed is 'one', not a whole number"],
    ['a time below 0', LINE.replace('12.3', '-1'), "line 2: seconds is '-1', not a number of at least 0"],
    ['a metric that is no number', LINE.replace('0.5', '50 %'), "line 2: top1 is '50 %', not a number"],
    ['a metric of blanks', LINE.replace(',0.5', ', '), "line 2: top1 is ' ', not a number"],
    [
      'a run twice, with other metrics',
      `${LINE}\n${LINE.replace('0.5', '0.6')}`,
      `line 3: the run ${hashOf(0)} stands on line 2 too, with other metrics. Remove one`,
    ],
    ['no backend', LINE.replace('native avx2', ''), "line 2: backend is '', not a name"],
    ['a merge that stopped', `<<<<<<< HEAD\n${LINE}\n=======`, 'line 2: an unresolved merge of git. Resolve it first.'],
  ])('refuses %s, by file and line', (_, lines, message) => {
    const folder = written(`${HEADER}\n${lines}\n`);
    expect(() => parsed(folder)).toThrow(message);
    expect(() => parsed(folder)).toThrow(ledgerPath(folder));
  });

  it('refuses another header, and a metric that is there twice', () => {
    expect(() => parsed(written('hash,seed\n'))).toThrow('line 1: expected the columns table,row,seed');
    expect(() => parsed(written(`${HEADER},top1\n`))).toThrow("line 1: the column 'top1' is given twice");
    const folder = temporaryFolder();
    mkdirSync(ledgerPath(folder));
    expect(() => parsed(folder)).toThrow(/can't read .*runs\.csv: this path is a folder/);
  });
});
