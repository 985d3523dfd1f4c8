/** Which channels go first, and how many of them until a network is within its budget: ResRep, section 3.3, and any ranking. */

/** Channels to choose from, and how many to choose. */
export interface ChannelSearch {
  /** A number for each channel, target by target: the norm of its row, or another measure of what it matters. */
  readonly norms: readonly ArrayLike<number>[];
  /** Multiply-adds of the network with these widths of the targets. */
  readonly costOf: (widths: readonly number[]) => number;
  /** Multiply-adds to come down to. */
  readonly budget: number;
  /** Channels to choose at most; all that the budget takes where absent. */
  readonly limit?: number;
  /** Channels that each target keeps at least. Default 1. */
  readonly minKept?: number;
  /** A target that loses any keeps a multiple of this. Default 1. */
  readonly roundTo?: number;
}

/** The smallest multiple of `roundTo` that is at least `width`. */
export const roundUp = (width: number, roundTo: number): number => Math.ceil(width / roundTo) * roundTo;

/**
 * For each target the channels chosen: in ascending order of their norms over all targets, until the network without them is
 * within the budget or the limit is reached. Ties go to the earlier target, then to the earlier channel. With `roundTo`, channels
 * of a target go as soon as they are enough to leave a multiple of it.
 */
export function selectChannels({
  norms,
  costOf,
  budget,
  limit = Infinity,
  minKept = 1,
  roundTo = 1,
}: ChannelSearch): readonly ReadonlySet<number>[] {
  const widths = norms.map(({ length }) => length);
  const least = roundUp(minKept, roundTo);
  const chosen = norms.map((): number[] => []);
  let count = 0;
  for (const { target, channel } of ascending(norms)) {
    if (count >= limit || costOf(widths) <= budget) break;
    const [own, size] = [chosen[target]!, norms[target]!.length];
    if (size - own.length <= least) continue;
    own.push(channel);
    widths[target] = Math.min(size, roundUp(size - own.length, roundTo));
    count++;
  }
  return chosen.map((own, target) => new Set(own.slice(0, norms[target]!.length - widths[target]!)));
}

/** Every channel, by its norm. */
export function ascending(
  norms: readonly ArrayLike<number>[],
): readonly { readonly target: number; readonly channel: number; readonly norm: number }[] {
  const all = norms.flatMap((own, target) => Array.from(own, (norm, channel) => ({ target, channel, norm })));
  return all.sort((a, b) => a.norm - b.norm || a.target - b.target || a.channel - b.channel);
}
