/** From how much channels matter to which of them stay, for a share of a network's multiply-adds. */
import { RefoldError } from '../error.ts';
import type { Layer, Shape } from '../layers/types.ts';
import { cutCosts } from './costs.ts';
import type { Importances } from './rank.ts';
import { roundUp, selectChannels } from './selection.ts';
import type { Selection } from './surgery.ts';
import type { Target } from './targets.ts';

/** How much of a network stays. */
export interface BudgetOptions {
  /** Share of the multiply-adds to keep at most, above 0 and below 1. */
  readonly keep: number;
  /** Channels that each layer keeps at least; 1 or more. Default 1. */
  readonly minKept?: number;
  /** A layer that loses channels keeps a multiple of this, rounded up: kernels for 8 or 16 channels at a time waste none. Default 1. */
  readonly roundTo?: number;
  /**
   * Whether each layer's importances are divided by their root mean square. Norms of filters can't be compared between layers
   * as they are: a layer of many inputs would lose none or all of its channels. `isComparable` tells which criteria's can.
   * Default true.
   */
  readonly normalize?: boolean;
}

/**
 * The channels that stay: those that matter least go first, over all layers, until the multiply-adds are at most `keep` of what
 * they were. Ties go to the earlier layer, then to the earlier channel. For `keepChannels`.
 * @param input shape of one sample
 * @throws RefoldError when no cut of these layers comes down to the budget (with the smallest share that one can), for a budget
 *   outside (0, 1), and for importances that aren't numbers (with the layer)
 */
export function keepWithin(
  layer: Layer,
  input: Shape,
  targets: readonly Target[],
  importances: Importances,
  { keep, minKept = 1, roundTo = 1, normalize = true }: BudgetOptions,
): Selection {
  if (!(keep > 0 && keep < 1)) throw new RefoldError(`the share to keep is ${keep}; it must be above 0 and below 1`);
  for (const [name, value] of Object.entries({ minKept, roundTo })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RefoldError(`\`${name}\` is ${value}; it must be a whole number, 1 or more`);
  }
  checkImportances(targets, importances);
  const costOf = multiplyAdds(layer, input, targets);
  const full = targets.map(({ group }) => group.size);
  const least = roundUp(minKept, roundTo);
  requireReachable(full, costOf, keep, least);
  const norms = normalize ? importances.map(byRootMeanSquare) : importances;
  const gone = selectChannels({ norms, costOf, budget: keep * costOf(full), minKept, roundTo });
  return Object.fromEntries(
    targets.map(({ group }, i) => [
      group.name,
      [...Array(group.size).keys()].filter(channel => !gone[i]!.has(channel)),
    ]),
  );
}

/**
 * That some cut comes down to a share of the cost.
 * @param sizes of the layers that can be cut, at full width
 * @param least channels that each keeps at least
 * @throws RefoldError when no cut comes down to the budget, with the smallest share that one can
 */
export function requireReachable(
  sizes: readonly number[],
  costOf: (widths: readonly number[]) => number,
  keep: number,
  least = 1,
): void {
  const smallest = costOf(sizes.map(size => Math.min(size, least))) / costOf(sizes);
  if (smallest <= keep) return;
  // Rounded up, so that what is told can be asked for.
  throw new RefoldError(
    `the ${sizes.length} layers that can be cut can't bring the network down to ${keep} of the multiply-adds: ` +
      `with ${least} channel${least === 1 ? '' : 's'} of each, ${Math.ceil(smallest * 1000) / 1000} of them are left`,
  );
}

/** Multiply-adds of an expression by the widths of its targets; every other group stays as it is. */
export function multiplyAdds(
  layer: Layer,
  input: Shape,
  targets: readonly Target[],
): (widths: readonly number[]) => number {
  const { groups, after } = cutCosts(layer, input);
  const at = targets.map(({ group: { name } }) => groups.findIndex(group => group.name === name));
  const kept = groups.map(({ size }) => size);
  return widths => {
    for (const [i, width] of widths.entries()) kept[at[i]!] = width;
    return after(kept).macs;
  };
}

function checkImportances(targets: readonly Target[], importances: Importances): void {
  for (const [i, { path, group }] of targets.entries()) {
    const own = importances[i];
    if (own?.length !== group.size)
      throw new RefoldError(`${path}: ${own?.length ?? 0} importances for ${group.size} channels`);
    const wrong = own.findIndex(value => !Number.isFinite(value));
    if (wrong >= 0) throw new RefoldError(`${path}: the importance of channel ${wrong} is ${own[wrong]}, not a number`);
  }
}

/** A layer of zeros stays one. */
function byRootMeanSquare(values: Float64Array): Float64Array {
  const scale = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
  return scale === 0 ? values : values.map(value => value / scale);
}
