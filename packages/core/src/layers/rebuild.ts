/** An expression put together again from its traced form, with other layers in places. */
import { isLeaf, type Traced } from './shapes.ts';
import type { Child, Layer } from './types.ts';

/**
 * The expression below a node, bottom-up: `map` gets each node and its layer, children already mapped, and gives what stands in
 * its place, or undefined for a child that is left out. Names stay.
 */
export function rebuild(node: Traced, map: (node: Traced, layer: Layer) => Layer | undefined): Layer {
  const visit = (node: Traced): Layer | undefined => map(node, withChildren(node, visit));
  return visit(node) ?? { op: 'identity' };
}

function withChildren({ layer, children }: Traced, visit: (node: Traced) => Layer | undefined): Layer {
  if (isLeaf(layer)) return layer;
  if (layer.op === 'tiles') return { ...layer, body: visit(children[0]!) ?? { op: 'identity' } };
  if (layer.op === 'tap') {
    const head = children[0] && visit(children[0]);
    return head === undefined ? layer : { ...layer, head };
  }
  const mapped = children.flatMap((child, i): Child[] => {
    const instead = visit(child);
    return instead === undefined ? [] : [[layer.children[i]![0], instead]];
  });
  return { ...layer, children: mapped };
}
