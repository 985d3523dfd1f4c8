/** Arrays of one size on disk, by name: a file each, so that several processes may fill a folder together. */
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RefoldError } from '../error.ts';
import { explainWrite, sweepTemporaryFiles, temporaryName } from '../io/atomic.ts';

/** Bytes of a store that stay in memory once they were read: each epoch reads them all. */
const KEPT_BYTES = 2 ** 29;

/** A folder of arrays of `size` float32 numbers. */
export class OutputStore {
  readonly #folder: string;
  readonly #size: number;
  readonly #known = new Set<string>();
  readonly #kept = new Map<string, Float32Array>();

  /** @throws RefoldError when the folder can't be made */
  constructor(folder: string, size: number) {
    this.#folder = folder;
    this.#size = size;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (cause) {
      throw explainWrite(folder, cause);
    }
    sweepTemporaryFiles(folder);
  }

  has(name: string): boolean {
    if (!this.#known.has(name) && this.#isWhole(name)) this.#known.add(name);
    return this.#known.has(name);
  }

  /** @throws RefoldError when the disk is full or the folder can't be written */
  write(name: string, values: Float32Array): void {
    const path = join(this.#folder, name);
    const temporary = temporaryName(path);
    try {
      writeFileSync(temporary, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      renameSync(temporary, path);
    } catch (cause) {
      rmSync(temporary, { force: true });
      throw explainWrite(path, cause);
    }
    this.#known.add(name);
  }

  /** @throws RefoldError naming a file that is gone or truncated */
  async read(name: string): Promise<Float32Array> {
    const values = this.#kept.get(name) ?? (await this.#readFile(name));
    if ((this.#kept.size + 1) * 4 * this.#size <= KEPT_BYTES) this.#kept.set(name, values);
    return values;
  }

  async #readFile(name: string): Promise<Float32Array> {
    const path = join(this.#folder, name);
    const bytes = await readFile(path).catch(cause => {
      throw new RefoldError(`${path} can't be read (${(cause as Error).message}). Run again: it is made anew.`, {
        cause,
      });
    });
    if (bytes.length === 4 * this.#size) return new Float32Array(new Uint8Array(bytes).buffer);
    throw new RefoldError(`${path} is truncated. Delete it and run again: it is made anew.`);
  }

  /** What a machine that lost power left behind may be shorter than it was written. */
  #isWhole(name: string): boolean {
    return statSync(join(this.#folder, name), { throwIfNoEntry: false })?.size === 4 * this.#size;
  }
}
