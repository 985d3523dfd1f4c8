/** The runs that have a folder: what each is, how far it is, how old and how large. */
import { SCALES, type Scale } from '../define/scales.ts';
import type { Folders } from '../plan/folders.ts';
import { readLedger } from '../results/ledger.ts';
import type { RecordedRun } from '../results/recorded-run.ts';
import { Results } from '../results/results.ts';
import { type IndexedRun, indexedRuns } from './index-file.ts';
import type { RunStateName } from './states.ts';

/** A run in the list. */
export interface ListedRun extends IndexedRun {
  readonly state: RunStateName;
  /** Of its table or figure; empty where nothing says it. */
  readonly table: string;
  readonly row: string;
  readonly seed: number | undefined;
  /** Its lines in the ledgers of its paper, by scale. */
  readonly recorded: ReadonlyMap<Scale, RecordedRun>;
  /** Milliseconds since it was finished or, if it isn't, since its last sign of life. */
  readonly age: number;
}

/** What is looked for; what is left out may be anything. */
export interface RunFilter {
  /** Papers, or 'train', 'prune', 'verify/<paper>'. */
  readonly groups?: readonly string[];
  readonly table?: string | undefined;
  /** A part of the row's name, in any case. */
  readonly row?: string | undefined;
  readonly seed?: number | undefined;
  readonly state?: RunStateName | undefined;
  /** Milliseconds. */
  readonly olderThan?: number | undefined;
  /** Bytes. */
  readonly largerThan?: number | undefined;
}

/** The runs that have a folder and pass a filter, by paper, table, row and seed. */
export function listedRuns({ runs, results }: Folders, filter: RunFilter = {}, now = Date.now()): readonly ListedRun[] {
  const ledgers = new Map<string, ReturnType<typeof ledgersOf>>();
  return indexedRuns(runs, filter.groups)
    .map((run): ListedRun => {
      const { group, id, description } = run;
      if (!ledgers.has(group)) ledgers.set(group, ledgersOf(results, group));
      const recorded = new Map(
        ledgers.get(group)!.flatMap(([scale, ledger]) => {
          const found = ledger.get(id);
          return found === undefined ? [] : [[scale, found] as const];
        }),
      );
      const { table = '', row = '', seed } = description ?? recorded.values().next().value ?? {};
      return { ...run, table, row, seed, recorded, state: stateOf(run), age: Math.max(0, now - run.at) };
    })
    .filter(run => passes(run, filter))
    .sort(inOrder);
}

/** The ledgers of a group, where it is a paper that has some. */
function ledgersOf(results: string, group: string) {
  if (group.includes('/')) return [];
  return SCALES.map(scale => [scale, readLedger(new Results(results, group).path(scale, ''))] as const);
}

const stateOf = ({ isAside, isRunning, isFinished }: IndexedRun): RunStateName =>
  isAside ? 'damaged' : isRunning ? 'running' : isFinished ? 'finished' : 'begun';

function passes(run: ListedRun, { table, row, seed, state, olderThan = 0, largerThan = 0 }: RunFilter): boolean {
  return (
    (table === undefined || run.table === table) &&
    (row === undefined || run.row.toLowerCase().includes(row.toLowerCase())) &&
    (seed === undefined || run.seed === seed) &&
    (state === undefined || run.state === state) &&
    run.age >= olderThan &&
    run.bytes >= largerThan
  );
}

/** Table 10 comes after table 9. */
const { compare } = new Intl.Collator('en', { numeric: true });

function inOrder(a: ListedRun, b: ListedRun): number {
  return (
    compare(a.group, b.group) ||
    compare(a.table, b.table) ||
    compare(a.row, b.row) ||
    (a.seed ?? -1) - (b.seed ?? -1) ||
    compare(a.id, b.id)
  );
}
