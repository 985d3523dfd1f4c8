/** What a layer is called in a picture. */
import { definitionOf } from '../layers/leaves/index.ts';
import { type Label, label } from '../layers/leaves/label.ts';
import { isLeaf, type Traced } from '../layers/shapes.ts';
import type { Layer, Leaf } from '../layers/types.ts';

export type { Family, Label } from '../layers/leaves/label.ts';

/** What leaves are called, by path. */
export type Titles = Readonly<Record<string, string>>;

/** The label of a leaf or combinator at its shapes. */
export function labelOf(node: Traced): Label {
  const { layer } = node;
  if (isLeaf(layer)) return definitionOf(layer).label(node as Traced<Leaf>);
  if (layer.op === 'tap') return label('shape', `tap ${layer.name}`, layer.trainingOnly ? 'training only' : '');
  return label('shape', layer.op);
}

/** Layers that are drawn as a plain wire. */
export const isWire = (layer: Layer): boolean =>
  layer.op === 'identity' || (layer.op === 'chain' && layer.children.length === 0);
