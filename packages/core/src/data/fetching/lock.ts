import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { explainWrite } from '../../io/atomic.ts';

const HEARTBEAT_MS = 5_000;
/** A lock untouched for this long belongs to a process that is gone, whatever its number says. */
const STALE_MS = 60_000;

/**
 * Runs `work` while holding the lock file `path`, waiting until no other process holds it. A lock left by a process
 * that died is taken over. `onWait` is told the holder's process id, once.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, onWait?: (pid: number) => void): Promise<T> {
  for (let waited = false; !acquire(path); waited = true) {
    if (isStale(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!waited) onWait?.(holder(path)?.pid ?? 0);
    await sleep(500);
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  }
}

function acquire(path: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(path, 'wx');
    writeSync(descriptor, JSON.stringify({ pid: process.pid, host: hostname() }));
    closeSync(descriptor);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw explainWrite(path, cause);
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Someone removed the lock by hand; the work itself is still safe, since every file is renamed into place.
  }
}

function holder(path: string): { pid: number; host: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { pid: number; host: string };
  } catch {
    return undefined; // gone by now, or not written yet
  }
}

function isStale(path: string): boolean {
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > STALE_MS) return true;
  const owner = holder(path);
  return owner !== undefined && owner.host === hostname() && !isAlive(owner.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
