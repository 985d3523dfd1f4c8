/** Our tensors as ONNX's operators want them: maps [batch, channels, height, width], everything else as it is. */
import type { NdArray } from '../../ndarray.ts';
import type { Shape } from '../../shape.ts';
import type { Scope } from './graph.ts';

const isMap = (shape: Shape): boolean => shape.length === 3;

/** A sample's shape in ONNX's order: [c, h, w] of a map. */
export const onnxShape = (shape: Shape): readonly number[] =>
  isMap(shape) ? [shape[2]!, shape[0]!, shape[1]!] : shape;

/** The axis of channels, the batch's counted. */
export const channelAxis = (shape: Shape): number => (isMap(shape) ? 1 : shape.length);

/** One number per channel, in a shape that broadcasts over a sample of that shape. */
export const perChannel = (array: NdArray, shape: Shape): NdArray =>
  isMap(shape) ? { ...array, shape: [array.shape[0]!, 1, 1] } : array;

/** Whether the elements of a map lie in the same order in both layouts. */
const isSameOrder = (shape: Shape): boolean => !isMap(shape) || shape[2] === 1 || shape[0]! * shape[1]! === 1;

/** The elements of x in the order of our layout, for a reshape: its own shape may be either's. */
export const elementsOf = (scope: Scope, x: string, shape: Shape): string =>
  isSameOrder(shape) ? x : scope.add('Transpose', [x], { perm: [0, 2, 3, 1] }, 'channelsLast');

/** A tensor of samples of this shape, from elements in the order of our layout. */
export function fromElements(scope: Scope, x: string, shape: Shape): string {
  if (isSameOrder(shape)) return scope.add('Reshape', [x, scope.integers('shape', [-1, ...onnxShape(shape)])]);
  const seen = scope.add('Reshape', [x, scope.integers('shape', [-1, ...shape])], {}, 'reshape');
  return scope.add('Transpose', [seen], { perm: [0, 3, 1, 2] });
}
