/** Taking and adding up slices of an array along one axis. */
import { sizeOf } from '../ndarray.ts';

type Numbers = Float32Array | Float64Array;

/** The slices at these indices of an axis, in this order. */
export function take(data: Numbers, shape: readonly number[], axis: number, indices: readonly number[]): Numbers {
  const length = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = data.length / (length * inner);
  const taken =
    data instanceof Float64Array
      ? new Float64Array(outer * indices.length * inner)
      : new Float32Array(outer * indices.length * inner);
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (const index of indices) {
      const from = (o * length + index) * inner;
      taken.set(data.subarray(from, from + inner), to);
      to += inner;
    }
  }
  return taken;
}

/** Adds, in place, the slice `from` of an axis to the slice `to`. */
export function addSlice(data: Numbers, shape: readonly number[], axis: number, from: number, to: number): void {
  const length = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  for (let start = 0; start < data.length; start += length * inner) {
    for (let i = 0; i < inner; i++) data[start + to * inner + i]! += data[start + from * inner + i]!;
  }
}

/** Sets, in place, the slices at these indices of an axis to zero. */
export function clearSlices(data: Numbers, shape: readonly number[], axis: number, indices: readonly number[]): void {
  const length = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  for (let start = 0; start < data.length; start += length * inner) {
    for (const index of indices) data.fill(0, start + index * inner, start + (index + 1) * inner);
  }
}
