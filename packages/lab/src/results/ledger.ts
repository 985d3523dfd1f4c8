/**
 * The ledger, results/<paper>/<scale>/runs.csv: one line for each finished run, with every metric that it ended with. It is committed,
 * so that nobody has to train a run again that somebody has trained.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { withLockSync } from '@refold/core/io';
import { readLedgerFile, writeLedgerFile } from './ledger-file.ts';
import { Ledger, type RecordedRun } from './recorded-run.ts';

/** A run that is recorded, and another account of the same run. */
export interface Double {
  readonly recorded: RecordedRun;
  readonly found: RecordedRun;
}

/** What came of adding runs to a ledger. */
export interface Union {
  /** With the runs added. A run that was in it is as it was. */
  readonly ledger: Ledger;
  readonly added: readonly RecordedRun[];
  /** The runs that were in it already. */
  readonly doubles: readonly Double[];
}

/** A ledger and further runs, by hash. */
export function union(ledger: Ledger, runs: readonly RecordedRun[]): Union {
  const byHash = new Map(ledger.runs.map(run => [run.hash, run]));
  const added: RecordedRun[] = [];
  const doubles: Double[] = [];
  for (const found of runs) {
    const recorded = byHash.get(found.hash);
    if (recorded !== undefined) doubles.push({ recorded, found });
    else {
      byHash.set(found.hash, found);
      added.push(found);
    }
  }
  return { ledger: added.length === 0 ? ledger : new Ledger([...byHash.values()]), added, doubles };
}

/** The path of the ledger in a folder of results, results/<paper>/<scale>. */
export const ledgerPath = (folder: string): string => join(folder, 'runs.csv');

/** What this process has read or written, by path: a session adds its runs one by one to a file of thousands of lines. */
const known = new Map<string, { readonly version: string; readonly ledger: Ledger }>();

/** Tells a file from what stood in its place before: who writes it makes a new one. */
function versionOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

/**
 * The ledger of a folder of results; an empty one where there is no file.
 * @throws RefoldError naming file and line, and what to do, for what is malformed
 */
export function readLedger(folder: string): Ledger {
  const path = ledgerPath(folder);
  const version = versionOf(path);
  const last = known.get(path);
  if (last?.version === version) return last.ledger;
  const ledger = readLedgerFile(path);
  known.set(path, { version, ledger });
  return ledger;
}

function writeLedger(folder: string, ledger: Ledger): void {
  const path = ledgerPath(folder);
  writeLedgerFile(path, ledger);
  known.set(path, { version: versionOf(path), ledger });
}

/**
 * Adds runs to the ledger of a folder of results, in one step that waits for other processes which do the same. Runs that are in it stay as
 * they are, whatever else is said of them now: the caller judges that.
 * @throws RefoldError as `readLedger`, and where the file can't be written
 */
export function appendRuns(folder: string, runs: readonly RecordedRun[]): Union {
  if (runs.length === 0) return union(readLedger(folder), []);
  return withLockSync(join(folder, '.lock'), () => {
    const result = union(readLedger(folder), runs);
    if (result.added.length > 0) writeLedger(folder, result.ledger);
    return result;
  });
}
