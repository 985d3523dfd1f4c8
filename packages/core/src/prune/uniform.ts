/** The same share of every layer, for a share of a network's multiply-adds. */
import { requireReachable } from './budget.ts';

/** Widths that are the same share of each layer, as far as whole channels can be. */
export interface UniformWidths {
  /** Above 0 and at most 1. */
  readonly share: number;
  /** ⌊share · size⌋ of each layer, or the least width where that is more. */
  readonly widths: readonly number[];
}

/** Products such as 12·(5/12) are whole numbers but for their rounding. */
const SLACK = 1e-9;

/**
 * The largest share of every layer's channels with which a network is within its budget.
 * @param sizes of the layers at full width
 * @param costOf multiply-adds of the network with these widths of the layers; it rises with each
 * @param keep share of the multiply-adds, above 0 and below 1
 * @param least channels that each layer keeps at least
 * @throws RefoldError when no cut comes down to the budget, with the smallest share that one can
 */
export function uniformWidths(
  sizes: readonly number[],
  costOf: (widths: readonly number[]) => number,
  keep: number,
  least = 1,
): UniformWidths {
  requireReachable(sizes, costOf, keep, least);
  const budget = keep * costOf(sizes);
  const at = (share: number): UniformWidths => ({
    share,
    widths: sizes.map(size => Math.min(size, Math.max(least, Math.floor(share * size + SLACK)))),
  });
  // Widths change at these shares alone. At the first one every layer is at its least, which the budget allows.
  const ratios = [...new Set(sizes)].flatMap(size => Array.from({ length: size }, (_, i) => (i + 1) / size));
  const shares = [...new Set(ratios)].sort((a, b) => a - b);
  let [within, beyond] = [0, shares.length];
  while (beyond - within > 1) {
    const middle = (within + beyond) >> 1;
    if (costOf(at(shares[middle]!).widths) <= budget) within = middle;
    else beyond = middle;
  }
  return at(shares[within]!);
}
