/** The verdicts of many claims at once. */
import { expect, it } from 'vitest';
import { byChance, judgeTogether } from '../src/judge/together.ts';
import type { ClaimRecord } from '../src/results/results.ts';

const claim = (p: string, more: Partial<ClaimRecord> = {}) =>
  ({
    n: '3',
    method: 'paired t',
    p,
    p_size: '',
    verdict: Number(p) < 0.05 ? 'holds' : 'undecided',
    ...more,
  }) as ClaimRecord;
const corrected = (...claims: readonly ClaimRecord[]) => judgeTogether(claims).map(({ corrected }) => corrected);

it('a verdict that chance may have made is undecided beside others', () => {
  expect(corrected(claim('0.04'))).toEqual(['holds']);
  expect(corrected(claim('0.04'), claim('0.6'))).toEqual(['undecided', 'undecided']);
  expect(corrected(claim('0.02'), claim('0.6'), claim('0.01', { verdict: 'does not hold' }))).toEqual([
    'holds',
    'undecided',
    'does not hold',
  ]);
});

it('a size is a test of its own', () => {
  expect(corrected(claim('0.001', { p_size: '0.02' }), claim('0.001'))).toEqual(['holds', 'holds']);
  expect(corrected(claim('0.001', { p_size: '0.03' }), claim('0.3'))).toEqual(['holds in direction', 'undecided']);
});

it('counts stand as they are, one seed is undecided, and what was not run has no verdict', () => {
  const count = claim('', { method: 'exact', verdict: 'holds' });
  const seed = claim('', { n: '1', verdict: 'undecided' });
  const missing = claim('', { n: '0', method: '', verdict: 'not run (needs ImageNet)' });
  expect(corrected(count, seed, missing)).toEqual(['holds', 'undecided', '']);
  const { tests, expected } = byChance([count, seed, missing, claim('0.04'), claim('0.4')]);
  expect(tests).toBe(2);
  expect(expected).toBeCloseTo(0.05, 12);
});
