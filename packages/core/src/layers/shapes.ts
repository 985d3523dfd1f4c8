/** Shape inference: an expression with the path and the shapes of every node. */
import { RefoldError } from '../error.ts';
import { equal, type Shape, show } from '../shape.ts';
import { definitionOf, isLeafKind, LEAVES } from './leaves/index.ts';
import type { Branches, Chain, Combinator, Layer, Leaf, Tiles } from './types.ts';

export { equal, show, span } from '../shape.ts';

/** An impossible shape: the message names the path and the shapes that don't go together. */
export class ShapeError extends RefoldError {
  override readonly name = 'ShapeError';
  readonly path: string;
  constructor(path: string, problem: string) {
    super(`${path === '' ? 'the network' : path}: ${problem}`);
    this.path = path;
  }
}

/** Joins path parts with dots; the root is the empty path. */
export const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/**
 * Output shape of a leaf.
 * @throws ShapeError naming `path`, the shape that came and the shape that was needed
 */
export const inferLeaf = (leaf: Leaf, input: Shape, path: string): Shape =>
  definitionOf(leaf).output(leaf, input, problem => {
    throw new ShapeError(path, `${problem}; its input is ${show(input)}`);
  });

/**
 * Output shape of sum, concat or product, from its children's.
 * @throws ShapeError naming the first two children that disagree
 */
export function inferBranches(layer: Branches, outputs: readonly (readonly [string, Shape])[], path: string): Shape {
  const [first, ...rest] = outputs;
  if (first === undefined) throw new ShapeError(path, `a ${layer.op} needs at least one child`);
  let shape = first[1];
  for (const [name, other] of rest) {
    const joined = JOINED[layer.op](shape, other);
    if (joined === undefined) {
      const verb = layer.op === 'concat' ? 'concat along channels' : `take the ${layer.op}`;
      throw new ShapeError(
        path,
        `can't ${verb}: '${first[0]}' gives ${show(first[1])}, '${name}' gives ${show(other)}`,
      );
    }
    shape = joined;
  }
  return shape;
}

/** What two branches give together; undefined where their shapes don't go together. */
const JOINED: { readonly [O in Branches['op']]: (a: Shape, b: Shape) => Shape | undefined } = {
  sum: (a, b) => (a.at(-1) === b.at(-1) ? withChannels(a, b, a.at(-1)!) : undefined),
  product: (a, b) => {
    const [one, other] = [a.at(-1)!, b.at(-1)!];
    const isGate = a.length === 3 && (one === 1 || other === 1);
    return one === other || isGate ? withChannels(a, b, Math.max(one, other)) : undefined;
  },
  concat: (a, b) => withChannels(a, b, a.at(-1)! + b.at(-1)!),
};

/** So many channels at the places of both: the same ones, or one place that stands for all of a map. */
function withChannels(a: Shape, b: Shape, channels: number): Shape | undefined {
  const [one, other] = [a.slice(0, -1), b.slice(0, -1)];
  if (equal(one, other)) return [...one, channels];
  const isOnePlace = (places: Shape) => equal(places, [1, 1]);
  if (one.length !== other.length || !(isOnePlace(one) || isOnePlace(other))) return undefined;
  return [...(isOnePlace(one) ? other : one), channels];
}

/** A layer seen with its path and shapes; children in order of evaluation. */
export interface Traced<L extends Layer = Layer> {
  readonly layer: L;
  /** Empty at the root. */
  readonly path: string;
  readonly input: Shape;
  readonly output: Shape;
  readonly children: readonly Traced[];
}

/**
 * Walks an expression, giving every node its path and its input and output shape. Every static function
 * (counting, initialising, drawing, folding) starts from this.
 * @throws ShapeError when shapes don't go together
 */
export function trace(layer: Layer, input: Shape, path = ''): Traced {
  if (isLeaf(layer)) return { layer, path, input, output: inferLeaf(layer, input, path), children: [] };
  switch (layer.op) {
    case 'chain':
      return traceChain(layer, input, path);
    case 'tap': {
      const head = layer.head === undefined ? [] : [trace(layer.head, input, join(path, 'head'))];
      return { layer, path, input, output: input, children: head };
    }
    case 'tiles':
      return traceTiles(layer, input, path);
    case 'sum':
    case 'concat':
    case 'product': {
      const children = layer.children.map(([name, child]) => trace(child, input, join(path, name)));
      const outputs = layer.children.map(([name], i) => [name, children[i]!.output] as const);
      return { layer, path, input, output: inferBranches(layer, outputs, path), children };
    }
    default:
      throw unknownLayer(layer);
  }
}

/** The error for an `op` that nobody knows. */
export const unknownLayer = ({ op }: { readonly op: string }): RefoldError =>
  new RefoldError(`no layer called '${op}'; known: ${[...Object.keys(LEAVES), ...COMBINATORS].join(', ')}`);

const COMBINATORS: readonly Combinator['op'][] = ['chain', 'sum', 'concat', 'product', 'tap', 'tiles'];

function traceChain(layer: Chain, input: Shape, path: string): Traced {
  let shape = input;
  const children = layer.children.map(([name, child]) => {
    const traced = trace(child, shape, join(path, name));
    shape = traced.output;
    return traced;
  });
  return { layer, path, input, output: shape, children };
}

/** How many tiles a map has along height, width and channels. */
export const tileCounts = ({ size }: Tiles, input: Shape): readonly [number, number, number] =>
  size.map((side, axis) => input[axis]! / side) as unknown as [number, number, number];

function traceTiles(layer: Tiles, input: Shape, path: string): Traced {
  const counts = tileCounts(layer, input);
  if (input.length !== 3 || !counts.every(count => Number.isInteger(count) && count > 0)) {
    throw new ShapeError(path, `tiles of ${show(layer.size)} don't cover the map exactly; its input is ${show(input)}`);
  }
  const body = trace(layer.body, layer.size, join(path, 'body'));
  if (body.output.length !== 3) {
    throw new ShapeError(path, `a tile must become a map [height, width, channels], not ${show(body.output)}`);
  }
  return { layer, path, input, output: body.output.map((side, axis) => side * counts[axis]!), children: [body] };
}

/** Output shape of an expression on an input shape (both without the batch). */
export const infer = (layer: Layer, input: Shape): Shape => trace(layer, input).output;

/** Whether a layer is a leaf: it has no children. */
export const isLeaf = (layer: Layer): layer is Leaf => isLeafKind(layer.op);

/** The leaves below a node, in order of evaluation. */
export function* leaves(node: Traced): Generator<Traced<Leaf>> {
  if (isLeaf(node.layer)) yield node as Traced<Leaf>;
  for (const child of node.children) yield* leaves(child);
}

/** A node that a chain evaluates between others. */
export type Link = Traced<Exclude<Layer, Chain>>;

/** What a chain evaluates one after the other, chains within it opened; any other node is its own only link. */
export const links = (node: Traced): readonly Link[] =>
  node.layer.op === 'chain' ? node.children.flatMap(links) : [node as Link];

/** The links of each outermost chain below a node, branch by branch: what stands in one row is evaluated one after the other. */
export function linkRows(node: Traced): readonly (readonly Link[])[] {
  const row = links(node);
  return [row, ...row.flatMap(({ children }) => children.flatMap(linkRows))];
}
