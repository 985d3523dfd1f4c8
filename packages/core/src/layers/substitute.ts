/** Rewriting an expression: other layers in the place of convolutions that a batch norm follows. */
import { rebuild } from './rebuild.ts';
import { links, type Traced, trace } from './shapes.ts';
import { type Site, siteOf } from './site.ts';
import type { BatchNorm, Conv, Layer, Shape } from './types.ts';

/**
 * The expression with `replace(site, path)` in the place of each convolution and its norm, under the convolution's name and path;
 * where it returns undefined, both stay. A `Block` is such a function. The two layers are found wherever they follow each other, in
 * one chain or across nested ones. A norm with a border does not count: it pads for what comes after it.
 * @throws ShapeError when shapes don't go together, before or after
 */
export function replaceConvNorms(
  layer: Layer,
  input: Shape,
  replace: (site: Site, path: string) => Layer | undefined,
): Layer {
  const root = trace(layer, input);
  const replaced = new Map<Traced, Layer>();
  const dropped = new Set<Traced>();
  for (const [conv, norm] of pairsIn(root)) {
    const [height, width, channels] = conv.input as readonly [number, number, number];
    const instead = replace(siteOf(conv.layer, norm.layer, channels, [height, width]), conv.path);
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
