import { parameters } from '../layers/parameters.ts';
import { trace } from '../layers/shapes.ts';
import type { Layer, Shape } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';

/** Weights of kernels alone, of convolutions and linear layers: what some papers count as parameters. @throws ShapeError when shapes don't go together */
export function kernelWeights(layer: Layer, input: Shape): number {
  let sum = 0;
  for (const { name, shape } of parameters(trace(layer, input))) if (name === 'kernel') sum += sizeOf(shape);
  return sum;
}
