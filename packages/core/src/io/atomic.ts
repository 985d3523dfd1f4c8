import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { explainSystemError } from '../system-error.ts';
import { writeBytes } from './bytes.ts';
import { lifeOf, thisProcess } from './process-identity.ts';

/**
 * Writes `data` under a temporary name beside `path`, then renames: readers see the old file or the new one, never a part.
 * The data is on the disk before the new file gets its name, so a full disk or a power failure leaves the old file.
 * A failed write removes its temporary file and leaves what was at `path` alone.
 * @throws RefoldError when the disk is full or the folder can't be written
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const temporary = temporaryName(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFlushed(temporary, typeof data === 'string' ? Buffer.from(data) : data);
    renameSync(temporary, path);
  } catch (cause) {
    removeIfAllowed(temporary);
    throw explainWrite(path, cause);
  }
}

function writeFlushed(path: string, data: Uint8Array): void {
  const file = openSync(path, 'w');
  try {
    writeBytes(file, data);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A name beside `path` for a file on its way there, by which `sweepTemporaryFiles` knows who writes it. */
export function temporaryName(path: string): string {
  const { place, pid } = thisProcess();
  return `${path}.${place}-${pid}-${randomBytes(4).toString('hex')}.tmp`;
}

/** Names that `temporaryName` gives; before version 0.2 they lacked the place. */
const TEMPORARY = /\.(?:([0-9a-f]{8})-)?(\d+)-[0-9a-f]{8}\.tmp$/;

/** No write takes that long: its process has ended, on whichever machine. */
const ABANDONED_MS = 24 * 3600 * 1000;

/**
 * Removes from `folder` the temporary files of writes whose process was killed: those of processes that have ended on this
 * machine, and those of any machine that nobody has touched for a day.
 */
export function sweepTemporaryFiles(folder: string): void {
  for (const name of namesIn(folder)) {
    const [, place = '', pid] = TEMPORARY.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (lifeOf({ place, pid: Number(pid) }) === 'ended' || age > ABANDONED_MS) removeIfAllowed(path);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A file that can't be removed is no reason to stop. */
function removeIfAllowed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

/** Turns a file-system failure while writing `path` into an error that says what to do; anything else passes through. */
export const explainWrite = (path: string, cause: unknown): unknown =>
  explainSystemError(cause, path, 'write') ?? cause;
