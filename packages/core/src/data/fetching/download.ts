import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Response } from 'undici';
import { RefoldError } from '../../error.ts';
import { explainWrite } from '../../io/atomic.ts';
import { standInAt } from '../../io/stand-in.ts';
import { type Digest, digestOfFile } from './checksum.ts';
import { withResponse } from './http.ts';
import type { OnProgress } from './progress.ts';
import { Unavailable } from './unavailable.ts';

export interface DownloadOptions {
  readonly digest: Digest;
  readonly label: string;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the server's answer: short, since there is a second source. Default: 5,000. */
  readonly answerTimeout?: number;
  /** Milliseconds without a byte before giving up. Default: 30,000. */
  readonly stallTimeout?: number;
}

/**
 * Downloads `url` to `path`. What has arrived is kept in `path.part`, and a later call asks the server for the rest
 * only; the file gets its own name once its checksum is right. A file that is already there, and right, is kept.
 * @throws Unavailable saying what failed; the part is kept unless its checksum is wrong
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  const isRight = async (file: string): Promise<boolean> =>
    (await digestOfFile(file, options.digest)) === options.digest;
  if (existsSync(path) && (await isRight(path))) return;
  const part = `${path}.part`;
  mkdirSync(dirname(path), { recursive: true });
  await fetchRest(url, part, options);
  if (!(await isRight(part))) {
    const found = standInAt(part);
    const sent = found === undefined ? 'what it sent' : `${found.what}, which it sent,`;
    rmSync(part);
    throw new Unavailable(`${sent} isn't the official file: its checksum should be ${options.digest}`);
  }
  renameSync(part, path);
}

async function fetchRest(url: string, part: string, options: DownloadOptions): Promise<void> {
  const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const watch = new Watchdog(options.signal);
  try {
    watch.expectWithin(options.answerTimeout ?? 5_000, 'no answer');
    const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
    await withResponse(url, { headers, signal: watch.signal }, response => save(response, part, have, watch, options));
  } catch (cause) {
    throw watch.explain(cause);
  } finally {
    watch.stop();
  }
}

/** Appends what the server sends to the `have` bytes of `part`, or writes it anew where the server begins from the start. */
async function save(
  response: Response,
  part: string,
  have: number,
  watch: Watchdog,
  { label, onProgress, stallTimeout = 30_000 }: DownloadOptions,
): Promise<void> {
  if (response.status === 416) return; // nothing is left to send: the checksum decides
  if (!response.ok || response.body === null) throw new Unavailable(`the server answered ${response.status}`);
  const start = response.status === 206 ? have : 0; // a server without ranges sends everything again
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isNaN(length) ? undefined : start + length;
  const file = await openForWrite(part, start > 0 ? 'a' : 'w');
  let done = start;
  try {
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      watch.expectWithin(stallTimeout, 'no data');
      await writeAll(file, part, piece);
      done += piece.length;
      onProgress?.({ label, done, total, unit: 'bytes' });
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && done < total) throw new Unavailable(`the connection ended at byte ${done} of ${total}`);
}

async function openForWrite(path: string, flags: 'a' | 'w'): Promise<FileHandle> {
  try {
    return await open(path, flags);
  } catch (cause) {
    throw explainWrite(path, cause);
  }
}

async function writeAll(file: FileHandle, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await file.writeFile(bytes);
  } catch (cause) {
    throw explainWrite(path, cause);
  }
}

/** Aborts a request when what is expected next doesn't come in time, or when the caller's signal fires. */
class Watchdog {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal;

  constructor(outer: AbortSignal | undefined) {
    this.signal = outer ? AbortSignal.any([outer, this.#controller.signal]) : this.#controller.signal;
  }

  expectWithin(ms: number, otherwise: string): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#controller.abort(new Unavailable(`${otherwise} within ${ms / 1000} s`));
    }, ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** What ended the request: our own limit, the caller's signal, or `error`. */
  explain(error: unknown): unknown {
    if (this.#controller.signal.aborted) return this.#controller.signal.reason;
    return this.signal.aborted || error instanceof RefoldError || !(error instanceof Error)
      ? error
      : new Unavailable(error.message, { cause: error });
  }
}
