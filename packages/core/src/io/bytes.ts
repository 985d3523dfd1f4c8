/** A file's bytes: reading them, and taking them one piece after another. */
import { readFileSync } from 'node:fs';
import { RefoldError } from '../error.ts';

/** Throws an error that names the file, given what is wrong with it. */
export type Fail = (what: string) => never;

/**
 * A file's bytes.
 * @throws RefoldError when there is no such file, or it can't be read
 */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RefoldError(`can't read ${path}: ${isMissing ? 'there is no such file' : (cause as Error).message}.`, {
      cause,
    });
  }
}

/** Takes little-endian numbers, texts and bytes from `at` on, and fails where the file ends too soon. */
export class ByteReader {
  readonly #file: Uint8Array;
  readonly #view: DataView;
  readonly #fail: Fail;
  at: number;

  constructor(file: Uint8Array, at: number, fail: Fail) {
    this.#file = file;
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    this.#fail = fail;
    this.at = at;
  }

  /** The next `count` bytes, not copied. */
  take(count: number): Uint8Array {
    const begin = this.#advance(count);
    return this.#file.subarray(begin, begin + count);
  }

  text(count: number): string {
    try {
      return UTF8.decode(this.take(count));
    } catch (cause) {
      if (cause instanceof RefoldError) throw cause;
      return this.#fail(`the text before its byte ${this.at} is not UTF-8`);
    }
  }

  /** A text up to the end of the line, which is passed over. */
  line(): string {
    const end = this.#file.indexOf(LINE_END, this.at);
    const text = this.text((end < 0 ? this.#file.length + 1 : end) - this.at);
    this.at++;
    return text;
  }

  u8 = (): number => this.#view.getUint8(this.#advance(1));
  u16 = (): number => this.#view.getUint16(this.#advance(2), true);
  u32 = (): number => this.#view.getUint32(this.#advance(4), true);
  i32 = (): number => this.#view.getInt32(this.#advance(4), true);
  /** Rounded above 2^53, where it is too much of anything. */
  u64 = (): number => Number(this.#view.getBigUint64(this.#advance(8), true));
  /** Big-endian, as pickles have it. */
  f64 = (): number => this.#view.getFloat64(this.#advance(8), false);

  #advance(count: number): number {
    const begin = this.at;
    const left = this.#file.length - begin;
    if (count > left) return this.#fail(`it ends at its byte ${this.#file.length}, in the middle (truncated)`);
    this.at += count;
    return begin;
  }
}

const LINE_END = 0x0a;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
