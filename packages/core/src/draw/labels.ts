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

/** One label for layers that are alike but for their shapes: numbers that differ are given from the first to the last, '16…40 → 12'. */
export function mergedLabel(labels: readonly Label[]): Label {
  const [first, last] = [labels[0]!, labels.at(-1)!];
  return { ...first, detail: rangeOf(first.detail, last.detail) };
}

function rangeOf(first: string, last: string): string {
  const [one, other] = [first, last].map(detail => detail.split(/(\d+)/)) as [string[], string[]];
  const isAlike = one.length === other.length && one.every((part, i) => i % 2 === 1 || part === other[i]);
  return isAlike ? one.map((part, i) => (part === other[i] ? part : `${part}…${other[i]}`)).join('') : first;
}

/** Layers that are drawn as a plain wire. */
export const isWire = (layer: Layer): boolean =>
  layer.op === 'identity' || (layer.op === 'chain' && layer.children.length === 0);
