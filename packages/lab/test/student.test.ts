import { Rng } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { greater } from '../src/define/claims.ts';
import { score } from '../src/define/columns.ts';
import { judgeClaim } from '../src/judge/claims.ts';
import { show } from '../src/judge/numbers.ts';
import { certain, differenceOf, holm, interval, meanOf, pValue } from '../src/judge/student.ts';

/** Standard normal samples. */
const normals = (rng: Rng, n: number, std = 1): number[] => Array.from({ length: n }, () => std * rng.normal());

/** Of so many simulated experiments, the share whose interval holds the truth, which is 0. */
function coverage(simulate: (rng: Rng) => ReturnType<typeof meanOf>, level: number): number {
  const rng = Rng.seeded('coverage');
  const experiments = 20_000;
  let covered = 0;
  for (let i = 0; i < experiments; i++) {
    const { low, high } = interval(simulate(rng), level);
    if (low <= 0 && 0 <= high) covered++;
  }
  return covered / experiments;
}

describe('intervals cover the truth as often as they say', () => {
  it.each([2, 3, 5, 10])('of %d paired differences', n => {
    expect(coverage(rng => meanOf(normals(rng, n)), 0.95)).toBeCloseTo(0.95, 2);
    expect(coverage(rng => meanOf(normals(rng, n)), 0.8)).toBeCloseTo(0.8, 2);
  });

  it.each([3, 5, 10])('of the difference of means of %d samples, nearly', n => {
    const equal = coverage(rng => differenceOf(normals(rng, n), normals(rng, n)), 0.95);
    const unequal = coverage(rng => differenceOf(normals(rng, n, 5), normals(rng, n)), 0.95);
    // Welch's degrees of freedom are an approximation, which errs on the safe side for equal spreads of three.
    expect(equal).toBeGreaterThan(0.945);
    expect(equal).toBeLessThan(0.975);
    expect(unequal).toBeCloseTo(0.95, 1.5);
  });
});

describe('what a claim prints covers the truth as often as it says', () => {
  it.each([3, 5, 10])('of %d seeds, as the results CSV rounds it', n => {
    const claim = greater('a', 'b', 'top1', { sentence: '', source: '' });
    const rng = Rng.seeded('printed');
    const experiments = 5_000;
    const gain = 0.5;
    let covered = 0;
    for (let i = 0; i < experiments; i++) {
      const common = normals(rng, n, 3);
      const [a, b] = [gain, 0].map(shift => ({
        kind: 'samples' as const,
        samples: normals(rng, n).map((x, k) => 70 + common[k]! + shift + x),
      }));
      const { low, high } = judgeClaim(claim, score({ unit: '' }), a!, b!);
      if (Number(show(low, undefined)) <= gain && gain <= Number(show(high, undefined))) covered++;
    }
    expect(covered / experiments).toBeCloseTo(0.95, 1.8);
  });
});

describe("Student's t", () => {
  it.each([
    // Two-sided 5 % points, from the tables.
    [2, 12.706],
    [3, 4.303],
    [5, 2.776],
    [10, 2.262],
  ])('has the tabulated width for %d samples', (n, t) => {
    const samples = Array.from({ length: n }, (_, i) => i);
    const estimate = meanOf(samples);
    expect((interval(estimate, 0.95).high - estimate.value) / estimate.standardError).toBeCloseTo(t, 3);
  });

  it("gives Welch's degrees of freedom", () => {
    // Variances 1 and 4, three samples each: (1/3 + 4/3)² / ((1/9 + 16/9) / 2).
    expect(differenceOf([1, 2, 3], [0, 2, 4]).freedom).toBeCloseTo(25 / 9 / (17 / 18), 12);
  });

  it('says of p-values what it says of intervals', () => {
    const samples = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(samples, fc.double({ min: -1, max: 1, noNaN: true }), (values, bound) => {
        const estimate = meanOf(values);
        const { low, high } = interval(estimate, 0.95);
        const p = pValue(estimate, bound);
        fc.pre(estimate.standardError > 0 && Math.abs(p - 0.05) > 1e-6);
        expect(p < 0.05).toBe(bound < low || bound > high);
      }),
    );
  });

  it('is certain of what is the same every time, and knows nothing of one sample', () => {
    expect(interval(meanOf([2, 2, 2]), 0.95)).toEqual({ low: 2, high: 2 });
    expect(interval(certain(7), 0.95)).toEqual({ low: 7, high: 7 });
    expect(pValue(certain(7), 6)).toBe(0);
    expect(interval(meanOf([2]), 0.95)).toEqual({ low: Number.NaN, high: Number.NaN });
    expect(pValue(meanOf([2]), 0)).toBeNaN();
  });
});

describe("Holm's correction", () => {
  it('multiplies the least p-value by the number of claims, the next by one less, and keeps their order', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('leaves out what was not judged', () => {
    expect(holm([0.02, Number.NaN, 0.5])).toEqual([0.04, Number.NaN, 0.5]);
  });

  it('keeps errors among many true nulls rare', () => {
    const rng = Rng.seeded('holm');
    const families = 2_000;
    let wrong = 0;
    for (let i = 0; i < families; i++) {
      const p = Array.from({ length: 10 }, () => pValue(meanOf(normals(rng, 3)), 0));
      if (holm(p).some(corrected => corrected < 0.05)) wrong++;
    }
    expect(wrong / families).toBeLessThan(0.06);
    expect(wrong / families).toBeGreaterThan(0.03);
  });
});
