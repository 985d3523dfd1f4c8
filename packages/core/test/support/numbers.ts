/** Numbers as little-endian bytes. */
export const number = (bytes: number, write: (buffer: Buffer) => unknown): Buffer => {
  const buffer = Buffer.alloc(bytes);
  write(buffer);
  return buffer;
};
export const u16 = (value: number): Buffer => number(2, b => b.writeUInt16LE(value));
export const u32 = (value: number): Buffer => number(4, b => b.writeUInt32LE(value));
export const u64 = (value: number): Buffer => number(8, b => b.writeBigUInt64LE(BigInt(value)));
