/**
 * Sparse arrays in a file of dense tensors. Of an array `w` of n numbers that are mostly zero, `w/values` has the others, in order, and
 * one more tensor says where they are: `w/bitmap` has a bit for each of the n, the lowest of a byte first, or `w/gaps` the count of
 * zeros before each value, in groups of seven bits, the lowest first, with the eighth bit on all but a gap's last (LEB128). The smaller
 * of the two is taken. The array's shape is not in the file: who reads it knows what is to be there.
 */
import { type NdArray, sizeOf } from '../ndarray.ts';
import type { Fail } from './bytes.ts';
import type { ByteTensor } from './safetensors.ts';

/** About what the header says of one more tensor; an array that saves no more than that stays dense. */
const HEADER_BYTES = 100;

const VALUES = '/values';
const BITMAP = '/bitmap';
const GAPS = '/gaps';

type Numbers = NdArray['data'];

/** The tensors that a file has in place of these: of arrays of two axes or more, those that become smaller by it, sparse ones. */
export function sparsely(arrays: ReadonlyMap<string, NdArray>): ReadonlyMap<string, NdArray | ByteTensor> {
  const stored = new Map<string, NdArray | ByteTensor>();
  for (const [name, array] of arrays) {
    const sparse = array.shape.length > 1 ? sparseForm(array.data) : undefined;
    if (sparse === undefined) {
      stored.set(name, array);
      continue;
    }
    const { values, places, bytes } = sparse;
    stored.set(name + VALUES, { shape: [values.length], data: values });
    stored.set(name + places, { shape: [bytes.length], data: bytes });
  }
  return stored;
}

/**
 * The most values that all sparse arrays of a file may have together: a hundred layers of which next to nothing is left may have that many
 * for each number in the file, while an expression of a few bytes may ask for any number of zeros.
 */
export function mostSparseValues(stored: ReadonlyMap<string, NdArray>): number {
  let numbers = 0;
  for (const { data } of stored.values()) numbers += data.length;
  return Math.max(VALUES_AT_LEAST, VALUES_PER_NUMBER * numbers);
}

const VALUES_AT_LEAST = 2 ** 25;
const VALUES_PER_NUMBER = 256;

/** Names that a sparse array's parts may have in a file. */
export const sparseNames = (name: string): readonly string[] => [name + VALUES, name + BITMAP, name + GAPS];

/**
 * An array of that shape of a file where it is sparse, bit for bit as it was; undefined where it isn't there as such.
 * @param most values that it may have
 */
export function sparseArray(
  stored: ReadonlyMap<string, NdArray>,
  name: string,
  shape: readonly number[],
  most: number,
  fail: Fail,
): NdArray | undefined {
  const [values, bitmap, gaps] = sparseNames(name).map(part => stored.get(part)?.data);
  if (values === undefined) return undefined;
  const refuse: Fail = what => fail(`the sparse parameter '${name}' ${what}`);
  if ((bitmap === undefined) === (gaps === undefined)) return refuse(`needs either '${BITMAP}' or '${GAPS}'`);
  const size = sizeOf(shape);
  if (size > most) return refuse(`would have ${size} values, where all of this file may have ${most} more`);
  const at = bitmap === undefined ? fromGaps(gaps!, size, refuse) : fromBitmap(bitmap, size, refuse);
  if (at.length !== values.length) refuse(`has ${values.length} values for ${at.length} places`);
  const data = emptyLike(values, size);
  for (const [i, index] of at.entries()) data[index] = values[i]!;
  return { shape, data };
}

const emptyLike = (values: Numbers, length: number): Numbers =>
  values instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);

interface SparseForm {
  readonly values: Numbers;
  readonly places: typeof BITMAP | typeof GAPS;
  readonly bytes: Uint8Array;
}

/** The parts that an array is stored as, or undefined where it is smaller as it is. */
function sparseForm(data: Numbers): SparseForm | undefined {
  const at = nonZeros(data);
  const bitmapBytes = Math.ceil(data.length / 8);
  const gaps = gapsOf(at, bitmapBytes);
  const bytes = at.length * data.BYTES_PER_ELEMENT + (gaps?.length ?? bitmapBytes);
  if (bytes + HEADER_BYTES >= data.byteLength) return undefined;
  const values = emptyLike(data, at.length);
  for (const [i, index] of at.entries()) values[i] = data[index]!;
  return gaps ? { values, places: GAPS, bytes: gaps } : { values, places: BITMAP, bytes: bitmapOf(at, bitmapBytes) };
}

/** Where an array isn't +0; a zero with a sign is a value like others. */
function nonZeros(data: Numbers): Uint32Array {
  const at = new Uint32Array(data.length);
  let count = 0;
  for (let i = 0; i < data.length; i++) if (!Object.is(data[i], 0)) at[count++] = i;
  return at.subarray(0, count);
}

function bitmapOf(at: Uint32Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (const index of at) bytes[index >>> 3]! |= 1 << (index & 7);
  return bytes;
}

/** The zeros before each place, or undefined where they would take as many bytes as `limit`. */
function gapsOf(at: Uint32Array, limit: number): Uint8Array | undefined {
  const bytes = new Uint8Array(limit);
  let [length, next] = [0, 0];
  for (const index of at) {
    let gap = index - next;
    do {
      if (length + 1 >= limit) return undefined;
      bytes[length++] = (gap & 0x7f) | (gap > 0x7f ? 0x80 : 0);
      gap >>>= 7;
    } while (gap > 0);
    next = index + 1;
  }
  return bytes.subarray(0, length);
}

function fromBitmap(bytes: Numbers, size: number, refuse: Fail): readonly number[] {
  if (bytes.length !== Math.ceil(size / 8)) refuse(`has a bitmap of ${bytes.length} bytes for ${size} numbers`);
  const at: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    for (let bit = 0; bit < 8; bit++) if (bytes[i]! & (1 << bit)) at.push(8 * i + bit);
  }
  if ((at.at(-1) ?? 0) >= size) refuse(`has a place beyond its ${size} numbers`);
  return at;
}

function fromGaps(bytes: Numbers, size: number, refuse: Fail): readonly number[] {
  const at: number[] = [];
  let [gap, weight, next] = [0, 1, 0];
  for (let i = 0; i < bytes.length; i++) {
    gap += (bytes[i]! & 0x7f) * weight;
    weight *= 0x80;
    if (next + gap >= size) refuse(`has a place beyond its ${size} numbers`);
    if (bytes[i]! >= 0x80) continue;
    at.push(next + gap);
    next += gap + 1;
    [gap, weight] = [0, 1];
  }
  if (weight > 1) refuse('ends within a gap');
  return at;
}
