/** What a killed command leaves behind: how many of its files are whole, and how much of the training is lost. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { inspectCheckpoint, RUN_FILES } from '@refold/core/train';
import { readAnyCsv } from '../../packages/lab/src/results/csv.ts';
import { readLedgerFile } from '../../packages/lab/src/results/ledger-file.ts';

/** Counts of files and runs. */
export interface Damages {
  readonly csv: number;
  readonly checkpoints: number;
  /** Files that are not whole. */
  readonly damaged: number;
  /** Runs with a result. */
  readonly finished: number;
  /** The most whole epochs that a run must train again, and steps. */
  readonly epochsLost: number;
  readonly stepsLost: number;
}

/** Looks at the results and runs of a paper in a checkout. */
export function lookAt(root: string, paper: string): Damages {
  const tables = filesIn(join(root, 'results', paper)).filter(file => file.endsWith('.csv'));
  const runs = runsOf(join(root, 'runs', paper));
  const checkpoints = runs.map(folder => join(folder, RUN_FILES.checkpoint)).filter(existsSync);
  const damaged = [...tables.filter(isBadTable), ...checkpoints.filter(path => 'damage' in inspectCheckpoint(path))];
  const losses = runs.map(lossOf);
  return {
    csv: tables.length,
    checkpoints: checkpoints.length,
    damaged: damaged.length,
    finished: runs.filter(folder => existsSync(join(folder, RUN_FILES.result))).length,
    epochsLost: Math.max(0, ...losses.map(({ epochs }) => epochs)),
    stepsLost: Math.max(0, ...losses.map(({ steps }) => steps)),
  };
}

function isBadTable(path: string): boolean {
  try {
    if (path.endsWith('runs.csv')) readLedgerFile(path);
    else readAnyCsv(path);
    return false;
  } catch (error) {
    if (error instanceof RefoldError) return true;
    throw error;
  }
}

/** What the metrics of a run have seen and its checkpoint hasn't. A result needs neither. */
function lossOf(folder: string): { readonly epochs: number; readonly steps: number } {
  const path = join(folder, RUN_FILES.metrics);
  if (!existsSync(path) || existsSync(join(folder, RUN_FILES.result))) return { epochs: 0, steps: 0 };
  // The last line may be half written: what a run appends it writes anew when it goes on.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const seen = lines.map(line => JSON.parse(line) as { step: number; trainLoss?: number });
  const checkpoint = join(folder, RUN_FILES.checkpoint);
  const found = existsSync(checkpoint) ? inspectCheckpoint(checkpoint) : undefined;
  const [step, saved] =
    found === undefined || 'damage' in found ? [0, 0] : [found.progress.step, epochsIn(found.progress.records)];
  return {
    epochs: Math.max(0, epochsIn(seen) - saved),
    steps: Math.max(0, (seen.at(-1)?.step ?? 0) - step),
  };
}

const epochsIn = (records: readonly object[]): number => records.filter(record => 'trainLoss' in record).length;

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name));
}

function runsOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => join(folder, name));
}
