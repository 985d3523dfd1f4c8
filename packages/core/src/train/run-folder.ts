/** The folder of a run: the names of its files, its lock and its result. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RefoldError } from '../error.ts';
import { sweepTemporaryFiles, writeFileAtomic } from '../io/atomic.ts';
import { parseNumbers, stringifyNumbers } from '../io/json-numbers.ts';
import { holderInWords, type Lock, type LockHolder, lockHolder, tryLock } from '../io/lock.ts';
import type { RunResult } from './events.ts';

/** Names of a run's files in its folder. */
export const RUN_FILES = {
  checkpoint: 'checkpoint.safetensors',
  metrics: 'metrics.jsonl',
  result: 'result.json',
} as const;

const SNAPSHOT = /^epoch-(\d+)\.safetensors$/;

/** The name of the snapshot after that many epochs. */
export const snapshotName = (epoch: number): string => `epoch-${String(epoch).padStart(4, '0')}.safetensors`;

/** Whether a file of a run, by its name, holds parameters: the checkpoint or a snapshot. */
export const holdsParameters = (name: string): boolean => name === RUN_FILES.checkpoint || SNAPSHOT.test(name);

/** The snapshots that a run kept in its folder, by the epochs done: checkpoints without the optimizers' state. */
export function snapshotFiles(folder: string): ReadonlyMap<number, string> {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(
    names.flatMap(name => (SNAPSHOT.test(name) ? [[Number(SNAPSHOT.exec(name)![1]), join(folder, name)]] : [])),
  );
}

/** Another process trains this run, or another call of `train` in this one. */
export class RunInUse extends RefoldError {
  override readonly name = 'RunInUse';
  /** Undefined where it ended in the meantime. */
  readonly holder: LockHolder | undefined;

  constructor(folder: string, holder: LockHolder | undefined) {
    const who = holder === undefined ? 'another process' : holderInWords(holder);
    super(`the run in ${folder} is being trained by ${who}. Wait for it, or use another folder.`);
    this.holder = holder;
  }
}

/** Beside the folder, so that the folder itself can be moved or deleted by who holds it. */
const lockPath = (folder: string): string => `${resolve(folder)}.lock`;

/** Who trains the run of a folder right now, on this machine or another; undefined where nobody does. */
export const runHolder = (folder: string): LockHolder | undefined => lockHolder(lockPath(folder));

/**
 * Takes a run's folder for this process alone.
 * @throws RunInUse while somebody else has it
 */
export function lockRun(folder: string): Lock {
  const lock = tryLock(lockPath(folder));
  if (lock === undefined) throw new RunInUse(folder, runHolder(folder));
  sweepTemporaryFiles(folder);
  return lock;
}

/** Deletes a run's files. The caller holds its lock. */
export function removeRun(folder: string): void {
  const files = Object.values(RUN_FILES).map(file => join(folder, file));
  for (const path of [...files, ...snapshotFiles(folder).values()]) rmSync(path, { force: true });
}

/** Writes the result of a finished run, with a checksum of its own. */
export function writeResult(folder: string, result: RunResult): void {
  const text = stringifyNumbers({ ...result, [CHECKSUM]: checksum(result) }, 2);
  writeFileAtomic(join(folder, RUN_FILES.result), `${text}\n`);
}

/**
 * The result in a run's folder; undefined where there is none, or it is damaged or of another configuration: it is then made again
 * from the checkpoint.
 * @param hash of the configuration
 */
export function readResult(folder: string, hash: string): RunResult | undefined {
  try {
    const text = readFileSync(join(folder, RUN_FILES.result), 'utf8');
    const { [CHECKSUM]: sum, ...result } = parseNumbers(text) as RunResult & { readonly [CHECKSUM]?: string };
    // Results of before version 0.2 have no checksum.
    return result.hash === hash && (sum === undefined || sum === checksum(result)) ? result : undefined;
  } catch {
    return undefined;
  }
}

/** A changed digit is still valid JSON. */
const CHECKSUM = 'sha256';
const checksum = (result: RunResult): string => createHash('sha256').update(stringifyNumbers(result)).digest('hex');
