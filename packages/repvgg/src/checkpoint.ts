/** Official checkpoints in and out, trained and folded forms alike: their names and layouts for our paths and arrays. */
import { type NdArray, RefoldError } from '@refold/core';
import { type Layer, type Network, type Params, parameters, type Shape, trace } from '@refold/core/layers';
import { officialName } from './checkpoint-names.ts';

/** Arrays by official name. */
export type StateDict = ReadonlyMap<string, NdArray>;

/** A network's parameters under their official names: kernels OIHW, matrices [out, in]. */
export const toOfficial = ({ layer, input, params }: Network): StateDict =>
  new Map(named(layer, input).map(({ path, name }) => [name, reorder(params.get(path)!, TO_OFFICIAL)]));

/**
 * Parameters for an expression (trained or folded, with or without auxiliary heads) from an official state dict. A leading
 * `module.` is dropped; batch counters and, where the expression has no auxiliary heads, theirs are passed over.
 * @throws RefoldError naming the tensors that are missing, left over or of another shape
 */
export function fromOfficial(layer: Layer, input: Shape, state: StateDict): Params {
  const given = new Map([...state].map(([name, array]) => [name.replace(/^module\./, ''), array]));
  const wanted = named(layer, input);
  const missing = wanted.filter(({ name }) => !given.has(name));
  if (missing.length > 0)
    throw new RefoldError(
      explain(
        missing.map(({ name }) => name),
        given,
      ),
    );
  const params = new Map<string, NdArray>();
  for (const { path, name, shape } of wanted) {
    const array = reorder(given.get(name)!, FROM_OFFICIAL);
    if (array.shape.join() !== shape.join()) {
      throw new RefoldError(`${name} has shape [${array.shape}] in our layout, the network's ${path} is [${shape}]`);
    }
    params.set(path, array);
    given.delete(name);
  }
  const left = [...given.keys()].filter(name => !/num_batches_tracked$|_aux\./.test(name));
  if (left.length > 0) throw new RefoldError(`${left.length} tensors of the checkpoint have no place: ${some(left)}`);
  return params;
}

function named(layer: Layer, input: Shape): readonly { path: string; name: string; shape: Shape }[] {
  const plus = layer.op === 'chain' && layer.children.some(([name]) => name === 'stage3_first');
  return [...parameters(trace(layer, input))].map(({ path, shape }) => {
    const name = officialName(path, plus);
    if (name === undefined) throw new RefoldError(`${path}: official RepVGG checkpoints have no such parameter`);
    return { path, name, shape };
  });
}

const explain = (missing: readonly string[], given: StateDict): string => {
  const folded = [...given.keys()].some(name => name.includes('rbr_reparam'));
  const hint = folded
    ? 'it holds the folded form: load it into a folded network'
    : 'it holds a trained form: is it that of another variant?';
  return `the checkpoint lacks ${missing.length} tensors (${some(missing)}); ${hint}`;
};

const some = (names: readonly string[]): string => names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');

/** Which official axis each of our axes is, by rank: HWIO of OIHW, [in, out] of [out, in]. */
const FROM_OFFICIAL: Readonly<Record<number, readonly number[]>> = { 1: [0], 2: [1, 0], 4: [2, 3, 1, 0] };
const TO_OFFICIAL: Readonly<Record<number, readonly number[]>> = { 1: [0], 2: [1, 0], 4: [3, 2, 0, 1] };

/** The array with its axes in another order: output axis i is input axis order[i]. */
function reorder({ shape, data }: NdArray, orders: typeof FROM_OFFICIAL): NdArray {
  const order = orders[shape.length];
  if (order === undefined) throw new RefoldError(`no layout for an array of ${shape.length} axes`);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
  const newShape = order.map(axis => shape[axis]!);
  const out = data instanceof Float64Array ? new Float64Array(data.length) : new Float32Array(data.length);
  const at = newShape.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = data[from]!;
    for (let axis = at.length - 1; axis >= 0; axis--) {
      const stride = strides[order[axis]!]!;
      from += stride;
      if (++at[axis]! < newShape[axis]!) break;
      from -= stride * newShape[axis]!;
      at[axis] = 0;
    }
  }
  return { shape: newShape, data: out };
}
