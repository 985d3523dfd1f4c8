/** How far packed bytes may unpack: Deflate packs zeros by 1,000, so that a file of a few megabytes might fill the memory or the disk. */

/** Far above that of any dataset: pictures hardly shrink, tables of text by 20, MATLAB's structs by 30. */
export const MOST_RATIO = 100;
/** What anything may unpack to, however small it is packed. */
const ALWAYS = 2 ** 20;

/** The largest number of bytes that `packed` bytes of a file from elsewhere may unpack to. */
export const unpackLimit = (packed: number): number => ALWAYS + MOST_RATIO * packed;

/** Whether an error of `node:zlib` says that bytes unpack to more than `maxOutputLength`. */
export const isOverLimit = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
