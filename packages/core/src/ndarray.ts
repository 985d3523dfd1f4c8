/** An array on the host: row-major `data` of the given `shape`. Parameters live in these; tensors are made from them on a backend. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Number of elements of a shape (1 for a scalar). */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** A float32 array of the given shape, filled by `value(i)` or zeros. */
export function ndarray(shape: readonly number[], value?: (index: number) => number): NdArray {
  const data = new Float32Array(sizeOf(shape));
  if (value) for (let i = 0; i < data.length; i++) data[i] = value(i);
  return { shape, data };
}
