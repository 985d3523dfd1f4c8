/**
 * The values of an idx file of bytes (the format of MNIST), row-major. Before them come two zero bytes, the type, the number of
 * dimensions, and the size of each dimension in four bytes.
 */
export const idxValues = (file: Uint8Array): Uint8Array => file.subarray(4 + 4 * (file[3] ?? 0));
