/**
 * A claim's interval as a line of a forest plot. The sentence is true to the right of the upright line, whichever way it is put, so that
 * a glance down the column tells which claims hold; where it says that two are equal, it is true on the band.
 */
import type { ClaimData } from '../shape.ts';

/** How far from their bounds the intervals of a group reach: they share an axis. */
export type Reaches = ReadonlyMap<string, number>;

/** The reach of every group of claims. */
export function reachesOf(claims: readonly ClaimData[]): Reaches {
  const reaches = new Map<string, number>();
  for (const claim of claims) {
    const ends = placed(claim)?.ends ?? [];
    const farthest = Math.max(0, ...[...ends, ...bandOf(claim)].map(Math.abs).filter(Number.isFinite));
    reaches.set(claim.group, Math.max(reaches.get(claim.group) ?? 0, farthest));
  }
  return reaches;
}

const [WIDTH, HEIGHT, EDGE] = [220, 24, 6];

export function Forest({ claim, reaches }: { readonly claim: ClaimData; readonly reaches: Reaches }) {
  const found = placed(claim);
  if (found === undefined) return null;
  const reach = reaches.get(claim.group) || 1;
  const x = (value: number) => WIDTH / 2 + (Math.max(-1, Math.min(1, value / reach)) * (WIDTH - 2 * EDGE)) / 2;
  const [low, middle, high] = found.ends as [number, number, number];
  const [from, to] = bandOf(claim);
  return (
    <svg class="forest" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={described(claim)}>
      {from !== undefined && <rect x={x(from)} width={x(to!) - x(from)} y="1" height={HEIGHT - 2} class="band" />}
      {from === undefined && <line x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2={HEIGHT} class="bound" />}
      <line x1={x(low)} x2={x(high)} y1={HEIGHT / 2} y2={HEIGHT / 2} class="interval" />
      {low < high &&
        [low, high].map(end => (
          <line key={end} x1={x(end)} x2={x(end)} y1={HEIGHT / 2 - 4} y2={HEIGHT / 2 + 4} class="interval" />
        ))}
      <circle cx={x(middle)} cy={HEIGHT / 2} r="4" class="estimate" />
    </svg>
  );
}

/** The ends of the interval and the estimate, as distances from where the sentence begins to be true; undefined where nothing was measured. */
function placed(claim: ClaimData): { readonly ends: readonly number[] } | undefined {
  const { estimate, low = estimate, high = estimate, side } = claim;
  if (estimate === undefined || low === undefined || high === undefined) return undefined;
  const from = side === 'between' ? 0 : on(claim, claim.bounds[0] ?? (claim.isRatio ? 1 : 0));
  const sign = side === 'below' ? -1 : 1;
  const ends = [low, estimate, high].map(value => sign * (on(claim, value) - from));
  return { ends: sign < 0 ? ends.reverse() : ends };
}

/** Quotients are as far from 1 as their logarithms are from 0. */
const on = ({ isRatio }: ClaimData, value: number): number => (isRatio ? Math.log(value) : value);

/** Where a claim of equality is true. */
const bandOf = (claim: ClaimData): readonly number[] =>
  claim.side === 'between' ? claim.bounds.map(bound => on(claim, bound)) : [];

function described({ estimate, low, high, bounds, side, verdict }: ClaimData): string {
  const interval = low === undefined ? '' : `, 95 % interval ${low} to ${high}`;
  const bound = bounds.length === 0 ? '' : `; true ${side} ${bounds.join(' and ')}`;
  return `${verdict}: ${estimate}${interval}${bound}`;
}
