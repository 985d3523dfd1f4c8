/** Which maps the features of vectors in a network come from, and which they become. */
import { equal, isLeaf, type Traced } from '../layers/shapes.ts';
import type { Shape } from '../layers/types.ts';

/** The maps, [h, w, c], that a leaf's input vector was and its output vector becomes, in the order of the map; absent where it is none. */
export interface Maps {
  readonly input?: Shape;
  readonly output?: Shape;
}

/** The maps of each leaf that has any, by its path. */
export function flattenedMaps(root: Traced): ReadonlyMap<string, Maps> {
  const maps = new Map<string, Maps>();
  const note = ({ path }: Traced, more: Maps): unknown => maps.set(path, { ...maps.get(path), ...more });
  forward(root, undefined, (node, input) => note(node, { input }));
  backward(root, undefined, (node, output) => note(node, { output }));
  return maps;
}

type Note = (leaf: Traced, map: Shape) => unknown;

const isMap = (shape: Shape): boolean => shape.length === 3 && shape[0]! * shape[1]! > 1;
const isFlattening = ({ layer, input, output }: Traced): boolean =>
  (layer.op === 'flatten' || layer.op === 'reshape') && input.length === 3 && output.length === 1;
const isMapping = ({ layer, input, output }: Traced): boolean =>
  layer.op === 'reshape' && input.length === 1 && output.length === 3;
/** Whether feature i of the output is made of feature i of the input alone. */
const keepsFeatures = ({ layer, input, output }: Traced): boolean =>
  layer.op !== 'linear' && input.length === 1 && equal(input, output);

/** The map that a node's output vector was, if its input vector was `map`. */
function forward(node: Traced, map: Shape | undefined, note: Note): Shape | undefined {
  if (isLeaf(node.layer)) {
    if (map !== undefined) note(node, map);
    if (isFlattening(node)) return isMap(node.input) ? node.input : undefined;
    return keepsFeatures(node) ? map : undefined;
  }
  if (node.layer.op === 'chain') return node.children.reduce((before, child) => forward(child, before, note), map);
  const after = node.children.map(child => forward(child, node.layer.op === 'tiles' ? undefined : map, note));
  return node.layer.op === 'tap' ? map : shared(node, after);
}

/** The map that a node's input vector becomes, if its output vector becomes `map`. */
function backward(node: Traced, map: Shape | undefined, note: Note): Shape | undefined {
  if (isLeaf(node.layer)) {
    if (map !== undefined) note(node, map);
    if (isMapping(node)) return isMap(node.output) ? node.output : undefined;
    return keepsFeatures(node) ? map : undefined;
  }
  if (node.layer.op === 'chain') {
    return node.children.reduceRight((after, child) => backward(child, after, note), map);
  }
  const joins = node.layer.op === 'sum' || node.layer.op === 'product';
  const before = node.children.map(child => backward(child, joins ? map : undefined, note));
  return node.layer.op === 'tap' ? map : shared(node, before);
}

/** What the branches of a sum or product have in common. */
function shared({ layer }: Traced, [first, ...rest]: readonly (Shape | undefined)[]): Shape | undefined {
  const isJoined = layer.op === 'sum' || layer.op === 'product';
  return isJoined && first !== undefined && rest.every(map => map !== undefined && equal(map, first))
    ? first
    : undefined;
}
