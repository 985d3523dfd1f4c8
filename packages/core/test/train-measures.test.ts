/** Measures of two distributions, and of values on a dimension, by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dimensionMeasures, distributionMeasures, metricsByDimension } from '../src/train/index.ts';

/** Shares of `classes` classes, from whole numbers so that equal and zero ones are common. */
const shares = (classes: number) =>
  fc
    .array(fc.nat(9), { minLength: classes, maxLength: classes })
    .filter(votes => votes.some(vote => vote > 0))
    .map(votes => votes.map(vote => vote / votes.reduce((sum, one) => sum + one, 0)));

const pairs = fc.integer({ min: 2, max: 9 }).chain(classes => fc.tuple(shares(classes), shares(classes)));

describe('measures of distributions', () => {
  it('of two that are printed', () => {
    const measures = distributionMeasures([0.5, 0.3, 0.2, 0], [0.4, 0.4, 0.1, 0.1]);
    expect(measures.chebyshev).toBeCloseTo(0.1, 12);
    // Σ (d − p)²/(d + p)² = 1/81 + 1/49 + 1/9 + 1
    expect(measures.clark).toBeCloseTo(Math.sqrt(1 / 81 + 1 / 49 + 1 / 9 + 1), 12);
    expect(measures.clark).toBeCloseTo(1.069516, 6);
    // Σ |d − p|/(d + p) = 1/9 + 1/7 + 1/3 + 1
    expect(measures.canberra).toBeCloseTo(1 / 9 + 1 / 7 + 1 / 3 + 1, 12);
    expect(measures.canberra).toBeCloseTo(1.587302, 6);
    expect(measures.kl).toBeCloseTo(0.5 * Math.log(5 / 4) + 0.3 * Math.log(3 / 4) + 0.2 * Math.log(2), 12);
    expect(measures.kl).toBeCloseTo(0.163897, 6);
    expect(measures.ssd).toBeCloseTo(4 * 0.1 ** 2, 12);
    // d·p = .2 + .12 + .02, |d|² = .38, |p|² = .34
    expect(measures.cosine).toBeCloseTo(0.34 / Math.sqrt(0.38 * 0.34), 12);
    expect(measures.cosine).toBeCloseTo(0.945905, 6);
    expect(measures.intersection).toBeCloseTo(0.8, 12);
    expect(measures.bhattacharyya).toBeCloseTo(Math.sqrt(0.2) + Math.sqrt(0.12) + Math.sqrt(0.02), 12);
    expect(measures.bhattacharyya).toBeCloseTo(0.935045, 6);
    // The first of the two likeliest classes is the label's.
    expect(measures.top1).toBe(1);
  });

  it('of seven equal shares and one class', () => {
    // d = (1, 0, ...), p = 1/7: |d − p|/(d + p) = (6/7)/(8/7) = 3/4 for the first, 1 for the six others.
    const measures = distributionMeasures([1, 0, 0, 0, 0, 0, 0], Array(7).fill(1 / 7));
    expect(measures.kl).toBeCloseTo(Math.log(7), 12);
    expect(measures.chebyshev).toBeCloseTo(6 / 7, 12);
    expect(measures.clark).toBeCloseTo(Math.sqrt(9 / 16 + 6), 12);
    expect(measures.canberra).toBeCloseTo(3 / 4 + 6, 12);
    expect(measures.ssd).toBeCloseTo(36 / 49 + 6 / 49, 12);
    expect(measures.cosine).toBeCloseTo(1 / Math.sqrt(7), 12);
    expect(measures.intersection).toBeCloseTo(1 / 7, 12);
    expect(measures.bhattacharyya).toBeCloseTo(1 / Math.sqrt(7), 12);
  });

  it('of equal shares and any distribution follow from its norm and entropy', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }).chain(shares), d => {
        const measures = distributionMeasures(d, Array(d.length).fill(1 / d.length));
        const square = d.reduce((sum, share) => sum + share ** 2, 0);
        const entropy = -d.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);
        expect(measures.kl).toBeCloseTo(Math.log(d.length) - entropy, 12);
        expect(measures.ssd).toBeCloseTo(square - 1 / d.length, 12);
        expect(measures.cosine).toBeCloseTo(1 / Math.sqrt(d.length * square), 12);
      }),
    );
  });

  it('are at their best for a prediction that is the label, zeros among its shares', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }).chain(shares), d => {
        const { kl, chebyshev, clark, canberra, ssd, cosine, intersection, bhattacharyya, top1 } = distributionMeasures(
          d,
          d,
        );
        expect([kl, chebyshev, clark, canberra, ssd]).toEqual([0, 0, 0, 0, 0]);
        for (const similarity of [cosine, intersection, bhattacharyya]) expect(similarity).toBeCloseTo(1, 12);
        expect(top1).toBe(1);
      }),
    );
  });

  it('lie between their bounds, and all but kl and top1 are symmetric', () => {
    fc.assert(
      fc.property(pairs, ([d, p]) => {
        const measures = distributionMeasures(d, p);
        const turned = distributionMeasures(p, d);
        for (const name of [
          'chebyshev',
          'clark',
          'canberra',
          'ssd',
          'cosine',
          'intersection',
          'bhattacharyya',
        ] as const)
          expect(measures[name]).toBeCloseTo(turned[name], 12);
        expect(measures.kl).toBeGreaterThan(-1e-12);
        expect(measures.kl).toBeLessThanOrEqual(-Math.log(1e-12));
        expect(measures.chebyshev).toBeLessThanOrEqual(1);
        expect(measures.ssd).toBeLessThanOrEqual(2 + 1e-12);
        expect(measures.canberra).toBeLessThanOrEqual(d.length);
        for (const name of ['cosine', 'intersection', 'bhattacharyya'] as const)
          expect(measures[name]).toBeLessThanOrEqual(1 + 1e-12);
        // The overlap of two distributions is what their difference leaves: Σ min = 1 − ½ Σ |d − p|.
        const difference = d.reduce((sum, share, j) => sum + Math.abs(share - p[j]!), 0);
        expect(measures.intersection).toBeCloseTo(1 - difference / 2, 12);
      }),
    );
  });

  it('take a share of 0 where the label has some for 1e-12, unless its logarithm is known', () => {
    expect(distributionMeasures([1, 0], [0, 1]).kl).toBeCloseTo(-Math.log(1e-12), 12);
    expect(distributionMeasures([1, 0], [0, 1], [-900, 0]).kl).toBe(900);
  });
});

describe('measures of a dimension', () => {
  it('leave out what is not defined', () => {
    expect(dimensionMeasures({ neutral: 5 }, [], [])).toEqual({});
    expect(dimensionMeasures({ neutral: 5 }, [5, 5], [5, 7])).toEqual({ mse: 2 });
    // The mean of three tenths isn't 0.1 in binary, but they are alike all the same.
    expect(dimensionMeasures({ neutral: 5 }, [0.1, 0.1, 0.1], [0.1, 0.1, 0.1])).toEqual({ mse: 0, signErrors: 0 });
  });

  it('are averaged over the dimensions that have them', () => {
    const dimension = (name: string) => ({ name, range: [0, 1] as const, neutral: 0.5 });
    const metrics = metricsByDimension([dimension('valence'), dimension('arousal')], [{ mse: 1, r2: 0.5 }, { mse: 3 }]);
    expect(metrics).toEqual({ 'mse/valence': 1, 'mse/arousal': 3, mse: 2, 'r2/valence': 0.5, r2: 0.5 });
  });
});
