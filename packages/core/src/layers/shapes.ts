/** Shape inference: what each leaf makes of its input shape, and how combinators put their children's shapes together. */
import { RefoldError } from '../error.ts';
import { sizeOf } from '../ndarray.ts';
import type { Branches, Chain, Layer, Leaf, Padding, Shape, Size, Tiles } from './types.ts';

/** An impossible shape: the message names the path and the shapes that don't go together. */
export class ShapeError extends RefoldError {
  override readonly name = 'ShapeError';
  readonly path: string;
  constructor(path: string, problem: string) {
    super(`${path === '' ? 'the network' : path}: ${problem}`);
    this.path = path;
  }
}

export const show = (shape: Shape): string => `[${shape.join(', ')}]`;

/** Joins path parts with dots; the root is the empty path. */
export const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Taps of a window along one axis, and what they span: (k−1)·d + 1. */
export const span = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

/**
 * Output shape of a leaf.
 * @throws ShapeError naming `path`, the shape that came and the shape that was needed
 */
export function inferLeaf(leaf: Leaf, input: Shape, path: string): Shape {
  const fail = (problem: string): never => {
    throw new ShapeError(path, `${problem}; its input is ${show(input)}`);
  };
  const map = (): readonly [number, number, number] =>
    input.length === 3 ? (input as [number, number, number]) : fail(`${leaf.op} needs a map [height, width, channels]`);
  const windows = (size: Size, stride: Size, pad: Padding, dilation: Size = [1, 1]): Size => {
    const [h, w] = map();
    const out = (n: number, axis: 0 | 1) => {
      const padded = n + pad[2 * axis]! + pad[2 * axis + 1]!;
      const covered = span(size[axis], dilation[axis]);
      if (covered > padded) {
        fail(`a ${leaf.op} window ${size.join('×')} (dilation ${dilation.join('×')}) exceeds the padded map`);
      }
      return Math.floor((padded - covered) / stride[axis]) + 1;
    };
    return [out(h, 0), out(w, 1)];
  };

  switch (leaf.op) {
    case 'conv': {
      const channels = map()[2];
      if (channels % leaf.groups !== 0 || leaf.out % leaf.groups !== 0) {
        fail(`${channels} input and ${leaf.out} output channels must both divide by ${leaf.groups} groups`);
      }
      return [...windows(leaf.kernel, leaf.stride, leaf.pad, leaf.dilation), leaf.out];
    }
    case 'convTranspose': {
      const [h, w] = map();
      const grown = (n: number, axis: 0 | 1) =>
        (n - 1) * leaf.stride[axis] + leaf.kernel[axis] - leaf.pad[2 * axis]! - leaf.pad[2 * axis + 1]!;
      const [height, width] = [grown(h, 0), grown(w, 1)];
      if (height < 1 || width < 1) fail(`cropping by ${show(leaf.pad)} leaves nothing`);
      return [height, width, leaf.out];
    }
    case 'linear':
      if (input.length !== 1) fail('linear needs a vector [features]; put flatten() before it');
      return [leaf.out];
    case 'spatialLinear': {
      const channels = map()[2];
      if (channels % leaf.groups !== 0 || leaf.out[2] % leaf.groups !== 0) {
        fail(`${channels} input and ${leaf.out[2]} output channels must both divide by ${leaf.groups} groups`);
      }
      return leaf.out;
    }
    case 'batchNorm':
      return leaf.border === undefined ? input : grow(map(), leaf.border);
    case 'pad':
      return grow(map(), leaf.pad);
    case 'instanceNorm':
      return map();
    case 'maxPool':
    case 'avgPool':
      return [...windows(leaf.size, leaf.stride, leaf.pad), map()[2]];
    case 'globalAvgPool':
    case 'globalMaxPool':
      return [1, 1, map()[2]];
    case 'flatten':
      return [sizeOf(input)];
    case 'reshape':
      if (sizeOf(leaf.shape) !== sizeOf(input))
        fail(`can't reshape ${sizeOf(input)} elements to ${show(leaf.shape)}: it is bound to that size`);
      return leaf.shape;
    case 'permute':
      if ([...leaf.order].sort((a, b) => a - b).join() !== [...input.keys()].join()) {
        fail(`permute order ${show(leaf.order)} is not an order of ${input.length} axes`);
      }
      return leaf.order.map(axis => input[axis]!);
    case 'upsample':
      return [...leaf.size, map()[2]];
    case 'activation':
    case 'identity':
    case 'dropout':
    case 'scale':
      return input;
  }
}

const grow = ([h, w, c]: readonly [number, number, number], pad: Padding): Shape => [
  h + pad[0] + pad[1],
  w + pad[2] + pad[3],
  c,
];

/**
 * Output shape of sum, concat or product, from its children's.
 * @throws ShapeError naming the first two children that disagree
 */
export function inferBranches(layer: Branches, outputs: readonly (readonly [string, Shape])[], path: string): Shape {
  const [first, ...rest] = outputs;
  if (first === undefined) throw new ShapeError(path, `a ${layer.op} needs at least one child`);
  let shape = first[1];
  for (const [name, other] of rest) {
    const joined = layer.op === 'concat' ? alongChannels(shape, other) : broadcast(shape, other);
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

/** Whether two shapes are the same. */
export const equal = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i]);

function alongChannels(a: Shape, b: Shape): Shape | undefined {
  if (!equal(a.slice(0, -1), b.slice(0, -1)) || a.length !== b.length) return undefined;
  return [...a.slice(0, -1), a.at(-1)! + b.at(-1)!];
}

/** Equal shapes, or [1, 1, c] over [h, w, c]. */
function broadcast(a: Shape, b: Shape): Shape | undefined {
  if (equal(a, b)) return a;
  if (a.length !== 3 || b.length !== 3 || a[2] !== b[2]) return undefined;
  if (a[0] === 1 && a[1] === 1) return b;
  return b[0] === 1 && b[1] === 1 ? a : undefined;
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
  if (layer.op === 'chain') {
    let shape = input;
    const children = layer.children.map(([name, child]) => {
      const traced = trace(child, shape, join(path, name));
      shape = traced.output;
      return traced;
    });
    return { layer, path, input, output: shape, children };
  }
  if (layer.op === 'tap') {
    const head = layer.head === undefined ? [] : [trace(layer.head, input, join(path, 'head'))];
    return { layer, path, input, output: input, children: head };
  }
  if (layer.op === 'tiles') return traceTiles(layer, input, path);
  const children = layer.children.map(([name, child]) => trace(child, input, join(path, name)));
  const outputs = layer.children.map(([name], i) => [name, children[i]!.output] as const);
  return { layer, path, input, output: inferBranches(layer, outputs, path), children };
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

/** Whether a layer has no children of its own kind. */
export const isLeaf = (layer: Layer): layer is Leaf =>
  layer.op !== 'chain' &&
  layer.op !== 'sum' &&
  layer.op !== 'concat' &&
  layer.op !== 'product' &&
  layer.op !== 'tap' &&
  layer.op !== 'tiles';

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
