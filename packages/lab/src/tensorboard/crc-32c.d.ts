/** What we use of crc-32's second entry, which has no types of its own. */
declare module 'crc-32/crc32c.js' {
  /** CRC-32C (Castagnoli) of bytes, as a signed 32-bit number. */
  const crc32c: { readonly buf: (data: Uint8Array) => number };
  export default crc32c;
}
