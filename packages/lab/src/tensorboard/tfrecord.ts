/** TFRecord's framing, which event files have: each record with its length, and a checksum of both. */
/// <reference path="./crc-32c.d.ts" />
import crc32c from 'crc-32/crc32c.js';

/** Lengths and checksums around a record, in bytes. */
export const FRAME_BYTES = 16;

/** A record as a TFRecord file holds it: length (uint64), its masked CRC-32C, the bytes, theirs; all little-endian. */
export function framed(record: Uint8Array): Uint8Array {
  const file = Buffer.alloc(record.length + FRAME_BYTES);
  file.writeBigUInt64LE(BigInt(record.length), 0);
  file.writeUInt32LE(maskedChecksum(file.subarray(0, 8)), 8);
  file.set(record, 12);
  file.writeUInt32LE(maskedChecksum(record), 12 + record.length);
  return file;
}

/** Masked, since the checksum of bytes that hold their own checksum would say little. */
function maskedChecksum(bytes: Uint8Array): number {
  const sum = crc32c.buf(bytes) >>> 0;
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
