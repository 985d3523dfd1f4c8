/** From a trained network to the narrow one: what was forgotten is cut, the rest folds (section 3.2). */
import { fold } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import { absorbBiases, keepChannels } from '@refold/core/prune';

/** A channel group that a cut takes, with the norm of each of its rows. */
export interface Rows {
  readonly group: string;
  readonly norms: ArrayLike<number>;
}

/** For each group, the channels that stay. */
export type Kept = readonly (readonly number[])[];

/** Norms below this count as zero: ε of section 3.3. */
export const EPSILON = 1e-5;

/** For each group the channels whose rows are not zero; of a group of zeros the longest row. */
export const survivors = (rows: readonly Rows[], epsilon = EPSILON): Kept =>
  rows.map(({ norms }) => {
    const all = [...Array(norms.length).keys()];
    const kept = all.filter(row => norms[row]! >= epsilon);
    return kept.length > 0 ? kept : [all.reduce((best, row) => (norms[row]! > norms[best]! ? row : best))];
  });

export interface ConvertOptions {
  /** Cut without making up for constants. Default false. */
  readonly bare?: boolean;
  /** Format of the narrow network's parameters. Default float32. */
  readonly precision?: 'float32' | 'float64';
}

/**
 * The network folded, with only these channels of each group: rows of a compactor that are zero are filters that are zero then. Where such
 * a channel is read as a constant (behind a depthwise layer and its norm), the reader's bias takes it over; `bare` cuts without that,
 * as one must where what is cut isn't zero.
 * @throws RefoldError as `keepChannels`, and for a constant that a border would show
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
