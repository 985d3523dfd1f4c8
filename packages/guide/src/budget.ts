/** The same time for all: what trains faster sees the images more often. */
import { RefoldError } from '@refold/core';

/** Images a second while something trains, over those of a reference; by name. */
export type Speeds = Readonly<Record<string, number | undefined>>;

/** How long all train: as long as this one takes for so many epochs. */
export interface Budget {
  readonly of: string;
  readonly epochs: number;
}

/**
 * Whole epochs, at least one, that something trains within a budget.
 * @throws RefoldError where a speed is missing, or isn't above 0
 */
export function epochsInTime(name: string, speeds: Speeds, { of, epochs }: Budget): number {
  return Math.max(1, Math.round((epochs * speedOf(name, speeds)) / speedOf(of, speeds)));
}

function speedOf(name: string, speeds: Speeds): number {
  const speed = speeds[name];
  if (speed !== undefined && speed > 0) return speed;
  throw new RefoldError(
    `'${name}' has no training speed yet, so nobody knows how often it sees the images in the same time. Measure it: npx tsx scripts/block-speeds.ts`,
  );
}
