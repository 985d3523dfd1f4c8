/** Runs as the page holds them: those that differ by their seeds alone are one line. */
import type { PaperTable } from '../../define/paper.ts';
import type { Scale } from '../../define/scales.ts';
import { rowHeading } from '../../report/headings.ts';
import { readLedger } from '../../results/ledger.ts';
import type { RecordedRun } from '../../results/recorded-run.ts';
import type { CellRecord, Results } from '../../results/results.ts';
import type { RunTuple } from '../shape.ts';
import type { Pools } from './pool.ts';

/** The recorded runs of a scale. */
export const runsAt = (scale: Scale, results: Results): readonly RecordedRun[] =>
  readLedger(results.path(scale, '')).runs;

/** The lines of a scale's runs. What they learn from, and which network, is what the cells of their row say. */
export function runTuples(
  scale: Scale,
  tables: readonly PaperTable[],
  results: Results,
  pools: Pools,
): readonly RunTuple[] {
  const alike = new Map<string, RecordedRun[]>();
  for (const run of runsAt(scale, results)) {
    const { table, row, backend, steps, commit, date } = run;
    const key = JSON.stringify([table, row, backend, steps, commit, date]);
    alike.set(key, [...(alike.get(key) ?? []), run]);
  }
  const cells = new Map(tables.map(({ id }) => [id, results.cells(scale, id)]));
  return [...alike.values()].map(runs => tupleOf(runs, scale, tables, cells, pools));
}

function tupleOf(
  runs: readonly RecordedRun[],
  scale: Scale,
  tables: readonly PaperTable[],
  cells: ReadonlyMap<string, readonly CellRecord[]>,
  pools: Pools,
): RunTuple {
  const { table: id, row: name, backend, steps, commit, date } = runs[0]!;
  const row = tables.find(table => table.id === id)?.rows.find(row => row.name === name);
  const own = (cells.get(id) ?? []).filter(cell => cell.row === name && cell.measured !== '');
  const first = (key: 'data' | 'network') => own.find(cell => cell[key] !== '')?.[key] ?? '';
  return [
    pools.text(id),
    pools.text(row === undefined ? name : rowHeading(row)),
    pools.text(scale),
    [...new Set(runs.map(({ seed }) => seed))].join(' '),
    pools.text(backend),
    steps,
    Math.round(10 * runs.reduce((sum, { seconds }) => sum + seconds, 0)) / 10,
    pools.text(commit),
    pools.text(date),
    pools.text(first('data')),
    pools.text(first('network')),
    runs.map(({ hash }) => hash).join(' '),
  ];
}
