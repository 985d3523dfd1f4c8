/** Sums, products, concats and tiles as nodes of a TensorFlow.js graph. */
import { type Traced, tileCounts } from '../../layers/shapes.ts';
import type { Branches, Shape, Tiles } from '../../layers/types.ts';
import { pairwise } from '../emit.ts';
import type { TfjsScope } from './graph.ts';
import { reshaped, transposed } from './ops/op.ts';

/** The outputs of the children, joined; operators broadcast by themselves, but for ConcatV2. */
export function addTfjsBranches(
  { layer, output, children }: Traced<Branches>,
  outputs: readonly string[],
  scope: TfjsScope,
): string {
  if (layer.op === 'concat') {
    const whole = outputs.map((value, i) => spread(value, children[i]!.output, output, `spread${i}`, scope));
    return scope.add('ConcatV2', [...whole, scope.integers('axis', [output.length], [])], { N: { i: whole.length } });
  }
  const op = layer.op === 'sum' ? 'AddV2' : 'Mul';
  return pairwise(layer, outputs, (total, next, part) => scope.add(op, [total, next], {}, part));
}

/** A child's output at every place of the map that it is joined to, where it has but one. */
function spread(value: string, own: Shape, output: Shape, part: string, { add, integers }: TfjsScope): string {
  const times = own.slice(0, -1).map((side, axis) => output[axis]! / side);
  return times.every(n => n === 1) ? value : add('Tile', [value, integers(`${part}Times`, [1, ...times, 1])], {}, part);
}

/**
 * [n, a·h, b·w, c·s] → [n·a·b·c, h, w, s]: the order of tiles is that of our own evaluation. Not every backend transposes more than six
 * axes, so places are moved first, then channels.
 */
export function addTfjsTiles(
  node: Traced<Tiles>,
  x: string,
  body: (tiles: string) => string,
  scope: TfjsScope,
): string {
  const [a, b, c] = tileCounts(node.layer, node.input);
  const [h, w, s] = node.layer.size;
  const [height, width, channels] = node.children[0]!.output as readonly [number, number, number];
  const swap = [0, 2, 1, 3];
  const rows = reshaped(x, [h, b, w * c * s], scope, 'rows');
  const places = transposed(rows, swap, scope, 'places');
  const shares = transposed(reshaped(places, [h * w, c, s], scope, 'shares'), swap, scope, 'apart');
  const done = body(reshaped(shares, [h, w, s], scope, 'tiles'));
  const back = transposed(reshaped(done, [c, height * width, channels], scope, 'back'), swap, scope, 'together');
  const wide = reshaped(back, [b, height, width * c * channels], scope, 'wide');
  return reshaped(transposed(wide, swap, scope, 'map'), [a * height, b * width, c * channels], scope);
}
