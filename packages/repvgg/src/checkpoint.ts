/** Official checkpoints in and out, trained and folded forms alike: their names and layouts for our paths and arrays. */
import { fromStateDict, type Naming, type StateDict, toStateDict } from '@refold/core/io';
import type { Layer, Network, Params, Shape } from '@refold/core/layers';
import { officialName } from './checkpoint-names.ts';

/** A network's parameters under their official names: kernels OIHW, matrices [out, in]. */
export const toOfficial = (net: Network): StateDict => toStateDict(net, namingOf(net.layer));

/**
 * Parameters for an expression (trained or folded, with or without auxiliary heads) from an official state dict. A leading
 * `module.` is dropped; batch counters and, where the expression has no auxiliary heads, theirs are passed over.
 * @throws RefoldError naming the tensors that are missing, left over or of another shape
 */
export const fromOfficial = (layer: Layer, input: Shape, state: StateDict): Params =>
  fromStateDict(layer, input, state, namingOf(layer));

function namingOf(layer: Layer): Naming {
  const plus = layer.op === 'chain' && layer.children.some(([name]) => name === 'stage3_first');
  return {
    of: 'official RepVGG checkpoints',
    nameOf: path => officialName(path, plus),
    ignored: /_aux\./,
    hint: given =>
      [...given.keys()].some(name => name.includes('rbr_reparam'))
        ? 'it holds the folded form: load it into a folded network'
        : 'it holds a trained form: is it that of another variant?',
  };
}
