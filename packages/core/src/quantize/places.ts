/** Where a network is quantised: at the inputs of its convolutions and fully-connected layers. */
import { rebuild } from '../layers/rebuild.ts';
import { join, leaves, ShapeError, type Traced, trace } from '../layers/shapes.ts';
import type { Child, Expression, Layer } from '../layers/types.ts';

const KINDS: readonly string[] = ['conv', 'linear'];

/**
 * The layers that multiply, by path. Those whose kernel is made of others while they run (`unitNorm`) aren't among them: fold first.
 * @throws ShapeError when shapes don't go together
 */
export const placesOf = ({ layer, input }: Expression): readonly Traced[] =>
  [...leaves(trace(layer, input))].filter(
    ({ layer }) => KINDS.includes(layer.op) && !(layer.op === 'conv' && layer.unitNorm === true),
  );

/** An expression with more in it, and the new path of each layer that has moved. */
export interface Grown {
  readonly layer: Layer;
  readonly moved: ReadonlyMap<string, string>;
}

/**
 * The expression with a layer before each of these: a child before it in its chain, or else a chain of both in its place.
 * @param before by path
 * @throws ShapeError where the name of the new child is taken
 */
export function insertBefore({ layer, input }: Expression, before: ReadonlyMap<string, Layer>): Grown {
  const moved = new Map<string, string>();
  const withAdded = (node: Traced, name: string, own: Layer): readonly Child[] => {
    const added = before.get(node.path);
    return added === undefined
      ? [[name, own]]
      : [
          [`${name}Input`, added],
          [name, own],
        ];
  };
  const root = trace(layer, input);
  const chained = new Set(childrenOfChains(root));
  const grown = rebuild(root, (node, same) => {
    if (before.has(node.path) && !chained.has(node)) {
      moved.set(node.path, join(node.path, INSIDE));
      return { op: 'chain', children: withAdded(node, INSIDE, same) };
    }
    if (same.op !== 'chain') return same;
    const children = same.children.flatMap(([name, child], i) => withAdded(node.children[i]!, name, child));
    const names = new Set(children.map(([name]) => name));
    if (names.size < children.length) throw new ShapeError(node.path, 'it has children named as those that are added');
    return { ...same, children };
  });
  return { layer: grown, moved };
}

/** What a layer that wasn't a chain's child is called in its own chain. */
const INSIDE = 'layer';

function* childrenOfChains({ layer, children }: Traced): Generator<Traced> {
  if (layer.op === 'chain') yield* children;
  for (const child of children) yield* childrenOfChains(child);
}
