/** Features on disk, by what a picture is: a folder of shards, to which several processes may add. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError, sizeOf } from '@refold/core';
import { dataFolder } from '@refold/core/data';
import { readSafetensors, writeSafetensors } from '@refold/core/io';

const VALUES = 'features';
const NAMES = 'refold.pictures';
const SHARD = '.safetensors';

/** The features that one extractor, of one version, made of pictures. */
export class FeatureStore {
  readonly #folder: string;
  readonly #size: number;
  readonly #read = new Set<string>();
  readonly #known = new Map<string, Float32Array>();

  /**
   * @param name of the extractor and its version
   * @param size how many numbers there are of each picture
   * @param folder where stores lie. Default: `features` in the data folder
   * @throws RefoldError when the folder can't be made
   */
  constructor(name: string, size: number, folder: string = join(dataFolder(), 'features')) {
    this.#folder = join(folder, name);
    this.#size = size;
    try {
      mkdirSync(this.#folder, { recursive: true });
    } catch (cause) {
      throw new RefoldError(
        `${this.#folder} can't be made (${(cause as Error).message}). Choose another data folder.`,
        { cause },
      );
    }
  }

  /** What is known of a picture, by its name. */
  get(picture: string): Float32Array | undefined {
    return this.#known.get(picture);
  }

  /** Reads what was added since, by this process or another. A shard that is damaged is removed: its pictures are looked at again. */
  refresh(): void {
    for (const file of readdirSync(this.#folder)) {
      if (!file.endsWith(SHARD) || this.#read.has(file)) continue;
      this.#read.add(file);
      const path = join(this.#folder, file);
      const shard = this.#shardIn(path);
      if (shard === undefined) rmSync(path, { force: true });
      else for (const [picture, values] of shard) this.#known.set(picture, values);
    }
  }

  /** Adds features of pictures by their names. @throws RefoldError when the disk is full or the folder can't be written */
  add(features: ReadonlyMap<string, Float32Array>): void {
    const [first] = features.keys();
    if (first === undefined) return;
    const data = new Float32Array(features.size * this.#size);
    [...features.values()].forEach((values, i) => {
      data.set(values, i * this.#size);
    });
    const file = `${first}-${process.pid}${SHARD}`;
    writeSafetensors(join(this.#folder, file), new Map([[VALUES, { shape: [features.size, this.#size], data }]]), {
      [NAMES]: JSON.stringify([...features.keys()]),
    });
    this.#read.add(file);
    for (const [picture, values] of features) this.#known.set(picture, values);
  }

  /** Undefined where the file is gone, damaged or of another size. */
  #shardIn(path: string): readonly (readonly [string, Float32Array])[] | undefined {
    try {
      const { tensors, metadata } = readSafetensors(path);
      const names = JSON.parse(metadata[NAMES] ?? '') as readonly string[];
      const { shape, data } = tensors.get(VALUES)!;
      if (sizeOf(shape) !== names.length * this.#size) return undefined;
      return names.map((name, i) => [name, Float32Array.from(data.subarray(i * this.#size, (i + 1) * this.#size))]);
    } catch {
      return undefined;
    }
  }
}
