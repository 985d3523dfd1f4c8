/** PyTorch's state dicts in and out: their names and layouts for our paths and arrays. Files are another matter. */
import { RefoldError } from '../error.ts';
import { show, trace } from '../layers/shapes.ts';
import type { Layer, Network, Params, Shape } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { fitsLayout, fromTorch, type TorchLayout, torchLayouts, toTorch } from './torch-layout.ts';

/** Arrays by name: kernels OIHW, matrices [out, in], features of a flattened map channel by channel. */
export type StateDict = ReadonlyMap<string, NdArray>;

/** How another implementation names what we hold. */
export interface Naming {
  /** Whose names they are, for errors: 'official RepVGG checkpoints'. */
  readonly of: string;
  /** The name there of a parameter of ours; undefined where there is none. Rules make one: `namedBy`. */
  readonly nameOf: (path: string) => string | undefined;
  /** The usual spelling of a name that has several. */
  readonly spelled?: (name: string) => string;
  /** What may be left over without a place here, beside batch counters. */
  readonly ignored?: RegExp;
  /** What to do when tensors are missing, by what is there. */
  readonly hint?: (given: StateDict) => string;
}

/** A parameter of ours and a tensor there. */
export interface Pair {
  readonly name: string;
  readonly layout: TorchLayout;
  readonly array: NdArray;
}

/** What of an expression's parameters a state dict has. */
export interface StateMatch {
  readonly matched: readonly Pair[];
  /** Of another shape than the network's. */
  readonly misshaped: readonly Pair[];
  /** Names of parameters that the state dict lacks. */
  readonly missing: readonly string[];
  /** Names in the state dict that have no place in the network. */
  readonly unmatched: readonly string[];
  /** Names in the state dict that no network needs: batch counters, and what the naming ignores. */
  readonly ignored: readonly string[];
  /** What to do about missing tensors. */
  readonly hint?: string;
}

/** A network's parameters under other names. @throws RefoldError for a parameter that has no name there, or that of another */
export const toStateDict = ({ layer, input, params }: Network, naming: Naming): StateDict =>
  new Map(named(layer, input, naming).map(({ name, layout }) => [name, toTorch(params.get(layout.path)!, layout)]));

/**
 * Parameters for an expression from a state dict. What wrappers put before names (`module.`) is dropped, batch counters are passed over.
 * @throws RefoldError naming the tensors that are missing, left over, of another shape, or of one name once that is dropped and the
 *   naming has spelled them
 */
export function fromStateDict(layer: Layer, input: Shape, state: StateDict, naming: Naming): Params {
  const match = matchState(layer, input, state, naming);
  const fault = matchFault(match);
  if (fault !== undefined) throw new RefoldError(fault);
  return matchedParams(match);
}

/**
 * Which tensors of a state dict an expression takes, by name and shape. What wrappers put before names is dropped.
 * @throws RefoldError for a parameter that has no name there, or that of another, and for two tensors of one name
 */
export function matchState(layer: Layer, input: Shape, state: StateDict, naming: Naming): StateMatch {
  const given = byUsualName(state, naming);
  const [matched, misshaped, missing]: [Pair[], Pair[], string[]] = [[], [], []];
  for (const { name, layout } of named(layer, input, naming)) {
    const array = given.get(name);
    if (array === undefined) missing.push(name);
    else (fitsLayout(array, layout) ? matched : misshaped).push({ name, layout, array });
    given.delete(name);
  }
  const left = [...given.keys()];
  return {
    matched,
    misshaped,
    missing,
    unmatched: left.filter(name => !isIgnored(naming, name)),
    ignored: left.filter(name => isIgnored(naming, name)),
    ...(missing.length > 0 && naming.hint && { hint: naming.hint(byUsualName(state, naming)) }),
  };
}

/** Whether no network needs a tensor of that name. */
export const isIgnored = ({ ignored }: Naming, name: string): boolean =>
  /(^|\.)num_batches_tracked$/.test(name) || ignored?.test(name) === true;

/** The parameters that a match found. */
export const matchedParams = ({ matched }: StateMatch): Params =>
  new Map(matched.map(({ layout, array }) => [layout.path, fromTorch(array, layout)]));

/** What keeps a state dict from being a network's, naming up to ten tensors of each kind; undefined where nothing does. */
export function matchFault({ missing, misshaped, unmatched, hint }: StateMatch): string | undefined {
  const faults: string[] = [];
  if (missing.length > 0) {
    faults.push(
      `the checkpoint lacks ${missing.length} tensors (${some(missing)})${hint === undefined ? '' : `; ${hint}`}`,
    );
  }
  if (misshaped.length > 0) {
    const shapes = misshaped.map(
      ({ name, array, layout }) => `${name} is ${show(array.shape)}, not ${show(layout.theirs)}`,
    );
    faults.push(`${misshaped.length} tensors of the checkpoint have another shape than the network's: ${some(shapes)}`);
  }
  if (unmatched.length > 0) {
    faults.push(`${unmatched.length} tensors of the checkpoint have no place: ${some(unmatched)}`);
  }
  return faults.length === 0 ? undefined : faults.join('. Also, ');
}

/** Arrays by the names that the naming looks for. */
function byUsualName(state: StateDict, { spelled = (name: string) => name }: Naming): Map<string, NdArray> {
  const given = new Map<string, NdArray>();
  const origins = new Map<string, string>();
  for (const [name, array] of state) {
    const usual = spelled(withoutWrapper(name));
    const other = origins.get(usual);
    if (other !== undefined) {
      throw new RefoldError(`the checkpoint has both ${other} and ${name}, which name one tensor: remove one of them`);
    }
    origins.set(usual, name);
    given.set(usual, array);
  }
  return given;
}

/** A name without what wrappers put before it: those for several devices, compilers, training loops that hold a network as `model`. */
export const withoutWrapper = (name: string): string =>
  name.replace(/^(?:(?:module|_orig_mod|model|net|network)\.)+/, '');

function named(layer: Layer, input: Shape, { nameOf, of }: Naming) {
  const owners = new Map<string, string>();
  return torchLayouts(trace(layer, input)).map(layout => {
    const { path } = layout;
    const name = nameOf(path);
    if (name === undefined) throw new RefoldError(`${path}: ${of} have no such parameter`);
    const other = owners.get(name);
    if (other !== undefined) throw new RefoldError(`${path}: ${of} have one tensor, ${name}, for it and for ${other}`);
    owners.set(name, path);
    return { name, layout };
  });
}

/** Names that an error lists. */
const MOST = 10;

const some = (names: readonly string[]): string =>
  names.slice(0, MOST).join(', ') + (names.length > MOST ? ', ...' : '');
