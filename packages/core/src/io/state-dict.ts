/** PyTorch's state dicts in and out: their names and layouts for our paths and arrays. Files are another matter. */
import { RefoldError } from '../error.ts';
import { parameters } from '../layers/parameters.ts';
import { trace } from '../layers/shapes.ts';
import type { Layer, Network, Params, Shape } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';

/** Arrays by name: kernels OIHW, matrices [out, in]. */
export type StateDict = ReadonlyMap<string, NdArray>;

/** How another implementation names what we hold. */
export interface Naming {
  /** Whose names they are, for errors: 'official RepVGG checkpoints'. */
  readonly of: string;
  /** The name there of a parameter of ours; undefined where there is none. */
  readonly nameOf: (path: string) => string | undefined;
  /** The usual spelling of a name that has several. */
  readonly spelled?: (name: string) => string;
  /** What may be left over without a place here, beside batch counters. */
  readonly ignored?: RegExp;
  /** What to do when tensors are missing, by what is there. */
  readonly hint?: (given: StateDict) => string;
}

/** The last word of a name there, by ours. */
const LAST_WORD: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/** The name of a parameter there, from the name of its layer: `layerOf` maps our leaf's path. */
export function parameterName(path: string, layerOf: (leaf: string) => string | undefined): string | undefined {
  const [, leaf, last] = /^(.*)\.(\w+)$/.exec(path) ?? [];
  const word = LAST_WORD[last ?? ''];
  const layer = leaf === undefined ? undefined : layerOf(leaf);
  return word === undefined || layer === undefined ? undefined : `${layer}.${word}`;
}

/** A network's parameters under other names. @throws RefoldError for a parameter that has no name there, or that of another */
export const toStateDict = ({ layer, input, params }: Network, naming: Naming): StateDict =>
  new Map(named(layer, input, naming).map(({ path, name }) => [name, reorder(params.get(path)!, TO_TORCH)]));

/**
 * Parameters for an expression from a state dict. A leading `module.` is dropped, batch counters are passed over.
 * @throws RefoldError naming the tensors that are missing, left over, of another shape, or of one name once `module.` is dropped and
 *   the naming has spelled them
 */
export function fromStateDict(layer: Layer, input: Shape, state: StateDict, naming: Naming): Params {
  const { ignored, hint } = naming;
  const given = byUsualName(state, naming);
  const wanted = named(layer, input, naming);
  const missing = wanted.filter(({ name }) => !given.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    const advice = hint === undefined ? '' : `; ${hint(given)}`;
    throw new RefoldError(`the checkpoint lacks ${missing.length} tensors (${some(missing)})${advice}`);
  }
  const params = new Map<string, NdArray>();
  for (const { path, name, shape } of wanted) {
    const array = reorder(given.get(name)!, FROM_TORCH);
    if (array.shape.join() !== shape.join()) {
      throw new RefoldError(`${name} has shape [${array.shape}] in our layout, the network's ${path} is [${shape}]`);
    }
    params.set(path, array);
    given.delete(name);
  }
  const left = [...given.keys()].filter(name => !/num_batches_tracked$/.test(name) && !ignored?.test(name));
  if (left.length > 0) throw new RefoldError(`${left.length} tensors of the checkpoint have no place: ${some(left)}`);
  return params;
}

/** Arrays by the names that the naming looks for. */
function byUsualName(state: StateDict, { spelled = (name: string) => name }: Naming): Map<string, NdArray> {
  const given = new Map<string, NdArray>();
  const origins = new Map<string, string>();
  for (const [name, array] of state) {
    const usual = spelled(name.replace(/^module\./, ''));
    const other = origins.get(usual);
    if (other !== undefined) {
      throw new RefoldError(`the checkpoint has both ${other} and ${name}, which name one tensor: remove one of them`);
    }
    origins.set(usual, name);
    given.set(usual, array);
  }
  return given;
}

function named(layer: Layer, input: Shape, { nameOf, of }: Naming) {
  const owners = new Map<string, string>();
  return [...parameters(trace(layer, input))].map(({ path, shape }) => {
    const name = nameOf(path);
    if (name === undefined) throw new RefoldError(`${path}: ${of} have no such parameter`);
    const other = owners.get(name);
    if (other !== undefined) throw new RefoldError(`${path}: ${of} have one tensor, ${name}, for it and for ${other}`);
    owners.set(name, path);
    return { path, name, shape };
  });
}

const some = (names: readonly string[]): string => names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');

/** Which axis there each of our axes is, by rank: HWIO of OIHW, [in, out] of [out, in]. */
const FROM_TORCH: Readonly<Record<number, readonly number[]>> = { 1: [0], 2: [1, 0], 4: [2, 3, 1, 0] };
const TO_TORCH: Readonly<Record<number, readonly number[]>> = { 1: [0], 2: [1, 0], 4: [3, 2, 0, 1] };

/** The array with its axes in another order: output axis i is input axis order[i]. */
function reorder({ shape, data }: NdArray, orders: typeof FROM_TORCH): NdArray {
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
