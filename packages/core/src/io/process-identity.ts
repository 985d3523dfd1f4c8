/** Which process holds a lock or writes a file, as other processes know it, on this machine or on another that shares the folder. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, so that others can tell whether it still runs. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Machine, boot and process namespace, hashed: processes of one place see each other's numbers. */
  readonly place: string;
  /** When it was started, in the system's own unit: a later process may get the same number. Absent on systems without /proc. */
  readonly started?: string;
}

/** 'unknown' for a process of another place, and where the system doesn't tell two processes of one number apart. */
export type Life = 'running' | 'ended' | 'unknown';

let own: ProcessIdentity | undefined;

/** The identity of this process. */
export function thisProcess(): ProcessIdentity {
  if (own?.pid === process.pid) return own;
  const boot = orUndefined(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'));
  const namespace = orUndefined(() => readlinkSync('/proc/self/ns/pid'));
  const place = createHash('sha256')
    .update(JSON.stringify([hostname(), boot, namespace]))
    .digest('hex')
    .slice(0, 8);
  const started = startOf(process.pid);
  own = { host: hostname(), pid: process.pid, place, ...(started !== undefined && { started }) };
  return own;
}

/** Whether a process still runs, as far as this one can tell. */
export function lifeOf({ pid, place, started }: Pick<ProcessIdentity, 'pid' | 'place' | 'started'>): Life {
  if (place !== thisProcess().place) return 'unknown';
  if (!exists(pid)) return 'ended';
  const now = startOf(pid);
  if (started === undefined || now === undefined) return 'unknown';
  return now === started ? 'running' : 'ended';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The 22nd field of /proc/<pid>/stat (proc(5)). The second one, the program's name in parentheses, may hold spaces. */
function startOf(pid: number): string | undefined {
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function orUndefined(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
