/** The cost of an expression as it is used: folded, without training-only heads. */
import { fold } from '../fold/index.ts';
import { type Parameter, parameters } from '../layers/init.ts';
import { trace } from '../layers/shapes.ts';
import type { Layer, Params, Shape } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import { type Count, count } from './count.ts';

/**
 * Counts what `fold` makes of an expression, whatever its parameters are.
 * @param input shape of one sample
 * @throws ShapeError when shapes don't go together
 */
export const countFolded = (layer: Layer, input: Shape): Count => count(foldedForm(layer, input), input);

/** The expression that `fold` makes of this one. Rules look at shapes; values of no account stand in for parameters. */
export const foldedForm = (layer: Layer, input: Shape): Layer =>
  fold({ layer, input, params: placeholders(layer, input) }).network.layer;

/** Zeros and, for what is divided by, ones: views of two arrays, so that a large network costs no memory of its own. */
function placeholders(layer: Layer, input: Shape): Params {
  const all = [...parameters(trace(layer, input))];
  const largest = all.reduce((size, { shape }) => Math.max(size, sizeOf(shape)), 0);
  const zeros = new Float32Array(largest);
  const ones = new Float32Array(largest).fill(1);
  const values = ({ name, shape }: Parameter) => (name === 'variance' ? ones : zeros).subarray(0, sizeOf(shape));
  return new Map(all.map(parameter => [parameter.path, { shape: parameter.shape, data: values(parameter) }]));
}
