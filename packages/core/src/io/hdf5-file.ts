/** HDF5 files of arrays, by the HDF5 library itself, compiled to WebAssembly: it sees the file's bytes in memory and no other file. */
import type { Dataset, Group } from 'h5wasm';
import { RefoldError } from '../error.ts';
import { type NdArray, sizeOf } from '../ndarray.ts';
import { type ByteSource, type Fail, withFile } from './bytes.ts';
import { TOO_WIDE } from './dtypes.ts';
import { shown } from './quoted.ts';
import { listSkipped, type Skipped } from './skipped.ts';
import type { StateDict } from './state-dict.ts';

/** What an HDF5 file holds. */
export interface Hdf5File {
  /** Datasets by path, in the file's order, which is alphabetical. */
  readonly tensors: StateDict;
  /** Datasets that can't be read, and what is none. */
  readonly skipped: readonly Skipped[];
}

/**
 * Most values of all datasets together: so many for each byte of the file, or this many if that is more. A dataset that was never written
 * may claim any size.
 */
const VALUES_PER_BYTE = 4;
const VALUES_AT_LEAST = 2 ** 25;
/** WebAssembly has an address space of 4 GiB, for the file and its datasets. */
const MOST_BYTES = 2 ** 30;
/** Groups within groups, and what all of them hold together: hard links may make circles. */
const MOST_DEPTH = 16;
const MOST_ENTRIES = 100_000;
const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Whether bytes are an HDF5 file. */
export const isHdf5 = (file: ByteSource): boolean =>
  file.size >= SIGNATURE.length && SIGNATURE.equals(file.slice(0, SIGNATURE.length));

/**
 * Reads the arrays of an HDF5 file of up to 1 GiB. float32 stays that, float64 and integers of 32 bits and more become float64, narrower
 * integers float32. What is no array of numbers, and arrays of half precision, are skipped and listed; links to other files are not followed.
 * @throws RefoldError naming the file and what is wrong with it, and for one in which no array can be read
 */
export async function readHdf5(path: string): Promise<Hdf5File> {
  const fail = (what: string, cause?: unknown): never => {
    throw new RefoldError(`${path} is not a valid HDF5 file: ${what}. Delete it and save or download it again.`, {
      cause,
    });
  };
  const bytes = withFile(path, file => {
    if (!isHdf5(file)) return fail("it doesn't begin as one");
    if (file.size > MOST_BYTES) throw new RefoldError(`${path} can't be read: it has more than ${MOST_BYTES} bytes.`);
    return file.slice(0, file.size);
  });
  const hdf5 = await import('h5wasm');
  const library = await hdf5.ready;
  // Otherwise the library prints what it finds wrong.
  library.activate_throwing_error_handler();
  const name = `/${FILE}`;
  try {
    hdf5.FS!.writeFile(name, bytes);
    const file = new hdf5.File(name, 'r');
    try {
      return contentOf(path, file, bytes.length, fail);
    } finally {
      file.close();
    }
  } catch (cause) {
    if (cause instanceof RefoldError) throw cause;
    return fail(`the HDF5 library says: ${faultIn(cause)}`, cause);
  } finally {
    hdf5.FS!.unlink(name);
  }
}

const FILE = 'file.hdf5';

/** The innermost fault of the library's stack of errors: `#001: H5Fsuper.c line 2 in H5F_open(): truncated file`. */
function faultIn(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : `${cause}`;
  return shown([...text.matchAll(/ in \w+\(\): (.*)/g)].at(-1)?.[1] ?? text);
}

function contentOf(path: string, root: Group, bytes: number, fail: Fail): Hdf5File {
  const tensors = new Map<string, NdArray>();
  const skipped: Skipped[] = [];
  let valuesLeft = Math.max(VALUES_AT_LEAST, VALUES_PER_BYTE * bytes);
  let entriesLeft = MOST_ENTRIES;
  const visit = (group: Group, prefix: string, depth: number): void => {
    const keys = group.keys();
    entriesLeft -= keys.length;
    if (depth > MOST_DEPTH || entriesLeft < 0) fail('its groups are in a circle, or too deep');
    for (const key of keys) {
      const [name, entity] = [`${prefix}${key}`, group.get(key)];
      const type = entity !== null && 'type' in entity ? entity.type : 'nothing';
      if (type === 'Group') visit(entity as Group, `${name}/`, depth + 1);
      const array = type === 'Dataset' ? arrayOf(entity as Dataset, valuesLeft) : type;
      if (typeof array !== 'string') tensors.set(name, array);
      else if (type !== 'Group') skipped.push({ name: shown(name), what: array });
      valuesLeft -= typeof array === 'string' ? 0 : array.data.length;
    }
  };
  visit(root, '', 0);
  if (tensors.size > 0) return { tensors, skipped };
  throw new RefoldError(`${path} holds no array that can be read (found: ${listSkipped(skipped) || 'nothing'}).`);
}

/** A dataset's values, or what keeps them from being read. */
function arrayOf(dataset: Dataset, most: number): NdArray | string {
  const { shape, metadata } = dataset;
  if (shape === null) return 'empty dataset';
  if (metadata.type > FLOAT || metadata.vlen) return 'no numbers';
  if (metadata.type === FLOAT && metadata.size === 2) return 'numbers of half precision';
  if (sizeOf(shape) > most) return `dataset of ${sizeOf(shape)} values`;
  const { value } = dataset;
  const values = typeof value === 'number' || typeof value === 'bigint' ? [value] : value;
  if (values instanceof Float32Array || values instanceof Float64Array) return { shape, data: values };
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) return 'no numbers';
  const numbers = Float64Array.from(values as ArrayLike<number | bigint>, Number);
  if (metadata.type !== FLOAT && !numbers.every(Number.isSafeInteger)) return TOO_WIDE;
  return { shape, data: metadata.size < 4 ? Float32Array.from(numbers) : numbers };
}

/** HDF5's class of floating-point numbers; 0 is that of integers. */
const FLOAT = 1;
