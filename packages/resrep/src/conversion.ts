/** From a trained network to the narrow one: compactors fold into their targets, and what was forgotten is cut (section 3.2). */
import { fold } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import { absorbConstants, keepChannels } from '@refold/core/prune';

/** A channel group of the folded network, with the norm of each of its rows. */
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

/**
 * The folded network with only these channels of each group: a target takes its compactor's zeros over, and branches that tie
 * channels before they are folded tie none then. Where a channel that is cut is read as a constant (behind a depthwise layer and
 * its norm), the reader's bias takes it over; `bare` cuts without that, as one must where a cut channel isn't zero.
 * @throws RefoldError as `keepChannels`, and for a constant that a border would show
 */
export function convert(
  net: Network,
  rows: readonly Rows[],
  kept: Kept,
  { bare = false }: { readonly bare?: boolean } = {},
): Network {
  const keep = Object.fromEntries(rows.map(({ group }, i) => [group, kept[i]!]));
  const folded = fold(net).network;
  return keepChannels(bare ? folded : absorbConstants(folded, keep), keep);
}
