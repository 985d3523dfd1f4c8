/** Official checkpoints, trained and folded, in both spellings of their names. */
import { fromStateDict, type Naming, type StateDict, toStateDict } from '@refold/core/io';
import type { Layer, Network, Params, Shape } from '@refold/core/layers';
import { nested, type OfficialForm, type OfficialHost, officialNames } from './checkpoint-names.ts';

/** Which official network a checkpoint is of. */
export interface OfficialOptions {
  readonly host: OfficialHost;
  /** What the host's convolutions were replaced by. Default: 'dbb'. */
  readonly form?: OfficialForm;
}

/** Which of the two spellings is written. */
export interface SpellingOptions extends OfficialOptions {
  /**
   * Of the norms that pad: that of the released weights ('released'), or of the newest code ('nested': `bn1.bn.weight`). Default:
   * 'released'.
   */
  readonly spelling?: 'released' | 'nested';
}

/**
 * A network's parameters as an official state dict.
 * @throws RefoldError for a parameter that the official network of that host doesn't have
 */
export function toOfficial(net: Network, { spelling = 'released', ...options }: SpellingOptions): StateDict {
  const state = toStateDict(net, namingOf(options));
  return spelling === 'released' ? state : new Map([...state].map(([name, array]) => [nested(name), array]));
}

/**
 * Parameters for an expression, trained or folded, from an official state dict in either spelling.
 * @param input shape of one sample
 * @throws RefoldError naming the tensors that are missing, left over or of another shape
 */
export const fromOfficial = (layer: Layer, input: Shape, state: StateDict, options: OfficialOptions): Params =>
  fromStateDict(layer, input, state, namingOf(options));

const namingOf = ({ host, form = 'dbb' }: OfficialOptions): Naming => officialNames(host, form);
