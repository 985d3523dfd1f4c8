import { crc32 } from 'node:zlib';
import { type ByteSource, checksumOf, inMemory } from './bytes.ts';

type Metadata = Readonly<Record<string, string>>;

/**
 * The format has no checksum, and an F32 that turned into an I32 is still a valid file. So ours carry one in their
 * metadata: CRC-32 over the whole file, with these digits in its own place.
 */
const OURS = 'refold.';
const KEY = `${OURS}crc32`;
const BLANK = '00000000';
const MARK = `"${KEY}":"`;

/** Metadata that reserve the checksum's place, ahead of the caller's. */
export const withChecksum = (metadata: Metadata): Metadata => ({ [KEY]: BLANK, ...withoutChecksum(metadata) });

/** The metadata without the checksum. */
export function withoutChecksum({ [KEY]: _, ...metadata }: Metadata): Metadata {
  return metadata;
}

/** Writes the checksum into its reserved place. */
export function stampChecksum(file: Buffer): void {
  const at = placeIn(file);
  file.write(checksum(inMemory(file), at), at, 'latin1');
}

/**
 * Whether the file's bytes are those that were written. A file from elsewhere, without a checksum, passes; one that is ours by its
 * other metadata has lost the checksum's name to an altered byte.
 * @param headerEnd where the header ends, in bytes
 */
export function isIntact(file: ByteSource, headerEnd: number, metadata: Metadata): boolean {
  if (!Object.hasOwn(metadata, KEY)) return !Object.keys(metadata).some(key => key.startsWith(OURS));
  const header = Buffer.from(file.slice(0, headerEnd));
  const at = placeIn(header);
  return header.toString('latin1', at, at + BLANK.length) === checksum(file, at);
}

const placeIn = (header: Buffer): number => header.indexOf(MARK) + MARK.length;

function checksum(file: ByteSource, at: number): string {
  const before = crc32(BLANK, checksumOf(file, 0, at));
  const sum = checksumOf(file, at + BLANK.length, file.size, before);
  return sum.toString(16).padStart(BLANK.length, '0');
}
