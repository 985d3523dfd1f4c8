/** From a trained network to the narrow one: what was forgotten is cut, the rest folds (section 3.2). */
import { fold } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import { absorbConstants, keepChannels, type Selection } from '@refold/core/prune';
import { type CompactorKind, foldedButCompactors } from './compactors.ts';

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

/**
 * The network with only these channels of each group, folded. Where a channel that is cut is read as a constant (behind a depthwise
 * layer and its norm), the reader's bias takes it over.
 * @param base what compactors were put into
 * @throws RefoldError as `keepChannels`, and for a constant that a border would show
 */
export function convert(
  net: Network,
  base: Network,
  rows: readonly Rows[],
  kept: Kept,
  kind: CompactorKind = 'matrix',
): Network {
  const keep = selectionOf(rows, kept);
  return fold(keepChannels(absorbConstants(foldedButCompactors(net, base, kind), keep), keep)).network;
}

/** A network without compactors, folded and cut to these channels. Filters that are cut aren't zero behind their norms: they just go. */
export const convertBare = (net: Network, rows: readonly Rows[], kept: Kept): Network =>
  keepChannels(fold(net).network, selectionOf(rows, kept));

const selectionOf = (rows: readonly Rows[], kept: Kept): Selection =>
  Object.fromEntries(rows.map(({ group }, i) => [group, kept[i]!]));
