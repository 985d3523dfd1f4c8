/** Rewriting an expression: other layers in the place of convolutions that a batch norm follows. */
import { rebuild } from './rebuild.ts';
import { links, type Traced, trace } from './shapes.ts';
import type { BatchNorm, Conv, Layer, Shape } from './types.ts';

/** A convolution and the batch norm right after it. */
export interface ConvNorm {
  readonly conv: Conv;
  readonly norm: BatchNorm;
  /** Shape of the map that the convolution sees. */
  readonly input: Shape;
  /** Path of the convolution. */
  readonly path: string;
}

/**
 * The expression with `replace(pair)` in the place of each convolution and its norm, under the convolution's name; a pair
 * for which it returns undefined stays. The two are found wherever they follow each other, in one chain or across nested
 * ones. A norm with a border is no partner: it pads for what comes after it.
 * @throws ShapeError when shapes don't go together, before or after
 */
export function replaceConvNorms(layer: Layer, input: Shape, replace: (pair: ConvNorm) => Layer | undefined): Layer {
  const root = trace(layer, input);
  const replaced = new Map<Traced, Layer>();
  const dropped = new Set<Traced>();
  for (const [conv, norm] of pairsIn(root)) {
    const instead = replace({ conv: conv.layer, norm: norm.layer, input: conv.input, path: conv.path });
    if (instead === undefined) continue;
    replaced.set(conv, instead);
    dropped.add(norm);
  }
  const rewritten = rebuild(root, (node, same) => (dropped.has(node) ? undefined : (replaced.get(node) ?? same)));
  trace(rewritten, input);
  return rewritten;
}

type Pair = readonly [conv: Traced<Conv>, norm: Traced<BatchNorm>];

function* pairsIn(node: Traced): Generator<Pair> {
  const row = links(node);
  for (const [i, first] of row.entries()) {
    const second = row[i + 1];
    if (isPair(first, second)) yield [first, second as Traced<BatchNorm>];
    for (const child of first.children) yield* pairsIn(child);
  }
}

const isPair = (first: Traced, second: Traced | undefined): first is Traced<Conv> =>
  first.layer.op === 'conv' && second?.layer.op === 'batchNorm' && second.layer.border === undefined;
