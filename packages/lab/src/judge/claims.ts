/** Judging a sentence of the paper on what was measured. */

import type { Claim } from '../define/claims.ts';
import type { Column } from '../define/columns.ts';
import { inUnit } from './numbers.ts';
import { certain, differenceOf, type Estimate, interval, meanOf, pValue } from './student.ts';
import type { Outcome } from './verdict.ts';

/** Below this a p-value decides. */
export const SIGNIFICANCE = 0.05;
/** Of intervals and verdicts. */
export const LEVEL = 1 - SIGNIFICANCE;

/** `holds in direction`: the sign is as the sentence says, its size isn't reached, or not surely. */
type Decided = 'holds' | 'holds in direction' | 'does not hold' | 'undecided';
export type ClaimVerdict = Decided | `not run (${string})`;

/** How a and b were compared, and so how the interval was made. */
export type Method = 'paired t' | 'Welch t' | 'exact';

export interface Ruling {
  readonly method: Method | '';
  /** Seeds (pairs), rounds, or 1 for figures that are the same every time; 0 where not run. */
  readonly n: number;
  /** Mean of a − b, in the column's unit; of a claim that says how many times, geometric mean of a ÷ b. */
  readonly estimate: number;
  /** Cohen's d, over paired differences where seeds pair them (of logarithms, for a ÷ b); NaN without a spread. */
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, of the direction: it stands at every level below 1 − p. NaN where nothing was tested. */
  readonly p: number;
  /** The same of the size. NaN where the sentence names none. */
  readonly pSize: number;
  /** What the interval is held against, in the unit of `estimate`: where the sentence ends to be true, and the size that it names. */
  readonly bounds: readonly number[];
  readonly verdict: ClaimVerdict;
}

/** Where a claim's rows stand: what was measured, or a bound in the column's unit. */
type Side = Outcome | number;

/**
 * Judges a − b, or a ÷ b, by Student's t: scores are paired by seed, ratios' rounds are not paired (Welch), counts have no spread.
 * `holds` and `does not hold` need the whole 95 % interval on one side of the margin; one that touches it is `undecided`. A sentence that names a size holds
 * if the whole interval reaches it, less the column's tolerance; else it `holds in direction`.
 */
export function judgeClaim(claim: Claim, column: Column, a: Side, b: Side): Ruling {
  const scale = scaleOf(claim);
  const [x, y] = [samplesOf(a, column, scale), samplesOf(b, column, scale)];
  if (typeof x === 'string') return notRun(x);
  if (typeof y === 'string') return notRun(y);
  const [method, estimate] =
    isCount(a) && isCount(b) ? ['exact' as const, certain(x[0]! - y[0]!)] : compare(x, y, column.kind === 'ratio');
  const { low, high } = interval(estimate, LEVEL);
  const size = sizeIn(claim, column);
  const bounds = boundsOf(claim);
  // Counts leave nothing to doubt, also where they are equal.
  const pOf = (bound: number) => (method === 'exact' ? 0 : pValue(estimate, bound));
  const p = Math.max(...bounds.map(pOf));
  const pSize = size === undefined ? Number.NaN : pOf(size);
  return {
    method,
    n: estimate.n,
    estimate: scale.back(estimate.value),
    effect: estimate.effect,
    low: scale.back(low),
    high: scale.back(high),
    ...(method === 'exact' ? { p: Number.NaN, pSize: Number.NaN } : { p, pSize }),
    bounds: [...bounds, ...(size === undefined ? [] : [size])].map(scale.back),
    verdict: ruleOn(claim, estimate.value, p, size === undefined ? undefined : { size, p: pSize }),
  };
}

/**
 * The differences between two rows, on the claim's scale, one per seed that both have; undefined where they aren't paired by seed, or one of
 * them wasn't run.
 */
export function differencesOf(claim: Claim, column: Column, a: Side, b: Side): readonly number[] | undefined {
  const [x, y] = [samplesOf(a, column, scaleOf(claim)), samplesOf(b, column, scaleOf(claim))];
  if (typeof x === 'string' || typeof y === 'string' || (isCount(a) && isCount(b))) return undefined;
  return column.kind === 'ratio' ? undefined : pairs(x, y);
}

/** What a claim compares its rows by: 'a − b', 'a ÷ b'. */
export const comparisonOf = (claim: Claim): 'a − b' | 'a ÷ b' => scaleOf(claim).name;

/** The size that a claim's sentence names, as it is written: '2.66×', '1.8'; empty where it names none. */
export function sizeText({ size }: Pick<Claim, 'size'>): string {
  if (size === undefined) return '';
  return 'times' in size ? `${size.times}×` : String(size.points);
}

/**
 * A claim as a formula: 'A > B', 'A < B by more than 0.5', 'A = B within 0.3', 'A > B, 2.66×'.
 * @param shown what to write for the name of a row; default: the name
 */
