/** Mikels' wheel: where his eight emotions lie beside each other, and how far they are from each other (Zhao et al. 2016, "Predicting personalized emotion perceptions of social images"). */
import { RefoldError } from '../../error.ts';
import { MIKELS } from './emotions.ts';

/** The emotions around the wheel: the positive ones, then the negative ones; the last is beside the first. */
export const MIKELS_RING = [
  'amusement',
  'contentment',
  'awe',
  'excitement',
  'fear',
  'sadness',
  'disgust',
  'anger',
] as const satisfies readonly (typeof MIKELS)[number][];

/** Whether `classes` are Mikels' eight emotions, in any order. */
export const areMikels = (classes: readonly string[]): boolean =>
  classes.length === MIKELS.length && MIKELS.every(emotion => classes.includes(emotion));

/**
 * Where an emotion lies on the ring, from 0.
 * @throws RefoldError for one that isn't among Mikels' eight
 */
export function ringPosition(emotion: string): number {
  const position = (MIKELS_RING as readonly string[]).indexOf(emotion);
  if (position >= 0) return position;
  throw new RefoldError(`Mikels' wheel has no '${emotion}'. It has: ${MIKELS_RING.join(', ')}.`);
}

/**
 * Distance of two emotions on the wheel, 1 (the same) to 5 (opposite): one more than the steps between them on the ring.
 * @throws RefoldError for an emotion that isn't on the wheel
 */
export const wheelDistance = (one: string, other: string): number => 1 + wheelSteps(one, other);

/** Steps between two emotions on the ring, the shorter way: 0 to 4. */
export function wheelSteps(one: string, other: string): number {
  const apart = Math.abs(ringPosition(one) - ringPosition(other));
  return Math.min(apart, MIKELS_RING.length - apart);
}
