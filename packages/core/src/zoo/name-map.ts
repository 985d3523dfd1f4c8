/** Names under which networks are published, and how well a file's tensors fit a network by them. */
import { foldedLayer } from '../fold/fold.ts';
import type { Rules } from '../io/name-rules.ts';
import {
  isIgnored,
  matchState,
  type Naming,
  type StateDict,
  type StateMatch,
  withoutWrapper,
} from '../io/state-dict.ts';
import { parameters } from '../layers/parameters.ts';
import { trace } from '../layers/shapes.ts';
import type { Layer, Shape } from '../layers/types.ts';

/** How publishers name parameters of a family of networks, trained and folded. */
export interface NameMap extends Naming, Rules {
  /** The rewriting that makes such a network of a named model, as in `refold summary <model> --with <name>`. Default: none. */
  readonly rewriting?: string;
  /** The expression that they deploy. Default: the folded one. */
  readonly deployed?: (layer: Layer, input: Shape) => Layer;
}

/** As the network is trained, or as it is deployed. */
export type Form = 'trained' | 'folded';

/** A network in a form, and what of it a file has by some names. */
export interface Fit {
  readonly map: NameMap;
  readonly form: Form;
  readonly layer: Layer;
  readonly match: StateMatch;
}

/** Whether every tensor of a file has a name that a map knows, or ignores. */
export const isNamedAs = (map: NameMap, state: StateDict): boolean =>
  [...state.keys()].every(name => {
    const usual = withoutWrapper(name);
    return isIgnored(map, usual) || map.recognizes(map.spelled?.(usual) ?? usual);
  });

/**
 * How a file fits an expression, by each map that has a name for every parameter of it: first where nothing is missing, misshaped or
 * unmatched, then by the number of parameters that the file has, in whatever shape.
 */
export function fitsOf(layer: Layer, input: Shape, state: StateDict, maps: readonly NameMap[]): readonly Fit[] {
  const fits = maps.flatMap(map => {
    const trained = fitOf(map, 'trained', layer, input, state);
    if (trained === undefined || isComplete(trained)) return trained ?? [];
    const folded = fitOf(map, 'folded', (map.deployed ?? foldedLayer)(layer, input), input, state);
    return folded === undefined ? trained : [trained, folded];
  });
  return fits.sort((a, b) => Number(isComplete(b)) - Number(isComplete(a)) || namesIn(b) - namesIn(a));
}

/** Whether a file has all of a network and nothing else. */
export const isComplete = ({ match: { missing, misshaped, unmatched } }: Fit): boolean =>
  missing.length + misshaped.length + unmatched.length === 0;

const namesIn = ({ match }: Fit): number => match.matched.length + match.misshaped.length;

/** Undefined where the map has no names for the expression. */
function fitOf(map: NameMap, form: Form, layer: Layer, input: Shape, state: StateDict): Fit | undefined {
  const names = [...parameters(trace(layer, input))].map(({ path }) => map.nameOf(path));
  if (names.includes(undefined) || new Set(names).size < names.length) return undefined;
  return { map, form, layer, match: matchState(layer, input, state, map) };
}
