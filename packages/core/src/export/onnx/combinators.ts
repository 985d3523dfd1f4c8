/** Sums, products, concats and tiles as ONNX nodes. */
import { type Traced, tileCounts } from '../../layers/shapes.ts';
import type { Branches, Tiles } from '../../layers/types.ts';
import type { Shape } from '../../shape.ts';
import { pairwise } from '../emit.ts';
import type { Scope } from './graph.ts';
import { channelAxis, onnxShape } from './layout.ts';

/** The outputs of the children, joined; operators broadcast by themselves, but for Concat. */
export function addBranches({ layer, output, children }: Traced<Branches>, outputs: readonly string[], scope: Scope) {
  if (layer.op === 'concat') {
    const whole = outputs.map((value, i) => spread(value, children[i]!.output, output, `spread${i}`, scope));
    return scope.add('Concat', whole, { axis: channelAxis(output) });
  }
  const opType = layer.op === 'sum' ? 'Add' : 'Mul';
  return pairwise(layer, outputs, (total, next, part) => scope.add(opType, [total, next], {}, part));
}

/** A child's output at every place of the map that it is joined to, where it has but one. */
function spread(value: string, own: Shape, output: Shape, part: string, scope: Scope): string {
  const isWhole = own.slice(0, -1).every((side, axis) => side === output[axis]);
  if (isWhole) return value;
  const shape = [1, ...onnxShape([...output.slice(0, -1), own.at(-1)!])];
  return scope.add('Expand', [value, scope.integers(`${part}Shape`, shape)], {}, part);
}

/** [n, c·s, a·h, b·w] → [n·a·b·c, s, h, w]: the order of tiles is that of our own evaluation. */
export function addTiles(node: Traced<Tiles>, x: string, body: (tiles: string) => string, scope: Scope): string {
  const [a, b, c] = tileCounts(node.layer, node.input);
  const [h, w, s] = node.layer.size;
  const [height, width, channels] = node.children[0]!.output as readonly [number, number, number];
  const seen = scope.add('Reshape', [x, scope.integers('grid', [-1, c, s, a, h, b, w])], {}, 'grid');
  const moved = scope.add('Transpose', [seen], { perm: [0, 3, 5, 1, 2, 4, 6] }, 'apart');
  const tiles = scope.add('Reshape', [moved, scope.integers('tile', [-1, s, h, w])], {}, 'tiles');
  const done = body(tiles);
  const grid = scope.add(
    'Reshape',
    [done, scope.integers('tilesOut', [-1, a, b, c, channels, height, width])],
    {},
    'back',
  );
  const joined = scope.add('Transpose', [grid], { perm: [0, 3, 4, 1, 5, 2, 6] }, 'together');
  return scope.add('Reshape', [joined, scope.integers('map', [-1, ...onnxShape(node.output)])]);
}
