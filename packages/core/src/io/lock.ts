/**
 * Lock files, for processes of one machine or of several that share a folder. A lock is a hard link, which comes into being whole
 * or not at all, also over NFS; its text names the holder, and its modification time is renewed while it is held.
 */
import {
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RefoldError } from '../error.ts';
import { explainWrite, temporaryName } from './atomic.ts';
import { lifeOf, type ProcessIdentity, thisProcess } from './process-identity.ts';

/** Who holds a lock, and since when (ISO 8601). */
export interface LockHolder extends ProcessIdentity {
  readonly since: string;
}

const HEARTBEAT_MS = 5_000;
/**
 * Where the system can't tell whether the holder still runs, a lock that wasn't renewed for this long is free. One step of a large
 * network keeps its process from renewing, and NFS shows a file's times up to a minute late.
 */
const STALE_MS = 300_000;
const POLL_MS = 500;

/** A lock that this process holds. */
export class Lock {
  readonly #path: string;
  readonly #file: number;
  readonly #heartbeat: NodeJS.Timeout;

  /** @param file the lock file, open for writing */
  constructor(path: string, file: number, text: string) {
    this.#path = path;
    this.#file = file;
    // The same bytes again: the file server sets the time, by its own clock.
    this.#heartbeat = setInterval(() => attempt(() => writeSync(file, text, 0)), HEARTBEAT_MS).unref();
  }

  /** Gives the lock up. */
  release(): void {
    clearInterval(this.#heartbeat);
    // Another process may have taken it, after this one was halted for long.
    if (statSync(this.#path, { throwIfNoEntry: false })?.ino === fstatSync(this.#file).ino) {
      rmSync(this.#path, { force: true });
    }
    closeSync(this.#file);
  }
}

/**
 * Takes the lock file `path`, or returns undefined while another process, or another part of this one, holds it. A lock whose
 * holder has ended is taken over.
 * @throws RefoldError when the folder can't be written
 */
export function tryLock(path: string): Lock | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true });
    for (;;) {
      const claimed = claim(path);
      if (claimed instanceof Lock) return claimed;
      const found = inspect(path, claimed.at);
      if (found === undefined) continue;
      if (!found.isStale) return undefined;
      displace(path, found.text);
    }
  } catch (cause) {
    throw explainWrite(path, cause);
  }
}

/** Who holds a lock; undefined where nobody does. */
export function lockHolder(path: string): LockHolder | undefined {
  const found = inspect(path, Date.now());
  return found === undefined || found.isStale ? undefined : found.holder;
}

/** 'process 4711', with its machine if that is another one. */
export function holderInWords({ pid, host, place }: LockHolder): string {
  return place === thisProcess().place ? `process ${pid}` : `process ${pid} on ${host}`;
}

/**
 * Runs `work` while holding the lock file `path`, waiting until no other process holds it.
 * @param onWait is told who holds it, once
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait?: (holder: LockHolder) => void,
): Promise<T> {
  let lock = tryLock(path);
  for (let told = false; lock === undefined; lock = tryLock(path)) {
    const holder = lockHolder(path);
    if (!told && holder !== undefined) onWait?.(holder);
    told ||= holder !== undefined;
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Short work waits this long for other short work. */
const SHORT_MS = 30_000;

/**
 * As `withLock`, for work of a moment that can't wait asynchronously: reading a file and writing it changed.
 * @throws RefoldError when another process holds the lock for half a minute
 */
export function withLockSync<T>(path: string, work: () => T): T {
  const until = performance.now() + SHORT_MS;
  let lock = tryLock(path);
  for (; lock === undefined; lock = tryLock(path)) {
    const holder = lockHolder(path);
    if (holder !== undefined && performance.now() > until) {
      throw new RefoldError(`${path} is held by ${holderInWords(holder)}. End it, or delete this file.`);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SHORT_POLL_MS);
  }
  try {
    return work();
  } finally {
    lock.release();
  }
}

const SHORT_POLL_MS = 20;

/** There is a lock file already. */
interface Taken {
  /** The time now, by the clock that gives files theirs: that of a shared folder's server may differ from this machine's. */
  readonly at: number;
}

/** Makes the lock file, unless there is one. */
function claim(path: string): Lock | Taken {
  const text = JSON.stringify({ ...thisProcess(), since: new Date().toISOString() } satisfies LockHolder);
  const temporary = temporaryName(path);
  const file = openSync(temporary, 'wx');
  try {
    writeSync(file, text);
    const made = attempt(() => linkSync(temporary, path));
    // A file server's answer can get lost: the count of links tells what happened.
    const { nlink, mtimeMs: at } = fstatSync(file);
    if (made === 'done' || nlink === 2) return new Lock(path, file, text);
    closeSync(file);
    if (NO_LINKS.includes(made)) return claimWithoutLinks(path, text) ?? { at };
    if (made === 'EEXIST') return { at };
    throw Object.assign(new Error(`can't link ${path}: ${made}`), { code: made });
  } finally {
    rmSync(temporary, { force: true });
  }
}

const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** For file systems that have no hard links. */
function claimWithoutLinks(path: string, text: string): Lock | undefined {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, text);
    return new Lock(path, file, text);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw cause;
  }
}

interface Found {
  readonly text: string;
  readonly holder: LockHolder;
  readonly isStale: boolean;
}

/** What the lock file says at a time; undefined where there is none. */
function inspect(path: string, now: number): Found | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    const text = readFileSync(file, 'utf8');
    const holder = parse(text);
    const life = lifeOf(holder);
    const isStale = life === 'ended' || (life === 'unknown' && now - fstatSync(file).mtimeMs > STALE_MS);
    return { text, holder, isStale };
  } finally {
    closeSync(file);
  }
}

/** Its holder may be writing it right now, or was killed doing so. */
const UNKNOWN: LockHolder = { host: 'unknown', pid: 0, place: '', since: '' };

function parse(text: string): LockHolder {
  try {
    return { ...UNKNOWN, ...(JSON.parse(text) as Partial<LockHolder>) };
  } catch {
    return UNKNOWN;
  }
}

/** Removes the stale lock that says `text`, and only that one: another process may have put its own in its place by now. */
function displace(path: string, text: string): void {
  const moved = temporaryName(path);
  if (attempt(() => renameSync(path, moved)) !== 'done') return;
  if (readFileSync(moved, 'utf8') !== text) attempt(() => linkSync(moved, path));
  rmSync(moved, { force: true });
}

/** 'done', or the code of the error that the system gave. */
function attempt(work: () => unknown): string {
  try {
    work();
    return 'done';
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? String(cause);
  }
}
