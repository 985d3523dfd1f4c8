/** The cost of an expression as it stands: per path and in total. */
import { isLeaf, type Traced, trace } from '../layers/shapes.ts';
import type { Layer, Leaf, Shape } from '../layers/types.ts';
import { add, type Cost, costOf, free, numberOfTiles, repeated } from './leaf.ts';
import { type Memory, memoryOf } from './memory.ts';

/** An expression's cost, in total and by path, and its memory. */
export interface Count {
  readonly total: Cost;
  /** Every node's cost, leaves and combinators; the root's path is empty. */
  readonly byPath: ReadonlyMap<string, Cost>;
  readonly memory: Memory;
}

/**
 * Counts an expression in its trained form, training-only heads included (inference memory leaves them out).
 * @param input shape of one sample
 * @throws ShapeError when shapes don't go together
 */
export function count(layer: Layer, input: Shape): Count {
  const root = trace(layer, input);
  const byPath = new Map<string, Cost>();
  const total = visit(root, byPath);
  return { total, byPath, memory: memoryOf(root) };
}

/** `times` is how often the node is applied to one sample: once a tile. */
function visit(node: Traced, byPath: Map<string, Cost>, times = 1): Cost {
  const below = node.layer.op === 'tiles' ? times * numberOfTiles(node.layer, node.input) : times;
  const cost = isLeaf(node.layer)
    ? repeated(costOf(node as Traced<Leaf>), times)
    : node.children.reduce((total, child) => add(total, visit(child, byPath, below)), free);
  byPath.set(node.path, cost);
  return cost;
}
