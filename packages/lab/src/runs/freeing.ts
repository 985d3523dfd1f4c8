/** Which files of runs nothing needs any more, and their removal. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { holdsParameters, lockRun, RUN_FILES, RunInUse, readResult } from '@refold/core/runs';
import type { RecordedRun } from '../results/recorded-run.ts';
import { isSetAside } from './folders.ts';
import type { ListedRun } from './listing.ts';

/** Why the parameters of a run stay. */
export type Reason =
  | 'is running'
  | "isn't finished"
  | "isn't a paper's run"
  | "isn't in the ledger"
  | 'differs from its line in the ledger'
  | 'a run, figure, measurement or command needs its parameters';

/** What is freed of a run: its parameters, or what is damaged; and why its parameters stay, if there are any and they do. */
export interface Decision {
  readonly run: ListedRun;
  /** 0 where nothing is freed. */
  readonly bytes: number;
  /** Undefined where parameters are freed, or there are none. */
  readonly kept: Reason | undefined;
}

/**
 * What can be freed of a run. Its metrics, its result and its event files always stay; its parameters go where the ledger has what it measured, and no
 * run, figure, measurement or command of its paper begins with them. Damaged files that were set aside go too.
 * @param needed ids of the runs whose parameters are needed, by paper
 */
export function decide(run: ListedRun, needed: ReadonlyMap<string, ReadonlySet<string>>): Decision {
  if (run.state === 'running') return { run, bytes: 0, kept: 'is running' };
  if (run.isAside) return { run, bytes: run.bytes, kept: undefined };
  const kept = run.parameterBytes === 0 ? undefined : reasonToKeep(run, needed.get(run.group));
  return { run, bytes: run.asideBytes + (kept === undefined ? run.parameterBytes : 0), kept };
}

function reasonToKeep(run: ListedRun, needed: ReadonlySet<string> | undefined): Reason | undefined {
  if (!run.isFinished) return "isn't finished";
  if (needed === undefined) return "isn't a paper's run";
  if (run.recorded.size === 0) return "isn't in the ledger";
  if (needed.has(run.id)) return 'a run, figure, measurement or command needs its parameters';
  return standsIn(run) ? undefined : 'differs from its line in the ledger';
}

/** Whether a ledger says all that the run's own result says. */
function standsIn({ folder, recorded }: ListedRun): boolean {
  const metrics = measuredIn(folder);
  return metrics !== undefined && [...recorded.values()].some(line => saysAll(line, metrics));
}

function saysAll({ metrics: recorded }: RecordedRun, metrics: Readonly<Record<string, number | null>>): boolean {
  // Results of before version 0.2 have null in place of NaN.
  return Object.entries(metrics).every(([name, value]) => Object.is(recorded[name], value ?? Number.NaN));
}

/** The metrics of a run's result; undefined where it has none, or it is damaged. */
function measuredIn(folder: string): Readonly<Record<string, number | null>> | undefined {
  try {
    const { hash } = JSON.parse(readFileSync(join(folder, RUN_FILES.result), 'utf8')) as { readonly hash: string };
    return readResult(folder, hash)?.metrics;
  } catch {
    return undefined;
  }
}

/**
 * Frees what was decided, unless somebody has the run by now, or it isn't finished any more.
 * @returns the bytes that were freed
 */
export function free({ run, kept }: Decision): number {
  try {
    const lock = lockRun(run.folder);
    try {
      if (run.isAside) return removed(run.folder, run.bytes);
      if (!existsSync(run.folder)) return 0;
      const mayGo = kept === undefined && measuredIn(run.folder) !== undefined;
      return readdirSync(run.folder)
        .filter(name => isSetAside(name) || (mayGo && holdsParameters(name)))
        .map(name => join(run.folder, name))
        .reduce((sum, path) => sum + removed(path, statSync(path).size), 0);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (error instanceof RunInUse) return 0;
    throw error;
  }
}

function removed(path: string, bytes: number): number {
  rmSync(path, { recursive: true, force: true });
  return bytes;
}
