/** Zip archives: what they list, and where it stands (PKWARE's APPNOTE, section 4.3). */
import { constants } from 'node:buffer';
import { inflateRawSync } from 'node:zlib';
import { ByteReader, type ByteSource, checksumOf, type Fail, inMemory, region } from './bytes.ts';
import { quoted } from './quoted.ts';
import { isOverLimit, unpackLimit } from './unpack-limit.ts';

/** Signatures of a zip file's parts, and their sizes without names. */
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const END = 0x06054b50;
const END_BYTES = 22;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
/** The name length and the extra length in a local header. */
const LOCAL_LENGTHS_AT = 26;
/** Numbers that are too large for their field stand elsewhere, in 64 bits; in their field stands this. */
const ELSEWHERE_16 = 0xffff;
const ELSEWHERE_32 = 0xffffffff;
/** Id of the extra field with a large entry's numbers. */
const EXTRA_64 = 1;

/** A file in the archive. */
export interface ZipEntry {
  /** How it is packed: STORED, DEFLATED, or some other way. */
  readonly method: number;
  /** CRC-32 of its content. */
  readonly crc: number;
  /** Bytes in the archive. */
  readonly size: number;
  /** Bytes of its content. */
  readonly unpackedSize: number;
  /** Where its local header begins. */
  readonly at: number;
}

/** The method of an entry that stands in the archive as it is. */
export const STORED = 0;
/** The method of an entry that is packed by Deflate. */
export const DEFLATED = 8;

/** Whether bytes are a zip archive. */
export const isZip = (file: ByteSource): boolean =>
  Buffer.from(file.slice(0, Math.min(file.size, 4))).equals(Buffer.from('PK\x03\x04'));

/**
 * The entries that the end of the file lists. Together they are no larger than the file, so that none is read often, and unpack to no more
 * than `unpackLimit` of it.
 */
export function zipEntries(file: ByteSource, fail: Fail): ReadonlyMap<string, ZipEntry> {
  const { count, at } = endRecord(file, fail);
  const reader = new ByteReader(file, at, fail);
  const entries = new Map<string, ZipEntry>();
  let [total, totalUnpacked] = [0, 0];
  for (let left = count; left > 0; left--) {
    const header = Buffer.from(reader.take(CENTRAL_BYTES));
    if (header.readUInt32LE() !== CENTRAL) return fail('the list of its entries is broken');
    const name = reader.text(header.readUInt16LE(28));
    const extra = reader.take(header.readUInt16LE(30));
    reader.take(header.readUInt16LE(32)); // a comment
    const large = largeNumbers(extra, fail);
    const number = (offset: number): number => {
      const small = header.readUInt32LE(offset);
      return small === ELSEWHERE_32 ? large() : small;
    };
    const unpackedSize = number(24); // stands first among the large ones
    const size = number(20);
    const [method, crc] = [header.readUInt16LE(10), header.readUInt32LE(16)];
    entries.set(name, { method, crc, size, unpackedSize, at: number(42) });
    total += size;
    totalUnpacked += unpackedSize;
  }
  if (total > file.size) return fail('its entries are larger than it is, or overlap');
  if (totalUnpacked > unpackLimit(file.size)) {
    const ratio = Math.round(totalUnpacked / file.size);
    return fail(`it would unpack to ${totalUnpacked} bytes, ${ratio} times its size, as no dataset does (a zip bomb?)`);
  }
  return entries;
}

/** Gives the 64-bit numbers of an entry's extra fields, one after another. */
function largeNumbers(extra: Uint8Array, fail: Fail): () => number {
  const reader = new ByteReader(inMemory(extra), 0, () => fail('the list of its entries is broken'));
  let end = 0;
  return () => {
    while (end === 0) {
      const [id, length] = [reader.u16(), reader.u16()];
      if (id === EXTRA_64) end = reader.at + length;
      else reader.skip(length);
    }
    return reader.at < end ? reader.u64() : fail('the list of its entries is broken');
  };
}

/** How many entries there are, and where their list begins. */
function endRecord(file: ByteSource, fail: Fail): { readonly count: number; readonly at: number } {
  const begin = Math.max(0, file.size - END_BYTES - ELSEWHERE_16);
  const tail = Buffer.from(file.slice(begin, file.size));
  // The record begins END_BYTES before the end, or earlier by the comment that it ends with.
  for (let end = tail.length - END_BYTES; end >= 0; end--) {
    if (tail.readUInt32LE(end) !== END || end + END_BYTES + tail.readUInt16LE(end + 20) !== tail.length) continue;
    const [count, at] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 16)];
    return count === ELSEWHERE_16 || at === ELSEWHERE_32 ? largeEndRecord(file, begin + end, fail) : { count, at };
  }
  return fail('the list of its entries is missing at its end (truncated)');
}

/** The record in 64 bits, which a locator right before the record at `end` points to. */
function largeEndRecord(file: ByteSource, end: number, fail: Fail): { readonly count: number; readonly at: number } {
  const reader = new ByteReader(file, Math.max(0, end - LOCATOR_64_BYTES), fail);
  const isLocator = reader.u32() === LOCATOR_64;
  reader.skip(4);
  reader.at = reader.u64();
  if (!isLocator || reader.u32() !== END_64) return fail('the list of its entries is missing at its end');
  reader.skip(28);
  const count = reader.u64();
  reader.skip(8);
  return { count, at: reader.u64() };
}

/** An entry's bytes as they stand in the archive: packed, unless its method is STORED. */
export function packedBytes(file: ByteSource, name: string, { size, at }: ZipEntry, fail: Fail): ByteSource {
  const reader = new ByteReader(file, at, fail);
  if (reader.u32() !== LOCAL) return fail(`its entry ${quoted(name)} is not where its list says`);
  reader.skip(LOCAL_LENGTHS_AT - 4);
  const names = reader.u16() + reader.u16();
  reader.at = at + LOCAL_BYTES;
  reader.skip(names);
  const begin = reader.at;
  reader.skip(size);
  return region(file, begin, reader.at);
}

/** An entry's content, whole. */
export function unpackedBytes(file: ByteSource, name: string, entry: ZipEntry, fail: Fail): Uint8Array {
  const source = packedBytes(file, name, entry, fail);
  const packed = source.slice(0, source.size);
  const bytes =
    entry.method === STORED ? packed : entry.method === DEFLATED ? inflated(packed, name, entry, fail) : undefined;
  if (bytes === undefined) return fail(`its entry ${quoted(name)} is damaged, or packed in an unknown way`);
  if (checksumOf(inMemory(bytes)) !== entry.crc) return fail(`its entry ${quoted(name)} is damaged`);
  return bytes;
}

/** Undefined where bytes are no Deflate stream. */
function inflated(packed: Uint8Array, name: string, { unpackedSize }: ZipEntry, fail: Fail): Uint8Array | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, Math.min(unpackedSize, constants.MAX_LENGTH)) });
  } catch (error) {
    if (!isOverLimit(error)) return undefined;
    return fail(
      `its entry ${quoted(name)} unpacks to more than the ${unpackedSize} bytes that the archive lists for it`,
    );
  }
}
