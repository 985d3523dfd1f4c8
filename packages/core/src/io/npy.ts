/** NumPy's files of one array, `.npy`. */
import { type NdArray, reorder, sizeOf } from '../ndarray.ts';
import { writeFileAtomic } from './atomic.ts';
import { ByteReader, type ByteSource, type Fail, InvalidFile, withFile } from './bytes.ts';
import { DTYPES, TOO_WIDE } from './dtypes.ts';
import { type NpyHeader, parseNpyHeader } from './npy-header.ts';

/** The first bytes of every file of the format. */
const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);
/** Above this, a header's length is nonsense: it says a type and a shape. */
const MOST_HEADER_BYTES = 2 ** 20;
/** The data begins at a multiple of this. */
const ALIGNMENT = 64;

/**
 * Reads a NumPy file (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), version 1, 2 or 3, of floats, integers or
 * booleans in either byte order, and in row-major or column-major order. float64 and integers of 32 and 64 bits become float64, all else
 * float32: all exactly.
 * @returns the array, row-major
 * @throws RefoldError naming the file and what is wrong with it, whatever its bytes are; and for arrays of complex numbers, texts, records
 *   or objects, and integers beyond 2^53
 */
export const readNpy = (path: string): NdArray =>
  withFile(path, file =>
    parsed(file, what => {
      throw new InvalidFile(`${path} can't be read as a .npy file: ${what}.`, 'Write it again with numpy.save.');
    }),
  );

function parsed(file: ByteSource, fail: Fail): NdArray {
  const { dtype, isBigEndian, isColumnMajor, shape, at } = headerOf(file, fail);
  const { bytes: width, decode } = DTYPES[dtype];
  const needed = sizeOf(shape) * width;
  if (!Number.isSafeInteger(needed)) return fail(`its shape, (${shape.join(', ')}), is of more numbers than can be`);
  const there = file.size - at;
  if (there < needed)
    return fail(`it has ${there} bytes of numbers where its shape, (${shape.join(', ')}), needs ${needed} (truncated)`);
  if (there > needed) return fail(`it has ${there - needed} bytes too many at its end`);
  const raw = file.slice(at, file.size);
  const data = decode(isBigEndian ? reversed(raw, width) : raw);
  if (data === undefined) return fail(`it holds ${TOO_WIDE}`);
  if (!isColumnMajor || shape.length < 2) return { shape, data };
  // Column-major is row-major of the reversed shape.
  const axes = shape.map((_, i) => shape.length - 1 - i);
  return reorder({ shape: shape.toReversed(), data }, axes);
}

/** The header, and where the numbers begin. */
function headerOf(file: ByteSource, fail: Fail): NpyHeader & { readonly at: number } {
  const reader = new ByteReader(file, 0, fail);
  if (file.size < MAGIC.length || Buffer.compare(reader.take(MAGIC.length), MAGIC) !== 0) {
    return fail('it does not begin as one');
  }
  const version = reader.u8();
  reader.skip(1);
  if (version < 1 || version > 3) return fail(`its version is ${version}, and only 1 to 3 are known`);
  const length = version === 1 ? reader.u16() : reader.u32();
  if (length > MOST_HEADER_BYTES) return fail(`its header claims to be ${length} bytes long`);
  const header = parseNpyHeader(reader.text(length), fail);
  return { ...header, at: reader.at };
}

/** A copy with the bytes of every number in the other order. */
function reversed(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i - (i % width) + width - 1 - (i % width)]!;
  return out;
}

/**
 * Writes an array as a NumPy file of version 1, float32 or float64 as its data is, under a temporary name that is then renamed.
 * @throws RefoldError when the file can't be written
 */
export function writeNpy(path: string, { shape, data }: NdArray): void {
  const descr = data instanceof Float64Array ? '<f8' : '<f4';
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const before = MAGIC.length + 4;
  const end = Math.ceil((before + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const file = Buffer.alloc(end + data.byteLength);
  file.set(MAGIC);
  file.set([1, 0], MAGIC.length);
  file.writeUInt16LE(end - before, MAGIC.length + 2);
  file.write(`${dict.padEnd(end - before - 1)}\n`, before, 'latin1');
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), end);
  writeFileAtomic(path, file);
}
