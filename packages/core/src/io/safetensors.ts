import { RefoldError } from '../error.ts';
import { type NdArray, sizeOf } from '../ndarray.ts';
import { writeFileAtomic } from './atomic.ts';
import { type ByteSource, InvalidFile, withFile } from './bytes.ts';
import { DTYPES, isDtype, TOO_WIDE } from './dtypes.ts';
import { quoted } from './quoted.ts';
import { isIntact, stampChecksum, withChecksum, withoutChecksum } from './safetensors-checksum.ts';
import { LENGTH_BYTES, METADATA, parseHeader, type TensorEntry } from './safetensors-header.ts';
import { listSkipped, type Skipped } from './skipped.ts';
import { refuseStandIn } from './stand-in.ts';
import { isZip } from './zip.ts';

/** Bytes as a tensor, U8 in a file. */
export interface ByteTensor {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** What a safetensors file holds: its tensors, in the header's order, and its `__metadata__`. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, NdArray>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors that can't be read: complex ones, types that this version doesn't know, integers beyond 2^53. */
  readonly skipped: readonly Skipped[];
}

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors#format) of any size. F64 stays float64; integers of 32 and 64
 * bits, with a sign or without, become float64; narrower ones, BOOL, F32, F16, BF16 and those of 8 bits become float32: all exactly.
 * A tensor of another type is skipped, and listed. A file that `writeSafetensors` made is checked in full against its checksum.
 * @throws RefoldError naming the file and what is wrong with it, whatever its bytes are; and for one in which no tensor can be read
 */
export const readSafetensors = (path: string): Safetensors => withFile(path, file => parsed(file, path));

function parsed(file: ByteSource, path: string): Safetensors {
  refuseStandIn(path, file);
  const fail = (what: string): never => {
    throw new InvalidFile(
      `${path} is not a valid safetensors file: ${what}.`,
      'Delete it and save or download it again.',
    );
  };
  if (isZip(file)) {
    throw new RefoldError(`${path} isn't a safetensors file but a zip file, such as torch.save makes: use readTorch.`);
  }
  const { entries, metadata, data } = parseHeader(file, fail);
  if (!isIntact(file, file.size - data.size, metadata)) fail('its checksum is wrong: some of its bytes were altered');
  const tensors = new Map<string, NdArray>();
  const skipped: Skipped[] = [];
  for (const entry of entries) {
    const values = valuesOf(entry, data);
    if (typeof values === 'string') skipped.push({ name: entry.name, what: values });
    else tensors.set(entry.name, { shape: entry.shape, data: values });
  }
  if (tensors.size === 0 && skipped.length > 0) {
    throw new RefoldError(`${path} holds no tensor that can be read: ${listSkipped(skipped)}.`);
  }
  return { tensors, metadata: withoutChecksum(metadata), skipped };
}

/** A tensor's values, or what keeps them from being read. */
function valuesOf({ dtype, begin, end }: TensorEntry, data: ByteSource): NdArray['data'] | string {
  if (isDtype(dtype)) return DTYPES[dtype].decode(data.slice(begin, end)) ?? TOO_WIDE;
  return COMPLEX.test(dtype) ? `complex numbers, ${dtype}` : `numbers of type ${quoted(dtype)}`;
}

/** C64 and its kin. */
const COMPLEX = /^C\d+$/;

/**
 * Writes tensors as F32, F64 or, of bytes, U8, atomically; the same input gives the same bytes. The data starts on a multiple of 8
 * bytes, the widest elements first, so that each tensor is aligned to its own width. The metadata gain a checksum (`refold.crc32`)
 * over the whole file.
 * @throws RefoldError when the file can't be written, or a tensor's values don't fill its shape
 */
export const writeSafetensors = (
  path: string,
  tensors: ReadonlyMap<string, NdArray | ByteTensor>,
  metadata: Readonly<Record<string, string>> = {},
): void => writeFileAtomic(path, encodeSafetensors(path, tensors, metadata));

/** The file that `writeSafetensors` writes; `path` is for errors. */
export function encodeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, NdArray | ByteTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  const offsets = new Map<string, number>();
  let end = 0;
  const widestFirst = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  for (const [name, { shape, data }] of widestFirst) {
    if (sizeOf(shape) !== data.length || name === METADATA) {
      throw new RefoldError(`${path}: can't save tensor '${name}' of shape [${shape}] and ${data.length} values.`);
    }
    offsets.set(name, end);
    end += data.byteLength;
  }
  const header = Buffer.from(headerText(tensors, offsets, metadata));
  const start = LENGTH_BYTES + Math.ceil(header.length / 8) * 8;
  const file = Buffer.alloc(start + end, ' ');
  file.writeBigUInt64LE(BigInt(start - LENGTH_BYTES));
  header.copy(file, LENGTH_BYTES);
  for (const [name, { data }] of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + offsets.get(name)!);
  }
  stampChecksum(file);
  return file;
}

/** The header's JSON, member by member: an object would reorder names like '0' and lose one like '__proto__'. */
function headerText(
  tensors: ReadonlyMap<string, NdArray | ByteTensor>,
  offsets: ReadonlyMap<string, number>,
  metadata: Readonly<Record<string, string>>,
): string {
  const members = [`"${METADATA}":${JSON.stringify(withChecksum(metadata))}`];
  for (const [name, { shape, data }] of tensors) {
    const begin = offsets.get(name)!;
    const dtype = data instanceof Uint8Array ? 'U8' : data instanceof Float64Array ? 'F64' : 'F32';
    const entry = { dtype, shape, data_offsets: [begin, begin + data.byteLength] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  return `{${members.join(',')}}`;
}
