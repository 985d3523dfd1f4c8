/** Walks a traced expression and builds the graph of another format from it. */
import { isLeaf, type Traced } from '../layers/shapes.ts';
import type { Branches, Leaf, Tiles } from '../layers/types.ts';

/** How a format spells what an expression is made of. `Value` is its handle on a tensor: the name of one, say. */
export interface GraphTarget<Value> {
  readonly leaf: (node: Traced<Leaf>, x: Value) => Value;
  /** Sum, product or concat of the children's outputs. */
  readonly branches: (node: Traced<Branches>, outputs: readonly Value[]) => Value;
  /** Cuts x into tiles, which become samples, applies the body and puts the results in the tiles' places. */
  readonly tiles: (node: Traced<Tiles>, x: Value, body: (tiles: Value) => Value) => Value;
}

/** Adds an expression to the graph, as it is at inference, and returns its output. Taps pass their input on; their heads are left out. */
export function emit<Value>(node: Traced, x: Value, target: GraphTarget<Value>): Value {
  const { layer, children } = node;
  if (isLeaf(layer)) return target.leaf(node as Traced<Leaf>, x);
  switch (layer.op) {
    case 'chain':
      return children.reduce((value, child) => emit(child, value, target), x);
    case 'tap':
      return x;
    case 'tiles':
      return target.tiles(node as Traced<Tiles>, x, tiles => emit(children[0]!, tiles, target));
    case 'sum':
    case 'product':
    case 'concat':
      return target.branches(
        node as Traced<Branches>,
        children.map(child => emit(child, x, target)),
      );
  }
}

/** Joins the outputs of a sum's or a product's children two by two; `part` names what is joined on the way, and is absent at the end. */
export function pairwise<Value>(
  { op }: Branches,
  outputs: readonly Value[],
  join: (total: Value, next: Value, part?: string) => Value,
): Value {
  const last = outputs.length - 1;
  return outputs.reduce((total, next, i) => (i === last ? join(total, next) : join(total, next, `${op}${i}`)));
}