export function formula(claim: Claim, shown: (row: string) => string = name => name): string {
  const { kind, a, b, column, against, margin } = claim;
  const sign = { greater: '>', less: '<', equal: '=' }[kind];
  const by = kind === 'equal' ? ` within ${margin}` : margin === 0 ? '' : ` by more than ${margin}`;
  const size = claim.size === undefined ? '' : `, ${sizeText(claim)}`;
  const [left, right] = [shown(a), typeof b === 'number' ? b : shown(b)];
  if (against === undefined) return `${left} ${sign} ${right}${by}${size}`;
  return a === b
    ? `${left}: ${column} ${sign} ${against}${by}${size}`
    : `${left}, ${column} ${sign} ${right}, ${against}${by}${size}`;
}

const notRun = (reason: string): Ruling => ({
  method: '',
  n: 0,
  estimate: Number.NaN,
  effect: Number.NaN,
  low: Number.NaN,
  high: Number.NaN,
  p: Number.NaN,
  pSize: Number.NaN,
  bounds: [],
  verdict: `not run (${reason})`,
});

/** What figures are turned into before they are subtracted, and back again. */
interface ClaimScale {
  readonly name: 'a − b' | 'a ÷ b';
  readonly to: (figure: number) => number;
  readonly back: (figure: number) => number;
}
const DIFFERENCE: ClaimScale = { name: 'a − b', to: figure => figure, back: figure => figure };
/** Ratios are multiplied where differences are added, so it is their logarithms that have a mean. */
const RATIO: ClaimScale = { name: 'a ÷ b', to: Math.log, back: Math.exp };

const scaleOf = ({ size }: Pick<Claim, 'size'>): ClaimScale =>
  size !== undefined && 'times' in size ? RATIO : DIFFERENCE;

/** A side's figures in the column's unit, on the claim's scale, or why there are none. */
function samplesOf(side: Side, column: Column, { to }: ClaimScale): readonly number[] | string {
  if (typeof side === 'number') return [to(side)];
  if (side.kind === 'not run') return side.reason;
  if (side.kind === 'quoted') return 'quoted by the paper';
  if (side.kind === 'reference') return [to(1)];
  const raw = side.kind === 'samples' ? side.samples : [Number(side.value)];
  const figures = raw.map(value => to(inUnit(value, column.unit)));
  return figures.every(Number.isFinite) ? figures : 'not a number';
}

/** Whether a side is the same every time. */
const isCount = (side: Side): boolean => typeof side === 'number' || side.kind === 'value';

/** Rounds of timing aren't paired, seeds are; a single figure (a bound, the reference) stands against each of the other side's. */
function compare(a: readonly number[], b: readonly number[], rounds: boolean): readonly [Method, Estimate] {
  if (rounds && a.length > 1 && b.length > 1) return ['Welch t', differenceOf(a, b)];
  return ['paired t', meanOf(pairs(a, b))];
}

/** a − b, of as many as both have. */
function pairs(a: readonly number[], b: readonly number[]): readonly number[] {
  const count = Math.min(...[a, b].map(({ length }) => length).filter(length => length > 1));
  const at = (side: readonly number[], i: number) => (side.length === 1 ? side[0]! : side[i]!);
  return Array.from({ length: Number.isFinite(count) ? count : 1 }, (_, i) => at(a, i) - at(b, i));
}

/** Where the claim ends to be true, on its scale. */
export const boundsOf = ({ kind, margin }: Pick<Claim, 'kind' | 'margin'>): readonly number[] =>
  kind === 'greater' ? [margin] : kind === 'less' ? [-margin] : [-margin, margin];

const isTrue = ({ kind, margin }: Claim, value: number): boolean =>
  kind === 'greater' ? value > margin : kind === 'less' ? value < -margin : Math.abs(value) < margin;

/** The size in the sentence, less the column's tolerance, on the claim's scale; undefined where it names none. */
function sizeIn({ kind, size }: Claim, column: Column): number | undefined {
  if (size === undefined) return undefined;
  const sign = kind === 'less' ? -1 : 1;
  const relative = column.kind === 'ratio' ? column.tolerance : 0;
  if ('times' in size) return Math.log(size.times * (1 - sign * relative));
  const absolute = column.kind === 'score' ? column.tolerance : 0;
  return sign * (size.points * (1 - relative) - absolute);
}

function ruleOn(claim: Claim, value: number, p: number, sized: { size: number; p: number } | undefined): Decided {
  const isSure = (p: number) => p < SIGNIFICANCE;
  if (!isSure(p)) return 'undecided';
  if (!isTrue(claim, value)) return 'does not hold';
  if (sized === undefined) return 'holds';
  const isReached = claim.kind === 'less' ? value <= sized.size : value >= sized.size;
  return isReached && isSure(sized.p) ? 'holds' : 'holds in direction';
}
