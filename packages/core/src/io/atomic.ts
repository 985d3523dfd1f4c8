import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RefoldError } from '../error.ts';

/**
 * Writes `data` under a temporary name beside `path`, then renames: readers see the old file or the new one, never a part.
 * A failed write removes its temporary file and leaves what was at `path` alone.
 * @throws RefoldError when the disk is full or the folder can't be written
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, data);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw explainWrite(path, cause);
  }
}

/** Turns a file-system failure while writing `path` into an error that says what to do; anything else passes through. */
export function explainWrite(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const advice = code === undefined ? undefined : WRITE_ADVICE[code];
  return advice === undefined ? cause : new RefoldError(`can't write ${path}: ${advice}`, { cause });
}

const WRITE_ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and run the same command again; what was saved before is intact.',
  EDQUOT:
    'your disk quota is used up. Free some space and run the same command again; what was saved before is intact.',
  EACCES: 'permission denied. Choose another folder or change its permissions.',
  EROFS: 'the file system is read-only. Choose another folder.',
  ENOTDIR: 'a part of this path is a file, not a folder.',
  EISDIR: 'this path is a folder, not a file.',
};
