/** Folds that keep together what belongs together. */
import { RefoldError } from '../../error.ts';
import type { Rng } from '../../rng.ts';

/**
 * The fold of each example, from 0: groups are shuffled, and go, the largest ones first, where there are fewest examples yet.
 * @param groups of each example; those of one group are in one fold
 * @param folds a whole number above 1
 * @throws RefoldError for fewer groups than folds
 */
export function groupedFolds(groups: readonly string[], folds: number, rng: Rng): Int32Array {
  const members = new Map<string, number[]>();
  for (const [i, group] of groups.entries()) {
    const known = members.get(group);
    if (known === undefined) members.set(group, [i]);
    else known.push(i);
  }
  if (members.size < folds) throw new RefoldError(`${members.size} groups of pictures don't make ${folds} folds`);
  // Sorted by name first, so that the order of a file's lines doesn't matter.
  const named = [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, indices]) => indices);
  const order = Array.from(rng.permutation(named.length), i => named[i]!).sort((a, b) => b.length - a.length);
  const sizes = new Array<number>(folds).fill(0);
  const found = new Int32Array(groups.length);
  for (const indices of order) {
    const fold = sizes.indexOf(Math.min(...sizes));
    sizes[fold]! += indices.length;
    for (const i of indices) found[i] = fold;
  }
  return found;
}
