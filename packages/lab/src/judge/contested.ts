/** The claims that more seeds would decide: those judged over paired seeds, and undecided. */
import type { Claim } from '../define/claims.ts';
import type { Column } from '../define/columns.ts';
import { differencesOf, judgeClaim, type Ruling } from './claims.ts';
import { chanceNextDecides, effectOn, seedsNeeded } from './power.ts';

/** An undecided claim, and what more seeds would tell of it. */
export interface Contested {
  readonly claim: Claim;
  readonly ruling: Ruling;
  /** Distance to where the claim would change, in standard deviations of the differences. */
  readonly effect: number;
  /** Seeds in all that would probably decide it; undefined where a thousand would not. */
  readonly needed: number | undefined;
  /** The probability that the next seed decides it. */
  readonly chance: number;
}

/** The values of a cell, one per seed, in the column's unit; undefined for what isn't trained. */
export type ValuesOf = (row: string, column: string) => readonly number[] | undefined;

/** The claims that are undecided over two seeds or more. */
export function contestedClaims(
  claims: readonly Claim[],
  columns: Readonly<Record<string, Column>>,
  valuesOf: ValuesOf,
): readonly Contested[] {
  return claims.flatMap(claim => {
    const { a, b, column: key, against = key } = claim;
    const [x, y] = [valuesOf(a, key), typeof b === 'number' ? b : valuesOf(b, against)];
    if (x === undefined || y === undefined) return [];
    const [left, right] = [sideOf(x), typeof y === 'number' ? y : sideOf(y)];
    const column: Column = { ...columns[key]!, unit: '' };
    const differences = differencesOf(claim, column, left, right);
    if (differences === undefined || differences.length < 2) return [];
    const ruling = judgeClaim(claim, column, left, right);
    if (ruling.verdict !== 'undecided') return [];
    const effect = effectOn(claim, differences);
    return [{ claim, ruling, effect, needed: seedsNeeded(effect), chance: chanceNextDecides(claim, differences) }];
  });
}

const sideOf = (samples: readonly number[]) => ({ kind: 'samples' as const, samples });
