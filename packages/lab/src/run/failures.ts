/** runs/<paper>/<hash>/failure.json: why a run's last attempt failed, for whoever looks from another machine. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import type { Job } from '../plan/jobs.ts';

const FILE = 'failure.json';

/** Notes the error of an attempt. */
export function noteFailure({ folder }: Job, message: string): void {
  try {
    const note = { message, at: new Date().toISOString() };
    writeFileAtomic(join(folder, FILE), `${JSON.stringify(note, undefined, 2)}\n`);
  } catch {
    // The disk is full, say. The error itself is what the user has to hear of.
  }
}

/** Forgets the error of an earlier attempt: another one begins, or the run is finished. */
export const clearFailure = ({ folder }: Job): void => rmSync(join(folder, FILE), { force: true });

/** The error of the last attempt; undefined where it didn't fail. */
export function failureOf({ folder }: Job): string | undefined {
  try {
    const { message } = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as { readonly message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
