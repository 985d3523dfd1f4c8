/** What turns a layer into nodes of a TensorFlow.js graph. */
import type { Traced } from '../../../layers/shapes.ts';
import type { Leaf, LeafKind, Padding, Shape, Size } from '../../../layers/types.ts';
import { isUnpadded } from '../../../shape.ts';
import { type AttrValue, list, type TfjsScope, text } from '../graph.ts';

/** Adds the nodes of a leaf, which read the node x, and returns the name of their output. */
export type TfjsOp<O extends LeafKind> = (
  node: Traced<Extract<Leaf, { op: O }>>,
  x: string,
  scope: TfjsScope,
) => string;

/** The strides, or the window, along all axes of a batch of maps. */
export const alongMap = ([vertical, horizontal]: Size): AttrValue => list(1, vertical, horizontal, 1);

/** Windows lie within the map: what is padded is padded before. */
export const VALID: Readonly<Record<string, AttrValue>> = { padding: text('VALID') };

/** What is put around a batch of maps: pairs for all axes. */
export const around = (pad: Padding, { integers }: TfjsScope): string =>
  integers('paddings', [0, 0, ...pad, 0, 0], [4, 2]);

/** The map with a border of one value, if it has a border. */
export function padded(x: string, pad: Padding, value: number, scope: TfjsScope): string {
  if (isUnpadded(pad)) return x;
  return scope.add('PadV2', [x, around(pad, scope), scope.number('border', value)], {}, 'padded');
}

/** The tensor in a shape of samples. */
export const reshaped = (x: string, shape: Shape, { add, integers }: TfjsScope, part?: string): string =>
  add('Reshape', [x, integers(`${part ?? ''}Shape`, [-1, ...shape])], {}, part);

/** The tensor with its axes, the batch's counted, in another order. */
export const transposed = (x: string, order: readonly number[], { add, integers }: TfjsScope, part?: string): string =>
  add('Transpose', [x, integers(`${part ?? ''}Order`, order)], {}, part);
