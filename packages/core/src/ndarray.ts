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

/** The array with axis order[i] of the input as axis i. */
export function reorder({ shape, data }: NdArray, order: readonly number[]): NdArray {
  const strides = order.map(axis => sizeOf(shape.slice(axis + 1)));
  const newShape = order.map(axis => shape[axis]!);
  const out = data instanceof Float64Array ? new Float64Array(data.length) : new Float32Array(data.length);
  const at = newShape.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = data[from]!;
    for (let axis = at.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++at[axis]! < newShape[axis]!) break;
      from -= strides[axis]! * newShape[axis]!;
      at[axis] = 0;
    }
  }
  return { shape: newShape, data: out };
}
