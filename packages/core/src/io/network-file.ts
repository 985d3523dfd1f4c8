/** Model files: a network, expression and parameters, and what is known of its images and outputs, as one safetensors file. */
import { dirname } from 'node:path';
import { RefoldError } from '../error.ts';
import { parseLayer, stringifyLayer } from '../layers/json.ts';
import { parameters } from '../layers/parameters.ts';
import { show, type Traced, trace } from '../layers/shapes.ts';
import type { Params, Shape } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { sweepTemporaryFiles, writeFileAtomic } from './atomic.ts';
import { decodeFacts, encodeFacts, type Model } from './model-facts.ts';
import { encodeSafetensors, readSafetensors } from './safetensors.ts';
import { listSkipped } from './skipped.ts';
import { mostSparseValues, sparseArray, sparsely, sparseNames } from './sparse-tensors.ts';

/** Version of what the metadata say, under this key. */
const FORMAT = '1';
const KEYS = { format: 'refold.network', layer: 'refold.layer', input: 'refold.input' } as const;

/** How a network is saved. */
export interface NetworkFileOptions {
  /** Kernels that are mostly zero are stored as the numbers that aren't, and their places; default false. */
  readonly sparse?: boolean;
}

/**
 * Writes a network, atomically: its parameters as tensors by path, in order of evaluation; in the metadata its expression, the shape
 * of one sample and, where they are known, what its images are normalized by and the names of its classes or the dimensions that it
 * rates, as JSON. `readNetwork` takes sparse files and dense ones.
 * @throws RefoldError when the file can't be written, the parameters aren't those that the expression asks for, or normalization,
 *   class names or dimensions don't fit it
 * @throws ShapeError when shapes don't go together
 */
export function writeNetwork(path: string, model: Model, options?: NetworkFileOptions): void {
  sweepTemporaryFiles(dirname(path));
  writeFileAtomic(path, encodeNetwork(path, model, options));
}

/** Bytes of the file that `writeNetwork` would write. @throws RefoldError, ShapeError as `writeNetwork` */
export const networkFileBytes = (model: Model, options?: NetworkFileOptions): number =>
  encodeNetwork('a file', model, options).length;

function encodeNetwork(path: string, { params, ...model }: Model, { sparse = false }: NetworkFileOptions = {}) {
  const { layer, input } = model;
  const fail = (problem: string): never => {
    throw new RefoldError(`can't save the network as ${path}: ${problem}`);
  };
  const arrays = expected(trace(layer, input), params, fail);
  return encodeSafetensors(path, sparse ? sparsely(arrays) : arrays, {
    [KEYS.format]: FORMAT,
    [KEYS.layer]: stringifyLayer(layer),
    [KEYS.input]: JSON.stringify(input),
    ...encodeFacts(model, fail),
  });
}

/**
 * Reads a file that `writeNetwork` made. Every parameter that the expression asks for must be there in its shape, and no other.
 * @throws RefoldError naming the file and what is wrong with it
 */
export function readNetwork(path: string): Model {
  const { tensors, metadata, skipped } = readSafetensors(path);
  const fail = (problem: string, cause?: unknown): never => {
    throw new RefoldError(`${path} isn't a model file: ${problem}. Save the network again.`, { cause });
  };
  const { [KEYS.format]: format, [KEYS.layer]: expression, [KEYS.input]: shape } = metadata;
  if (format === undefined) fail(`its metadata have no '${KEYS.format}'; a file of tensors alone has no expression`);
  if (skipped.length > 0) fail(`its parameters include ${listSkipped(skipped)}`);
  if (format !== FORMAT) fail(`it is of version ${format} of the format; this version of Refold reads ${FORMAT}`);
  const layer = attempt(KEYS.layer, () => parseLayer(expression ?? ''), fail);
  const input = inputOf(shape, fail);
  const root = attempt(KEYS.layer, () => trace(layer, input), fail);
  return { layer, input, params: expected(root, tensors, fail), ...decodeFacts(metadata, input, root.output, fail) };
}

/** Whether a safetensors file's metadata are those of a model file. */
export const isNetworkFile = (metadata: Readonly<Record<string, string>>): boolean =>
  Object.hasOwn(metadata, KEYS.format);

type Fail = (problem: string, cause?: unknown) => never;

/** The arrays that an expression asks for, in order of evaluation. */
function expected(root: Traced, given: Params, fail: Fail): Params {
  const params = new Map<string, NdArray>();
  const known = new Set<string>();
  let sparseLeft = mostSparseValues(given);
  for (const { path, shape } of parameters(root)) {
    const dense = given.get(path);
    const array = dense ?? sparseArray(given, path, shape, sparseLeft, fail);
    if (array === undefined) return fail(`parameter '${path}' ${show(shape)} is missing`);
    if (show(array.shape) !== show(shape)) {
      fail(`parameter '${path}' has shape ${show(array.shape)}, its layer needs ${show(shape)}`);
    }
    if (dense === undefined) sparseLeft -= array.data.length;
    params.set(path, array);
    for (const name of dense === undefined ? sparseNames(path) : [path]) known.add(name);
  }
  const left = [...given.keys()].filter(name => !known.has(name));
  if (left.length > 0) fail(`no layer has the parameter${left.length > 1 ? 's' : ''} ${some(left)}`);
  return params;
}

const some = (paths: readonly string[]): string =>
  `'${paths.slice(0, 3).join("', '")}'${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;

function inputOf(text: string | undefined, fail: Fail): Shape {
  const shape = attempt(KEYS.input, () => JSON.parse(text ?? '') as unknown, fail);
  const isShape = Array.isArray(shape) && shape.length > 0 && shape.every(side => Number.isInteger(side) && side > 0);
  return isShape ? (shape as Shape) : fail(`its ${KEYS.input} is ${text}, not a list of positive integers`);
}

/** What `read` makes of a metadata's text, or why it makes nothing of it. */
function attempt<T>(key: string, read: () => T, fail: Fail): T {
  try {
    return read();
  } catch (cause) {
    return fail(`its ${key}: ${(cause as Error).message}`, cause);
  }
}
