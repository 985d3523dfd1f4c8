/** Judging a sentence of the paper on what was measured. */

import type { Claim } from '../define/claims.ts';
import type { Column } from '../define/columns.ts';
import { bootstrapDifference, bootstrapMean, type Interval, pairedEffect, unpairedEffect } from './bootstrap.ts';
import { inUnit, summarize } from './numbers.ts';
import type { Outcome } from './verdict.ts';

export type ClaimVerdict = 'holds' | 'does not hold' | 'undecided' | `not run (${string})`;

export interface Ruling {
  /** Seeds (pairs), rounds, or 1 for figures that are the same every time; 0 where not run. */
  readonly n: number;
  /** Mean of a − b, in the column's unit. */
  readonly difference: number;
  /** Cohen's d, over paired differences where seeds pair them; NaN without a spread. */
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: ClaimVerdict;
}

/** A claim needs this many seeds before an interval means anything. */
const FEWEST = 3;

/** Where a claim's rows stand: what was measured, or a bound in the column's unit. */
type Side = Outcome | number;

/**
 * Judges a − b: scores are paired by seed, ratios' rounds are not paired, counts have no spread.
 * `holds` and `does not hold` need the whole 95 % interval on one side of the margin; else `undecided`.
 */
export function judgeClaim(claim: Claim, column: Column, a: Side, b: Side): Ruling {
  const [x, y] = [samplesOf(a, column), samplesOf(b, column)];
  if (typeof x === 'string') return notRun(x);
  if (typeof y === 'string') return notRun(y);
  const { n, difference, effect, interval } = compare(x, y, column.kind === 'score');
  if (column.kind === 'score' && n < FEWEST) {
    return { n, difference, effect, low: Number.NaN, high: Number.NaN, verdict: 'undecided' };
  }
  return { n, difference, effect, ...interval, verdict: ruleOn(claim, interval) };
}

/**
 * A claim as a formula: 'A > B', 'A < B by more than 0.5', 'A = B within 0.3'.
 * @param shown what to write for the name of a row; default: the name
 */
export function formula(
  { kind, a, b, column, against, margin }: Claim,
  shown: (row: string) => string = name => name,
): string {
  const sign = { greater: '>', less: '<', equal: '=' }[kind];
  const by = kind === 'equal' ? ` within ${margin}` : margin === 0 ? '' : ` by more than ${margin}`;
  const [left, right] = [shown(a), typeof b === 'number' ? b : shown(b)];
  if (against === undefined) return `${left} ${sign} ${right}${by}`;
  return a === b
    ? `${left}: ${column} ${sign} ${against}${by}`
    : `${left}, ${column} ${sign} ${right}, ${against}${by}`;
}

const notRun = (reason: string): Ruling => ({
  n: 0,
  difference: Number.NaN,
  effect: Number.NaN,
  low: Number.NaN,
  high: Number.NaN,
  verdict: `not run (${reason})`,
});

/** A side's figures in the column's unit, or why there are none. */
function samplesOf(side: Side, column: Column): readonly number[] | string {
  if (typeof side === 'number') return [side];
  if (side.kind === 'not run') return side.reason;
  if (side.kind === 'reference') return [1];
  const raw = side.kind === 'samples' ? side.samples : [Number(side.value)];
  return raw.some(Number.isNaN) ? 'not a number' : raw.map(value => inUnit(value, column.unit));
}

function compare(
  a: readonly number[],
  b: readonly number[],
  paired: boolean,
): { n: number; difference: number; effect: number; interval: Interval } {
  // A single figure (a bound, a count, the reference) stands against each of the other side's.
  if (paired || a.length === 1 || b.length === 1) {
    const n = Math.max(a.length, b.length);
    const at = (side: readonly number[], i: number) => (side.length === 1 ? side[0]! : side[i]!);
    const differences = Array.from({ length: n }, (_, i) => at(a, i) - at(b, i));
    const { mean } = summarize(differences);
    return { n, difference: mean, effect: pairedEffect(differences), interval: bootstrapMean(differences) };
  }
  const difference = summarize(a).mean - summarize(b).mean;
  return { n: a.length, difference, effect: unpairedEffect(a, b), interval: bootstrapDifference(a, b) };
}

function ruleOn({ kind, margin }: Claim, { low, high }: Interval): ClaimVerdict {
  switch (kind) {
    case 'greater':
      return low > margin ? 'holds' : high <= margin ? 'does not hold' : 'undecided';
    case 'less':
      return high < -margin ? 'holds' : low >= -margin ? 'does not hold' : 'undecided';
    case 'equal':
      if (low > -margin && high < margin) return 'holds';
      return low >= margin || high <= -margin ? 'does not hold' : 'undecided';
  }
}
