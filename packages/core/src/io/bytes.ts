/** A file's bytes: reading them a part at a time, and taking them one piece after another. */
import { constants } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { RefoldError } from '../error.ts';
import { explainSystemError } from '../system-error.ts';

/** A file whose bytes aren't what they should be, which is another matter than a file that the system doesn't hand out. */
export class InvalidFile extends RefoldError {
  /** What is wrong with which file, in a sentence without advice. */
  readonly fault: string;

  constructor(fault: string, advice: string) {
    super(`${fault} ${advice}`);
    this.fault = fault;
  }
}

/** Throws an error that names the file, given what is wrong with it. */
export type Fail = (what: string) => never;

/** Bytes that are read a part at a time: a file may be larger than an array can be. */
export interface ByteSource {
  /** Number of bytes. */
  readonly size: number;
  /** The bytes from `begin` up to `end`, which must be within the source. They may be shared: write nothing into them. */
  readonly slice: (begin: number, end: number) => Uint8Array;
}

/** Bytes in memory as a source. */
export const inMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  slice: (begin, end) => bytes.subarray(begin, end),
});

/** A part of a source as one of its own. */
export const region = (source: ByteSource, begin: number, end: number): ByteSource => ({
  size: end - begin,
  slice: (from, to) => source.slice(begin + from, begin + to),
});

/**
 * What `read` makes of a file, which is open as long as it runs.
 * @throws RefoldError when there is no such file, or it can't be read
 */
export function withFile<T>(path: string, read: (source: ByteSource) => T): T {
  const file = attempt(path, () => openSync(path, 'r'));
  try {
    const { size } = attempt(path, () => fstatSync(file));
    return read({ size, slice: (begin, end) => attempt(path, () => readRange(file, begin, end)) });
  } finally {
    closeSync(file);
  }
}

/** Writes all of `bytes` to an open file, from where it stands on, however many they are. */
export function writeBytes(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, Math.min(PIECE, bytes.length - done));
}

/** CRC-32 of a part of a source, going on from that of what came before. */
export function checksumOf(source: ByteSource, begin = 0, end = source.size, before = 0): number {
  let sum = before;
  for (let at = begin; at < end; at += PIECE) sum = crc32(source.slice(at, Math.min(end, at + PIECE)), sum);
  return sum;
}

/** Bytes that are read or written at once where a file may be large; far below Node's limit of 2 GiB. */
const PIECE = 2 ** 24;

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw (
      explainSystemError(cause, path, 'read') ??
      new RefoldError(`can't read ${path}: ${(cause as Error).message}.`, { cause })
    );
  }
}

function readRange(file: number, begin: number, end: number): Uint8Array {
  if (end - begin > constants.MAX_LENGTH) {
    throw new Error(`${end - begin} bytes of it belong together, more than this version of Node.js can hold at once`);
  }
  const bytes = new Uint8Array(end - begin);
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(file, bytes, done, Math.min(PIECE, bytes.length - done), begin + done);
    if (count === 0) throw new Error('it became shorter while it was read');
    done += count;
  }
  return bytes;
}

/** Takes little-endian numbers, texts and bytes from `at` on, and fails where the source ends too soon. */
export class ByteReader {
  readonly #source: ByteSource;
  readonly #fail: Fail;
  /** What was read last, and where that begins. */
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;
  at: number;

  constructor(source: ByteSource, at: number, fail: Fail) {
    this.#source = source;
    this.#fail = fail;
    this.at = at;
  }

  /** The next `count` bytes; write nothing into them. */
  take(count: number): Uint8Array {
    const begin = this.at;
    this.skip(count);
    if (begin < this.#windowAt || begin + count > this.#windowAt + this.#window.length) {
      this.#window = this.#source.slice(begin, Math.min(this.#source.size, begin + Math.max(count, WINDOW)));
      this.#windowAt = begin;
    }
    return this.#window.subarray(begin - this.#windowAt, begin - this.#windowAt + count);
  }

  /** Passes over the next `count` bytes. */
  skip(count: number): void {
    if (count > this.#source.size - this.at) {
      this.#fail(`it ends at its byte ${this.#source.size}, in the middle (truncated)`);
    }
    this.at += count;
  }

  text(count: number): string {
    const bytes = this.take(count);
    try {
      return UTF8.decode(bytes);
    } catch {
      return this.#fail(`the text before its byte ${this.at} is not UTF-8`);
    }
  }

  /** A text up to the end of the line, which is passed over. */
  line(): string {
    const begin = this.at;
    while (this.u8() !== LINE_END);
    const length = this.at - 1 - begin;
    this.at = begin;
    const text = this.text(length);
    this.at++;
    return text;
  }

  u8 = (): number => this.take(1)[0]!;
  u16 = (): number => this.#view(2).getUint16(0, true);
  u32 = (): number => this.#view(4).getUint32(0, true);
  i32 = (): number => this.#view(4).getInt32(0, true);
  /** Rounded above 2^53, where it is too much of anything. */
  u64 = (): number => Number(this.#view(8).getBigUint64(0, true));
  /** Big-endian, as pickles have it. */
  f64 = (): number => this.#view(8).getFloat64(0, false);

  #view(count: number): DataView {
    const bytes = this.take(count);
    return new DataView(bytes.buffer, bytes.byteOffset, count);
  }
}

/** Bytes that a reader asks for at once. */
const WINDOW = 2 ** 16;
const LINE_END = 0x0a;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
