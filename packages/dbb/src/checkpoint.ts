/** Official checkpoints, trained and folded, in both spellings of their names. */
import { fromStateDict, type Naming, parameterName, type StateDict, toStateDict } from '@refold/core/io';
import { type Layer, leaves, type Network, type Params, type Shape, trace } from '@refold/core/layers';
import { flattened, nested, type OfficialForm, type OfficialHost, officialLayer } from './checkpoint-names.ts';

/** Which official network a checkpoint is of. */
export interface OfficialOptions {
  readonly host: OfficialHost;
  /** What the host's convolutions were replaced by. Default: 'dbb'. */
  readonly form?: OfficialForm;
}

/**
 * A network's parameters as an official state dict.
 * @param options.spelling of the norms that pad: that of the released weights ('released'), or of the newest code ('nested':
 *   `bn1.bn.weight`). Default: 'released'
 * @throws RefoldError for a parameter that the official network of that host doesn't have
 */
export function toOfficial(
  net: Network,
  { spelling = 'released', ...options }: OfficialOptions & { readonly spelling?: 'released' | 'nested' },
): StateDict {
  const state = toStateDict(net, namingOf(net.layer, net.input, options));
  return spelling === 'released' ? state : new Map([...state].map(([name, array]) => [nested(name), array]));
}

/**
 * Parameters for an expression, trained or folded, from an official state dict in either spelling.
 * @param input shape of one sample
 * @throws RefoldError naming the tensors that are missing, left over or of another shape
 */
export const fromOfficial = (layer: Layer, input: Shape, state: StateDict, options: OfficialOptions): Params =>
  fromStateDict(layer, input, state, namingOf(layer, input, options));

function namingOf(layer: Layer, input: Shape, { host, form = 'dbb' }: OfficialOptions): Naming {
  const folded = ![...leaves(trace(layer, input))].some(leaf => leaf.layer.op === 'batchNorm');
  return {
    of: `official ${host} checkpoints with ${form}`,
    nameOf: path => parameterName(path, leaf => officialLayer(leaf, host, form, folded)),
    spelled: flattened,
    hint: given =>
      [...given.keys()].some(name => /dbb_reparam|fused_conv/.test(name))
        ? 'it holds the folded form: load it into a folded network'
        : 'it holds a trained form, of another block or another host',
  };
}
