/** From a trained network to the narrow one: zero rows are cut, the rest folds (section 3.2). */
import { fold } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import { absorbBiases, keepChannels } from '@refold/core/prune';

/** A channel group with the norm of each of its rows. */
export interface Rows {
  /** Name of the group in the folded network. */
  readonly group: string;
  /** L2 norms, one per channel. */
  readonly norms: ArrayLike<number>;
}

/** For each group, the indices of the channels that stay. */
export type Kept = readonly (readonly number[])[];

/** ε: rows with a norm below it count as zero (section 3.3). */
export const EPSILON = 1e-5;

/** For each group the channels whose rows have a norm of at least `epsilon`; if there are none, the one with the largest norm. */
export const survivors = (rows: readonly Rows[], epsilon = EPSILON): Kept =>
  rows.map(({ norms }) => {
    const all = [...Array(norms.length).keys()];
    const kept = all.filter(row => norms[row]! >= epsilon);
    return kept.length > 0 ? kept : [all.reduce((best, row) => (norms[row]! > norms[best]! ? row : best))];
  });

/** Options of `convert`. */
export interface ConvertOptions {
  /** Whether to cut without absorbing constants into biases. Default: false. */
  readonly bare?: boolean;
  /** Type of the narrow network's parameters. Default: 'float32'. */
  readonly precision?: 'float32' | 'float64';
}

/**
 * The network folded, with only the channels kept of each group. Zero rows of a compactor fold to zero filters, so cutting them changes no
 * output. If such a channel is read as a constant (behind a depthwise layer and its norm), the reader's bias absorbs it; `bare` cuts without
 * that, as is necessary if the channels aren't zero.
 * @throws RefoldError as `keepChannels`, and for a constant that zero padding would show at the border
 */
export function convert(
  net: Network,
  rows: readonly Rows[],
  kept: Kept,
  { bare = false, precision = 'float32' }: ConvertOptions = {},
): Network {
  const keep = Object.fromEntries(rows.map(({ group }, i) => [group, kept[i]!]));
  const { network } = fold(net, { precision });
  return keepChannels(bare ? network : absorbBiases(network, keep), keep);
}
