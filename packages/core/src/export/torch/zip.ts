/** Zip archives of files that stand in them as they are (PKWARE's APPNOTE, section 4.3), as torch.save makes them. */
import { RefoldError } from '../../error.ts';
import { checksumOf, inMemory } from '../../io/bytes.ts';

/** Files begin at multiples of this, so that tensors can be used where they lie. */
const ALIGNMENT = 64;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** What 32 bits and, of entries, 16 bits can say. */
const MOST_BYTES = 2 ** 32 - 1;
const MOST_ENTRIES = 2 ** 16 - 1;
/** An extra field that readers pass over. */
const PADDING_ID = 0x4246;
const PADDING_HEAD = 4;
/** Bytes that the headers of a file and its alignment take at most, names aside. */
const HEADERS = 256;

/** A file of the archive. */
export type Entry = readonly [name: string, content: Uint8Array];

/** The archive's bytes. @throws RefoldError for one of over 4 GB or over 65,535 files */
export function zipOf(entries: readonly Entry[]): Uint8Array {
  requireSize(entries);
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  const put = (part: Uint8Array): void => {
    parts.push(part);
    at += part.length;
  };
  for (const [name, content] of entries) {
    const path = Buffer.from(name);
    const facts = factsOf(path, content);
    const begin = at;
    const unpadded = begin + LOCAL_BYTES + path.length + PADDING_HEAD;
    const extra = PADDING_HEAD + ((ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT);
    put(numbers([LOCAL, 4], facts, [extra, 2]));
    put(path);
    put(Buffer.concat([numbers([PADDING_ID, 2], [extra - PADDING_HEAD, 2])], extra));
    put(content);
    // Version, facts, lengths of extra and comment, disk, attributes, and where the local header begins.
    central.push(numbers([CENTRAL, 4], [0, 2], facts, [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [begin, 4]), path);
  }
  const list = Buffer.concat(central);
  const count = entries.length;
  put(list);
  put(numbers([END, 4], [0, 2], [0, 2], [count, 2], [count, 2], [list.length, 4], [at - list.length, 4], [0, 2]));
  return Buffer.concat(parts);
}

function requireSize(entries: readonly Entry[]): void {
  const bytes = entries.reduce(
    (sum, [name, content]) => sum + content.length + 2 * Buffer.byteLength(name) + HEADERS,
    0,
  );
  if (bytes <= MOST_BYTES && entries.length <= MOST_ENTRIES) return;
  throw new RefoldError(
    `the network needs ${(bytes / 1e9).toFixed(1)} GB in ${entries.length} files; an archive takes 4 GB: export it as safetensors`,
  );
}

/** What both headers of a file say: version, flags, method, time and date, checksum, sizes, length of its name. */
function factsOf(path: Uint8Array, content: Uint8Array): Field {
  const crc = checksumOf(inMemory(content));
  return numbers([0, 2], [0, 2], [0, 2], [0, 4], [crc, 4], [content.length, 4], [content.length, 4], [path.length, 2]);
}

/** A number and its width in bytes; or bytes. */
type Field = readonly [value: number, bytes: 2 | 4] | Uint8Array;

/** Little-endian numbers, one after another. */
const numbers = (...fields: readonly Field[]): Uint8Array =>
  Buffer.concat(
    fields.map(field => {
      if (field instanceof Uint8Array) return field;
      const bytes = Buffer.alloc(field[1]);
      bytes.writeUIntLE(field[0], 0, field[1]);
      return bytes;
    }),
  );
