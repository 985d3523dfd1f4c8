import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from '../src/define/claims.ts';
import { equal, greater, less } from '../src/define/claims.ts';
import { exact, ratio, score } from '../src/define/columns.ts';
import { formula, judgeClaim } from '../src/judge/claims.ts';

const wording = { sentence: 'a is better', source: 'Table 6' };
const aOverB = greater('a', 'b', 'top1', wording);
const points = score({ unit: '' });
const samples = (...samples: number[]) => ({ kind: 'samples', samples }) as const;
const verdictOf = (claim: Claim, a: number[], b: number[]) =>
  judgeClaim(claim, points, samples(...a), samples(...b)).verdict;

describe('a claim over seeds', () => {
  it('pairs by seed: a small steady gain holds under a large common spread', () => {
    const ruling = judgeClaim(aOverB, points, samples(71, 81, 91.3), samples(70, 80, 90));
    expect(ruling.n).toBe(3);
    expect(ruling.method).toBe('paired t');
    expect(ruling.estimate).toBeCloseTo(1.1, 12);
    // Differences 1, 1, 1.3: standard deviation √0.03, standard error 0.1.
    expect(ruling.effect).toBeCloseTo(1.1 / Math.sqrt(0.03), 12);
    expect(ruling.high - 1.1).toBeCloseTo(0.4303, 4);
    expect(1.1 - ruling.low).toBeCloseTo(0.4303, 4);
    // t = 11 with 2 degrees of freedom: p = 1 - 11 / √(11² + 2).
    expect(ruling.p).toBeCloseTo(1 - 11 / Math.sqrt(123), 9);
    expect(ruling.verdict).toBe('holds');
  });

  it('falls three ways', () => {
    expect(verdictOf(aOverB, [3, 3, 4], [1, 1, 1])).toBe('holds');
    expect(verdictOf(aOverB, [1, 1, 1], [3, 3, 4])).toBe('does not hold');
    expect(verdictOf(aOverB, [1, 3, 4], [2, 1, 1])).toBe('undecided');
    expect(verdictOf(less('a', 'b', 'top1', wording), [1, 1, 1], [3, 3, 4])).toBe('holds');
    expect(verdictOf(equal('a', 'b', 'top1', { within: 0.5, ...wording }), [1, 2, 3], [1.1, 1.9, 3])).toBe('holds');
    expect(verdictOf(equal('a', 'b', 'top1', { within: 0.5, ...wording }), [1, 2, 3], [2, 3, 4])).toBe('does not hold');
    expect(verdictOf(greater('a', 'b', 'top1', { by: 2, ...wording }), [4, 4, 4], [1, 3, 1])).toBe('undecided');
  });

  it('is undecided where its interval touches the bound: rows that are equal, seed by seed', () => {
    const ruling = judgeClaim(aOverB, points, samples(1, 2, 3), samples(1, 2, 3));
    expect(ruling).toMatchObject({ low: 0, high: 0, p: 1, verdict: 'undecided' });
    expect(verdictOf(equal('a', 'b', 'top1', { within: 0.5, ...wording }), [1, 2, 3], [1, 2, 3])).toBe('holds');
    expect(verdictOf(greater('a', 'b', 'top1', { by: 1, ...wording }), [2, 3, 4], [1, 2, 3])).toBe('undecided');
  });

  it('is undecided, without an interval, over one seed', () => {
    const ruling = judgeClaim(aOverB, points, samples(2), samples(1));
    expect(ruling).toMatchObject({ n: 1, estimate: 1, verdict: 'undecided', low: Number.NaN, p: Number.NaN });
  });

  it('pairs the seeds that both rows have', () => {
    expect(judgeClaim(aOverB, points, samples(2, 3, 4, 9), samples(1, 2.1)).n).toBe(2);
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
        expect(back.estimate + 0).toBe(-there.estimate + 0);
        expect([back.low + 0, back.high + 0]).toEqual([-there.high + 0, -there.low + 0]);
        expect(there.verdict === 'holds' && back.verdict === 'holds').toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a claim that names a size', () => {
  const speed = ratio({ to: 'r' });
  const twice = greater('a', 'b', 'speed', { size: { times: 2 }, ...wording });
  const times = (...a: number[]) => judgeClaim(twice, speed, samples(...a), samples(1, 1.01, 0.99));

  it('holds where the size is reached to within the tolerance of the column, else in direction', () => {
    expect(times(2, 2.02, 1.98).verdict).toBe('holds');
    expect(times(1.6, 1.61, 1.62).verdict).toBe('holds in direction');
    // It may be reached, and may be not: nobody knows.
    expect(times(1.7, 1.9, 2.1).verdict).toBe('holds in direction');
    expect(times(0.6, 0.61, 0.62).verdict).toBe('does not hold');
    expect(times(0.6, 1.01, 1.4).verdict).toBe('undecided');
  });

  it('compares by quotients, whose mean is geometric', () => {
    const ruling = judgeClaim(twice, speed, samples(1, 4, 4), { kind: 'reference' });
    expect(ruling.estimate).toBeCloseTo(16 ** (1 / 3), 12);
    expect(Math.sqrt(ruling.low * ruling.high)).toBeCloseTo(ruling.estimate, 12);
    expect(judgeClaim(twice, speed, samples(1, 0), { kind: 'reference' }).verdict).toBe('not run (not a number)');
  });

  it('has points for a size too, and a size below 1 for less', () => {
    const gain = greater('a', 'b', 'top1', { size: { points: 1.8 }, ...wording });
    expect(verdictOf(gain, [71.8, 72.8, 73.8], [70, 71, 72])).toBe('holds');
    expect(verdictOf(gain, [71.1, 72, 73], [70, 71, 72])).toBe('holds in direction');
    const half = less('a', 'b', 'top1', { size: { times: 0.5 }, ...wording });
    expect(verdictOf(half, [4, 4, 4.1], [10, 10, 10])).toBe('holds');
    expect(verdictOf(half, [6, 6, 6.1], [10, 10, 10])).toBe('holds in direction');
  });

  it('is judged exactly of counts', () => {
    const count = (value: number) => ({ kind: 'value', value }) as const;
    expect(judgeClaim(twice, exact(), count(400), count(200)).verdict).toBe('holds');
    expect(judgeClaim(twice, exact(), count(300), count(200))).toMatchObject({
      verdict: 'holds in direction',
      method: 'exact',
      p: Number.NaN,
    });
  });

  it('reads so', () => {
    expect(formula(twice)).toBe('a > b, 2×');
  });
});

describe('a claim over other figures', () => {
  it('takes counts at their word', () => {
    const count = (value: number) => ({ kind: 'value', value }) as const;
    const ruling = judgeClaim(aOverB, exact({ unit: 'M' }), count(3e6), count(1e6));
    expect(ruling).toMatchObject({ n: 1, estimate: 2, low: 2, high: 2, verdict: 'holds' });
    expect(judgeClaim(aOverB, exact(), count(5), count(5)).verdict).toBe('does not hold');
  });

  it('compares with a bound in the unit of the column, and with the reference of a ratio', () => {
    const faster = greater('a', 1.3, 'speed', wording);
    const speed = ratio({ to: 'r' });
    expect(judgeClaim(faster, speed, samples(1.4, 1.45, 1.38), 1.3).verdict).toBe('holds');
    expect(judgeClaim(aOverB, speed, samples(1.4, 1.5, 1.35), { kind: 'reference' }).estimate).toBeCloseTo(
      1.25 / 3,
      12,
    );
    expect(judgeClaim(aOverB, speed, samples(2, 2.1, 1.9), samples(1.4, 1.5, 1.35)).verdict).toBe('holds');
  });
});

it('a claim reads as a formula', () => {
  expect([formula(aOverB), formula(equal('a', 'b', 'x', { within: 0.3, ...wording }))]).toEqual([
    'a > b',
    'a = b within 0.3',
  ]);
});
