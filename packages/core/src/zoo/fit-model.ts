/** Named models in the sizes that a file has: its number of classes and, of a pruned network, its widths. */
import { RefoldError } from '../error.ts';
import type { StateDict, StateMatch } from '../io/state-dict.ts';
import { rebuild } from '../layers/rebuild.ts';
import { infer, trace } from '../layers/shapes.ts';
import type { Layer, Shape } from '../layers/types.ts';
import type { ModelEntry } from './catalogue.ts';
import { type Fit, fitsOf, type NameMap } from './name-map.ts';

/** How a model may differ from its description. */
export interface FitOptions {
  /** Whether its layers are as wide as the file's: those of a pruned network. Default false. */
  readonly pruned?: boolean;
}

/**
 * How a file fits a named model, as `fitsOf`. The model gets as many classes as the file's last layer has outputs.
 * @throws RefoldError for widths of a pruned network that don't go together
 */
export function fitModel(
  { build, input }: Pick<ModelEntry, 'build' | 'input'>,
  state: StateDict,
  maps: readonly NameMap[],
  { pruned = false }: FitOptions = {},
): readonly Fit[] {
  const usual = fitsOf(build(), input, state, maps);
  const classes = usual[0] && classesIn(usual[0], input);
  const fits = classes === undefined ? usual : fitsOf(build({ classes }), input, state, maps);
  const [best] = fits;
  if (!pruned || best === undefined || !isNarrower(best)) return fits;
  const { form, map, match } = best;
  // The narrow expression is in the form that fitted best already.
  const again = fitsOf(narrowed(best.layer, input, match), input, state, [map]).find(fit => fit.form === 'trained');
  return again === undefined ? fits : [{ ...again, form }, ...fits];
}

/** Whether a file has all of a network's tensors, some in another shape, and nothing else. */
const isNarrower = ({ match: { missing, misshaped, unmatched } }: Fit): boolean =>
  misshaped.length > 0 && missing.length + unmatched.length === 0;

/** The number of outputs of the file's last layer, if it isn't the network's; undefined otherwise. */
function classesIn({ layer, match }: Fit, input: Shape): number | undefined {
  const [outputs, ...rest] = infer(layer, input);
  const heads = match.misshaped.filter(({ layout }) => layout.theirs[0] === outputs && layout.theirs.length <= 2);
  const [classes, ...others] = new Set(heads.map(({ array }) => array.shape[0]));
  return rest.length + others.length === 0 ? classes : undefined;
}

/** The expression with as many filters in each layer as the file has. @throws RefoldError for widths that don't go together */
function narrowed(layer: Layer, input: Shape, { matched, misshaped }: StateMatch): Layer {
  const widths = new Map([...matched, ...misshaped].map(({ layout, array }) => [layout.path, array.shape[0]!]));
  const narrow = rebuild(trace(layer, input), (node, own) => {
    const out = widths.get(`${node.path}.kernel`);
    if (out === undefined || (own.op !== 'conv' && own.op !== 'linear')) return own;
    if (own.op === 'linear') return { ...own, out };
    const isDepthwise = own.groups > 1 && own.groups === node.input[2];
    return { ...own, out, groups: isDepthwise ? out : own.groups };
  });
  try {
    infer(narrow, input);
    return narrow;
  } catch (cause) {
    throw new RefoldError(`the widths of the file's layers don't go together: ${(cause as Error).message}`, { cause });
  }
}
