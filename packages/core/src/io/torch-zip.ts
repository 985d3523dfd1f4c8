/** PyTorch's zip format (torch 1.6 on): `name/data.pkl` and, uncompressed, `name/data/0`, `name/data/1`, ... */
import { crc32 } from 'node:zlib';
import { ByteReader, type Fail } from './bytes.ts';
import { quoted, type Referents, unpickle } from './pickle.ts';
import type { TorchContents } from './torch-tensors.ts';

/** Signatures of a zip file's parts, and their sizes without names (PKWARE's APPNOTE, section 4.3). */
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const END = 0x06054b50;
const END_BYTES = 22;
/** The name length and the extra length in a local header. */
const LOCAL_LENGTHS_AT = 26;

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly at: number;
}

/** Whether bytes are a zip archive. */
export const isZip = (file: Uint8Array): boolean => Buffer.from(file.subarray(0, 4)).equals(Buffer.from('PK\x03\x04'));

/** @throws what `fail` throws, for a file that is truncated, altered or was packed by another program */
export function readZipped(file: Uint8Array, referents: Referents, fail: Fail): TorchContents {
  const entries = directory(file, fail);
  const pickle = [...entries.keys()].find(name => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) return fail('it is a zip file without a data.pkl');
  const prefix = pickle.slice(0, pickle.indexOf('/') + 1);
  const content = (name: string): Uint8Array => {
    const entry = entries.get(prefix + name);
    return entry === undefined ? fail(`it lacks its entry ${quoted(name)}`) : contentOf(file, name, entry, fail);
  };
  if (entries.has(`${prefix}byteorder`) && Buffer.from(content('byteorder')).toString() !== 'little') {
    return fail('its numbers are big-endian, which is not read');
  }
  const checked = new Map<string, Uint8Array>();
  return {
    top: unpickle(content('data.pkl'), 0, referents, fail).value,
    bytesOf({ key }) {
      const bytes = checked.get(key) ?? content(`data/${key}`);
      checked.set(key, bytes);
      return bytes;
    },
  };
}

/** The entries that the end of the file lists. Together they are no larger than the file, so that none is read often. */
function directory(file: Uint8Array, fail: Fail): ReadonlyMap<string, Entry> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const end = endRecord(bytes);
  if (end === undefined) return fail('the list of its entries is missing at its end (truncated)');
  const reader = new ByteReader(file, bytes.readUInt32LE(end + 16), fail);
  const entries = new Map<string, Entry>();
  let total = 0;
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const header = Buffer.from(reader.take(CENTRAL_BYTES));
    if (header.readUInt32LE() !== CENTRAL) return fail('the list of its entries is broken');
    const name = reader.text(header.readUInt16LE(28));
    reader.take(header.readUInt16LE(30) + header.readUInt16LE(32)); // extra fields and a comment
    const size = header.readUInt32LE(20);
    entries.set(name, {
      method: header.readUInt16LE(10),
      crc: header.readUInt32LE(16),
      size,
      at: header.readUInt32LE(42),
    });
    total += size;
  }
  return total > file.length ? fail('its entries are larger than it is, or overlap') : entries;
}

/** The last record begins END_BYTES before the end, or earlier by the comment that it ends with. */
function endRecord(bytes: Buffer): number | undefined {
  const earliest = Math.max(0, bytes.length - END_BYTES - 0xffff);
  for (let at = bytes.length - END_BYTES; at >= earliest; at--) {
    if (bytes.readUInt32LE(at) === END && at + END_BYTES + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  return undefined;
}

function contentOf(file: Uint8Array, name: string, { method, crc, size, at }: Entry, fail: Fail): Uint8Array {
  if (method !== 0) return fail(`its entry ${quoted(name)} is compressed, which PyTorch never does`);
  const reader = new ByteReader(file, at, fail);
  if (reader.u32() !== LOCAL) return fail(`its entry ${quoted(name)} is not where its list says`);
  reader.take(LOCAL_LENGTHS_AT - 4);
  const names = reader.u16() + reader.u16();
  reader.at = at + LOCAL_BYTES;
  reader.take(names);
  const bytes = reader.take(size);
  // PyTorch can be told to compute no checksum, and writes 0
  if (crc !== 0 && crc32(bytes) !== crc) return fail(`its entry ${quoted(name)} was altered: its checksum is wrong`);
  return bytes;
}
