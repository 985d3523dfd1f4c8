/** Moving elements: strided views of tensors, and copies between them. */
import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { handle } from '../kernel.ts';

/** Axes of a move: one after the other its size, its stride in the source, its stride in the target, in elements. */
type Axes = number[];

interface Functions {
  /** Elements are of 1 or 4 bytes; each handle follows the offset of its view. @throws Error for a view that leaves its buffer */
  moveElements(bytes: number, axes: Axes, fromOffset: number, from: Handle, toOffset: number, to: Handle): void;
  /** Sets every element of a view to the one with these bits. */
  fillElements(bytes: number, axes: Axes, bits: number, offset: number, to: Handle): void;
}

const native = functions<Functions>();

/** Elements of a tensor as an array of that shape: element i lies at offset + Σ iₐ·stridesₐ. */
export interface View {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

const BYTES: { readonly [dtype in DataType]?: number } = { float32: 4, int32: 4, bool: 1 };

/** Bytes of a tensor's elements. @throws Error unless they are numbers or booleans */
export function bytesOf({ dtype }: { readonly dtype: DataType }): number {
  const bytes = BYTES[dtype];
  if (bytes === undefined) throw new Error(`native: expected a tensor of numbers, not of type ${dtype}`);
  return bytes;
}

/** The view of all elements, in order. */
export function dense(shape: readonly number[], offset = 0): View {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return { shape, strides, offset };
}

/** The part of a view that begins at `begin`, has this shape and takes every `steps`-th element (negative: backwards). */
export function part(view: View, begin: readonly number[], shape: readonly number[], steps?: readonly number[]): View {
  const { strides } = view;
  return {
    shape,
    strides: steps ? strides.map((stride, axis) => stride * steps[axis]!) : strides,
    offset: begin.reduce((offset, index, axis) => offset + index * strides[axis]!, view.offset),
  };
}

/** The view with its axes in another order. */
export const permuted = ({ shape, strides, offset }: View, order: readonly number[]): View => ({
  shape: order.map(axis => shape[axis]!),
  strides: order.map(axis => strides[axis]!),
  offset,
});

/** Copies one view's elements to another of the same shape. */
export function move(x: TensorInfo, from: View, y: TensorInfo, to: View): void {
  const axes: Axes = [];
  for (const [axis, n] of to.shape.entries()) axes.push(n, from.strides[axis]!, to.strides[axis]!);
  native.moveElements(bytesOf(x), axes, from.offset, handle(x), to.offset, handle(y));
}

/** Sets all elements of a view to a value. */
export function fill(y: TensorInfo, to: View, value: number): void {
  const axes: Axes = [];
  for (const [axis, n] of to.shape.entries()) axes.push(n, 0, to.strides[axis]!);
  native.fillElements(bytesOf(y), axes, bitsOf(value, y.dtype), to.offset, handle(y));
}

const word = new DataView(new ArrayBuffer(4));

/** The bits of a value as an element of that type. */
export function bitsOf(value: number, dtype: DataType): number {
  if (dtype === 'float32') word.setFloat32(0, value);
  else if (dtype === 'int32') word.setInt32(0, value);
  else word.setInt32(0, value & 0xff);
  return word.getUint32(0);
}
