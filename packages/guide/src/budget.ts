/** The same time for all: what trains faster sees the images more often. */
import { RefoldError } from '@refold/core';

/** Images a second while something trains, over those of a reference; by name. */
export type Speeds = Readonly<Record<string, number>>;

/**
 * Whole epochs that each trains in the time that the slowest one takes for `slowest` of them.
 * @param slowest epochs of the slowest, at least 1
 * @throws RefoldError for a speed that isn't above 0
 */
export function epochsInTime(speeds: Speeds, slowest: number): Readonly<Record<string, number>> {
  const all = Object.entries(speeds);
  const wrong = all.find(([, speed]) => !(speed > 0));
  if (wrong !== undefined)
    throw new RefoldError(`the training speed of ${wrong[0]} is ${wrong[1]}; it must be above 0`);
  const least = Math.min(...Object.values(speeds));
  return Object.fromEntries(all.map(([name, speed]) => [name, Math.round((slowest * speed) / least)]));
}
