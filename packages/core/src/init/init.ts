/** Seeded initialisation: parameters for an expression. */
import { RefoldError } from '../error.ts';
import { fold } from '../fold/fold.ts';
import { type Parameter, type ParameterSpec, parameters } from '../layers/parameters.ts';
import { show, trace } from '../layers/shapes.ts';
import type { Layer, Network, Params, Shape } from '../layers/types.ts';
import { type NdArray, ndarray, sizeOf } from '../ndarray.ts';
import type { Rng } from '../rng.ts';

/**
 * Fresh parameters. Each draws from a stream named by its path, so adding a layer leaves the others' values alone.
 * @throws ShapeError when shapes don't go together
 */
export function init(layer: Layer, input: Shape, rng: Rng): Params {
  const params = new Map<string, NdArray>();
  for (const parameter of parameters(trace(layer, input))) {
    params.set(parameter.path, fill(parameter, rng.fork(parameter.path)));
  }
  return params;
}

/** An expression with fresh parameters. */
export const network = (layer: Layer, input: Shape, rng: Rng): Network => ({
  layer,
  input,
  params: init(layer, input, rng),
});

function fill(parameter: Parameter, rng: Rng): NdArray {
  const { init, fans, shape } = parameter;
  switch (init.kind) {
    case 'constant':
      return ndarray(shape, () => init.value);
    case 'uniform':
      return uniform(shape, init.bound, rng);
    case 'normal':
      return normal(shape, init.std, rng);
    case 'scaledUniform':
      return uniform(shape, init.gain * Math.sqrt(3 / fanOf(init.fan, fans)), rng);
    case 'scaledNormal':
      return normal(shape, init.gain / Math.sqrt(fanOf(init.fan, fans)), rng);
    case 'identity':
      return identityKernel(parameter);
    case 'folded':
      return foldedKernel(init.layer as Layer, parameter, rng);
  }
}

// Plain loops: a network of 100 million parameters is drawn in a second, with a callback per value in three.
function uniform(shape: Shape, bound: number, rng: Rng): NdArray {
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = rng.uniform(-bound, bound);
  return { shape, data };
}

function normal(shape: Shape, std: number, rng: Rng): NdArray {
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = rng.normal(0, std);
  return { shape, data };
}

const fanOf = (fan: 'in' | 'out' | 'mean', fans: ParameterSpec['fans']): number =>
  fan === 'mean' ? (fans.in + fans.out) / 2 : fans[fan];

/** HWIO kernel with E[centre, centre, o mod (C/g), o] = 1, or the identity matrix of a linear layer. */
function identityKernel({ shape, path }: Parameter): NdArray {
  const [inputs, outputs] = [shape.at(-2)!, shape.at(-1)!];
  if (shape.length !== 4 && shape.length !== 2)
    throw new RefoldError(`${path}: no identity of shape [${shape.join(', ')}]`);
  const kernel = ndarray(shape);
  const [kh, kw] = shape.length === 4 ? [shape[0]!, shape[1]!] : [1, 1];
  const centre = Math.floor(kh / 2) * kw + Math.floor(kw / 2);
  for (let o = 0; o < outputs; o++) kernel.data[(centre * inputs + (o % inputs)) * outputs + o] = 1;
  return kernel;
}

function foldedKernel(layer: Layer, { path, shape, leaf }: Parameter, rng: Rng): NdArray {
  const { network: folded } = fold(network(layer, leaf.input, rng));
  const kernel = folded.layer.op === 'conv' ? folded.params.get('kernel') : undefined;
  if (kernel === undefined || show(kernel.shape) !== show(shape)) {
    const got = kernel === undefined ? `a ${folded.layer.op}` : `a kernel ${show(kernel.shape)}`;
    throw new RefoldError(`${path}: its initialiser folds to ${got}, not to a kernel ${show(shape)}`);
  }
  return kernel;
}
