/** The seeds of a row: those that its settings name, and then on from the largest. */
import type { Settings } from '../define/scales.ts';

/** The seeds that a row is run with by default. */
export const plannedSeeds = ({ seeds }: Settings): readonly number[] => seeds ?? [0];

/** The seed at a position of the sequence, from 0. */
export function seedAt(settings: Settings, index: number): number {
  const planned = plannedSeeds(settings);
  return planned[index] ?? Math.max(...planned, -1) + 1 + index - planned.length;
}

/** The longest beginning of the sequence whose runs are there: what can be paired with other rows. */
export function seedsThere(settings: Settings, isThere: (seed: number) => boolean): readonly number[] {
  const seeds: number[] = [];
  for (let i = 0; isThere(seedAt(settings, i)); i++) seeds.push(seedAt(settings, i));
  return seeds;
}
