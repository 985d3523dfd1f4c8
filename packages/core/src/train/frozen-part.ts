/** A part of a network that doesn't learn: the first child of its chain, apart from the others. */
import { RefoldError } from '../error.ts';
import { infer } from '../layers/shapes.ts';
import type { Expression, Network } from '../layers/types.ts';

/** A network in two: what doesn't learn, and what goes on from its output. */
export interface FrozenPart {
  /** Its parameters without the child's name. */
  readonly part: Network;
  /** The other children, under the names and paths that they have in the whole. */
  readonly rest: Expression;
  /** Whether a parameter of the whole, by its path, learns. */
  learns(path: string): boolean;
}

/**
 * Takes a network apart behind the child `name`.
 * @throws RefoldError unless it is the first of several children of a chain, and gives a map
 */
export function frozenPart({ layer, input, params }: Network, name: string): FrozenPart {
  const [[first, body] = [], ...others] = layer.op === 'chain' ? layer.children : [];
  if (first !== name || body === undefined || others.length === 0) {
    throw new RefoldError(`training: frozen is '${name}': it must name the first child of a chain that has others too`);
  }
  const output = infer(body, input);
  if (output.length !== 3) {
    throw new RefoldError(`training: frozen is '${name}', which gives ${output.length} axes; a map has 3`);
  }
  const prefix = `${name}.`;
  const own = [...params].filter(([path]) => path.startsWith(prefix));
  return {
    part: { layer: body, input, params: new Map(own.map(([path, array]) => [path.slice(prefix.length), array])) },
    rest: { layer: { op: 'chain', children: others }, input: output },
    learns: path => !path.startsWith(prefix),
  };
}
