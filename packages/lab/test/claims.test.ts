import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from '../src/define/claims.ts';
import { equal, greater, less } from '../src/define/claims.ts';
import { exact, ratio, score } from '../src/define/columns.ts';
import { bootstrapMean } from '../src/judge/bootstrap.ts';
import { formula, judgeClaim } from '../src/judge/claims.ts';

const wording = { sentence: 'a is better', source: 'Table 6' };
const aOverB = greater('a', 'b', 'top1', wording);
const points = score({ unit: '' });
const samples = (...samples: number[]) => ({ kind: 'samples', samples }) as const;
const verdictOf = (claim: Claim, a: number[], b: number[]) =>
  judgeClaim(claim, points, samples(...a), samples(...b)).verdict;

describe('a claim over seeds', () => {
  it('pairs by seed: a small steady gain holds under a large common spread', () => {
    const ruling = judgeClaim(aOverB, points, samples(71, 81, 94), samples(70, 80, 90));
    expect(ruling.n).toBe(3);
    expect(ruling.difference).toBeCloseTo(2, 12);
    expect(ruling.effect).toBeCloseTo(2 / Math.sqrt(3), 12);
    expect([ruling.low, ruling.high]).toEqual([1, 4]);
    expect(ruling.verdict).toBe('holds');
  });

  it('falls three ways', () => {
    expect(verdictOf(aOverB, [2, 3, 4], [1, 1, 1])).toBe('holds');
    expect(verdictOf(aOverB, [1, 1, 1], [2, 3, 4])).toBe('does not hold');
    expect(verdictOf(aOverB, [1, 3, 4], [2, 1, 1])).toBe('undecided');
    expect(verdictOf(less('a', 'b', 'top1', wording), [1, 1, 1], [2, 3, 4])).toBe('holds');
    expect(verdictOf(equal('a', 'b', 'top1', { within: 0.5, ...wording }), [1, 2, 3], [1.1, 1.9, 3.2])).toBe('holds');
    expect(verdictOf(equal('a', 'b', 'top1', { within: 0.5, ...wording }), [1, 2, 3], [2, 3, 4])).toBe('does not hold');
    expect(verdictOf(greater('a', 'b', 'top1', { by: 2, ...wording }), [4, 4, 4], [1, 3, 1])).toBe('undecided');
  });

  it('is undecided, without an interval, under three seeds', () => {
    expect(judgeClaim(aOverB, points, samples(2, 3), samples(1, 1))).toMatchObject({
      n: 2,
      verdict: 'undecided',
      low: Number.NaN,
    });
  });

  it('is not run when a row is not, and says why', () => {
    const missing = { kind: 'not run', reason: 'needs ImageNet' } as const;
    expect(judgeClaim(aOverB, points, samples(1, 2, 3), missing).verdict).toBe('not run (needs ImageNet)');
  });

  it('is antisymmetric: exchanging the rows mirrors the interval', () => {
    const runs = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        minLength: 3,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(runs, pairs => {
        const [a, b] = [samples(...pairs.map(([x]) => x)), samples(...pairs.map(([, y]) => y))];
        const there = judgeClaim(aOverB, points, a, b);
        const back = judgeClaim(greater('b', 'a', 'top1', wording), points, b, a);
        // Adding zero makes -0, to which the least of differences round, the same as 0.
        expect(back.difference + 0).toBe(-there.difference + 0);
        expect([back.low + 0, back.high + 0]).toEqual([-there.high + 0, -there.low + 0]);
        expect(there.verdict === 'holds' && back.verdict === 'holds').toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a claim over other figures', () => {
  it('takes counts at their word', () => {
    const count = (value: number) => ({ kind: 'value', value }) as const;
    const ruling = judgeClaim(aOverB, exact({ unit: 'M' }), count(3e6), count(1e6));
    expect(ruling).toMatchObject({ n: 1, difference: 2, low: 2, high: 2, verdict: 'holds' });
    expect(judgeClaim(aOverB, exact(), count(5), count(5)).verdict).toBe('does not hold');
  });

  it('compares with a bound in the unit of the column, and with the reference of a ratio', () => {
    const faster = greater('a', 1.3, 'speed', wording);
    const speed = ratio({ to: 'r' });
    expect(judgeClaim(faster, speed, samples(1.4, 1.5, 1.35), 1.3).verdict).toBe('holds');
    expect(judgeClaim(aOverB, speed, samples(1.4, 1.5, 1.35), { kind: 'reference' }).difference).toBeCloseTo(
      1.25 / 3,
      12,
    );
    expect(judgeClaim(aOverB, speed, samples(2, 2.1, 1.9), samples(1.4, 1.5, 1.35)).verdict).toBe('holds');
  });
});

it('the bootstrap of three samples is their range, and repeats itself', () => {
  expect(bootstrapMean([1, 5, 2])).toEqual({ low: 1, high: 5 });
  expect(bootstrapMean([1, 5, 2, 8, 3])).toEqual(bootstrapMean([1, 5, 2, 8, 3]));
});

it('a claim reads as a formula', () => {
  expect([formula(aOverB), formula(equal('a', 'b', 'x', { within: 0.3, ...wording }))]).toEqual([
    'a > b',
    'a = b within 0.3',
  ]);
});
