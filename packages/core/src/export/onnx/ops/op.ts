/** What turns a layer into nodes of an ONNX graph. */
import type { Traced } from '../../../layers/shapes.ts';
import type { Leaf, LeafKind, Padding } from '../../../layers/types.ts';
import { type NdArray, ndarray } from '../../../ndarray.ts';
import type { Scope } from '../graph.ts';

/** Adds the nodes of a leaf, which read the value named x, and returns the name of their output. */
export type Op<O extends LeafKind> = (node: Traced<Extract<Leaf, { op: O }>>, x: string, scope: Scope) => string;

/** ONNX has a window's padding as [top, left, bottom, right]. */
export const sides = ([top, bottom, left, right]: Padding): readonly number[] => [top, left, bottom, right];

/** Puts a border around a map: of zeros, of another value, or what `mode` says. */
export const bordered = (
  x: string,
  [top, bottom, left, right]: Padding,
  { add, floats, integers }: Scope,
  { value, mode, part }: { readonly value?: number; readonly mode?: 'reflect'; readonly part?: string } = {},
): string => {
  const pads = integers('pads', [0, 0, top, left, 0, 0, bottom, right]);
  const border = value === undefined ? [] : [floats('border', scalar(value))];
  return add('Pad', [x, pads, ...border], mode === undefined ? {} : { mode }, part);
};

/** One number as a tensor without axes. */
export const scalar = (value: number): NdArray => ndarray([], () => value);
