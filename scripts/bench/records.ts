/** Comparisons as lines of a CSV file, and as a text table. */
import { describeMachine } from '@refold/core/backend';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { type CsvRecord, readCsv, writeCsv } from '../../packages/lab/src/results/csv.ts';
import { commitOf, today } from '../../packages/lab/src/results/provenance.ts';
import { textTable } from '../../packages/lab/src/terminal/text-table.ts';
import type { Comparison } from './compare.ts';
import { targetOf } from './targets.ts';

export const COLUMNS = [
  'net',
  'mode',
  'batch',
  'ours_ms',
  'peer',
  'variant',
  'peer_ms',
  'ratio',
  'q1',
  'q3',
  'n',
  'disturbed',
  'target',
  'verdict',
  'threads',
  'ours',
  'peer_version',
  'machine',
  'node',
  'commit',
  'date',
] as const;

export type ComparisonRecord = CsvRecord<(typeof COLUMNS)[number]>;

/** Returns where and with what something was measured: columns of every CSV file of the benchmark. */
export function provenance() {
  const { processor, platform, node } = describeMachine();
  return { machine: `${processor}, ${platform}`, node, commit: commitOf(ROOT), date: today() };
}

/** Rounds to four significant digits. */
export const rounded = (value: number): string => String(Number(value.toPrecision(4)));

export function recordOf({ work, ours, theirs, ratio, disturbed }: Comparison): ComparisonRecord {
  const target = targetOf(work, theirs.peer.name);
  return {
    net: work.subject,
    mode: work.mode,
    batch: String(work.batch),
    ours_ms: rounded(ours.milliseconds),
    peer: theirs.peer.name,
    variant: theirs.variant,
    peer_ms: rounded(theirs.milliseconds),
    ratio: rounded(ratio.median),
    q1: rounded(ratio.q1),
    q3: rounded(ratio.q3),
    n: String(ratio.n),
    disturbed: String(disturbed),
    target: target === undefined ? '' : String(target),
    verdict: target === undefined ? '' : ratio.median >= target ? 'holds' : 'does not hold',
    threads: `${ours.peer.greeting.threads} : ${theirs.peer.greeting.threads}`,
    ours: ours.peer.greeting.detail,
    peer_version: theirs.peer.greeting.detail,
    ...provenance(),
  };
}

const keyOf = ({ net, mode, batch, peer }: ComparisonRecord): string => [net, mode, batch, peer].join(' ');

/** Writes records into a file, replacing those of the same work and peer and keeping the others. */
export function mergeRecords(path: string, fresh: readonly ComparisonRecord[]): void {
  const records = new Map([...readCsv(path, COLUMNS), ...fresh].map(record => [keyOf(record), record]));
  writeCsv(path, COLUMNS, [...records.values()]);
}

/** Returns the table that the command prints. */
export const tableOf = (records: readonly ComparisonRecord[]): string =>
  textTable(
    ['net', 'mode', 'batch', 'ours ms', 'peer', 'ms', 'as', 'ratio', 'quartiles', 'n', 'target', ''],
    records.map(r => [
      r.net,
      r.mode,
      r.batch,
      r.ours_ms,
      r.peer,
      r.peer_ms,
      r.variant,
      Number(r.ratio).toFixed(2),
      `${Number(r.q1).toFixed(2)}-${Number(r.q3).toFixed(2)}`,
      r.disturbed === '0' ? r.n : `${r.n}, ${r.disturbed} disturbed`,
      r.target,
      r.verdict,
    ]),
  );
