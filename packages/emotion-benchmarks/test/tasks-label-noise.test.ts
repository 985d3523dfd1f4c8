/** Estimated label noise: counts by hand, and rates of labels that were flipped on purpose. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateLabelNoise } from '../src/tasks/label-noise.ts';

describe('counts by hand', () => {
  it('of which all are confident', () => {
    // Thresholds: negative (.9 + .8 + .7 + .2)/4 = .65, positive (.9 + .8 + .1)/3 = .6. Labelled 0: three are negative, one (.8) is positive.
    // Labelled 1: two are positive, one (.1) is negative.
    const noise = estimateLabelNoise([0.1, 0.2, 0.3, 0.8, 0.9, 0.8, 0.1], [0, 0, 0, 0, 1, 1, 1]);
    // Of four truly negative one is labelled positive, of three truly positive one negative.
    expect(noise.negative).toBeCloseTo(1 / 4, 12);
    expect(noise.positive).toBeCloseTo(1 / 3, 12);
    expect(noise.mean).toBeCloseTo((4 / 7) * (1 / 4) + (3 / 7) * (1 / 3), 12);
  });

  it('of which one reaches no threshold, and its label is counted up for it', () => {
    // Thresholds: negative (.95 + .95 + .5 + .1)/4 = .625, positive (.9 + .8)/2 = .85. The third (.5, .5) and the last (.2, .8) reach none.
    const noise = estimateLabelNoise([0.05, 0.05, 0.5, 0.9, 0.9, 0.8], [0, 0, 0, 0, 1, 1]);
    // Labelled 0: negative 2, positive 1, scaled by 4/3. Labelled 1: positive 1, scaled by 2.
    expect(noise.negative).toBe(0);
    expect(noise.positive).toBeCloseTo(4 / 3 / (4 / 3 + 2), 12);
  });

  it('of which some reach both thresholds: the likelier class has them, then the one that they are labelled as', () => {
    // Thresholds: negative (.3 + .1)/2 = .2, positive (.5 + .3)/2 = .4. Labelled 0: .7 reaches both and is likelier positive, .9 reaches the positive one
    // alone. Labelled 1: .5 reaches both and is as likely of either, so it is positive as labelled; .3 is negative.
    const noise = estimateLabelNoise([0.7, 0.9, 0.5, 0.3], [0, 0, 1, 1]);
    // Labelled 0: two positive, and the one negative that is always granted, scaled by 2/3. Labelled 1: one each.
    expect(noise.negative).toBeCloseTo(1 / (2 / 3 + 1), 12);
    expect(noise.positive).toBeCloseTo(4 / 3 / (4 / 3 + 1), 12);
  });

  it('of equal probabilities, which rounding must not push below their mean', () => {
    // The mean of three tenths is above 0.1. All reach both thresholds and are likelier negative; one labelled 1 is granted to be positive.
    const noise = estimateLabelNoise([0.1, 0.1, 0.1, 0.1], [0, 1, 1, 1]);
    // Labelled 1: three negative and one granted, scaled by 3/4.
    expect(noise.negative).toBeCloseTo(2.25 / (1 + 2.25), 12);
    expect(noise.positive).toBe(0);
  });
});

describe('rates at which labels were flipped', () => {
  const rates = fc.double({ min: 0, max: 0.45, noNaN: true });

  /** By Hoeffding's inequality, the share of m flips is further than this from its rate with a probability below 1e-9. */
  const bound = (m: number): number => Math.sqrt(Math.log(2e9) / (2 * m));

  interface Flipped {
    readonly truth: readonly number[];
    readonly labels: readonly number[];
  }

  /** `n` examples, the first `positives` of them truly positive, of whom `down` are labelled negative, as `up` of the others are labelled positive. */
  function flipped(n: number, positives: number, down: number, up: number, rng: Rng): Flipped {
    const truth = Array.from({ length: n }, (_, i) => Number(i < positives));
    return { truth, labels: truth.map(one => (rng.uniform() < (one === 1 ? down : up) ? 1 - one : one)) };
  }

  it('they are found within chance by a model that knows the law', () => {
    const n = 600;
    fc.assert(
      fc.property(fc.nat(), rates, rates, fc.integer({ min: 200, max: 400 }), (seed, down, up, positives) => {
        const { truth, labels } = flipped(n, positives, down, up, Rng.seeded(seed));
        const noise = estimateLabelNoise(
          truth.map(one => (one === 1 ? 1 - down : up)),
          labels,
        );
        expect(Math.abs(noise.positive - down)).toBeLessThan(bound(positives));
        expect(Math.abs(noise.negative - up)).toBeLessThan(bound(n - positives));
        // Thresholds lie between the two probabilities, so each example is counted as what it truly is.
        const share = (of: number): number =>
          truth.filter((one, i) => one === of && labels[i] !== of).length / truth.filter(one => one === of).length;
        expect(noise.positive).toBeCloseTo(share(1), 12);
        expect(noise.negative).toBeCloseTo(share(0), 12);
      }),
    );
  });

  it('they are found within chance by frequencies outside of each of five folds', () => {
    const [n, positives, down, up] = [2000, 1200, 0.3, 0.1];
    const { truth, labels } = flipped(n, positives, down, up, Rng.seeded(2));
    const ofFold = (fold: number, own: number): number => {
      const others = labels.filter((_, i) => truth[i] === own && i % 5 !== fold);
      return others.reduce((sum, label) => sum + label, 0) / others.length;
    };
    const frequencies = [0, 1, 2, 3, 4].map(fold => [ofFold(fold, 0), ofFold(fold, 1)]);
    const noise = estimateLabelNoise(
      truth.map((one, i) => frequencies[i % 5]![one]!),
      labels,
    );
    expect(Math.abs(noise.positive - down)).toBeLessThan(bound(positives));
    expect(Math.abs(noise.negative - up)).toBeLessThan(bound(n - positives));
  });

  it('they are 0 of clean labels', () => {
    const truth = Array.from({ length: 50 }, (_, i) => i % 2);
    expect(estimateLabelNoise(truth, truth)).toEqual({ negative: 0, positive: 0, mean: 0 });
  });
});

it('rates are fractions, and change places with the classes', () => {
  const examples = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 64 }), fc.nat(1)), { minLength: 2, maxLength: 40 })
    .filter(rows => new Set(rows.map(([, label]) => label)).size === 2);
  fc.assert(
    fc.property(examples, rows => {
      // Sixty-fourths, so that 1 − p is exact.
      const probabilities = rows.map(([count]) => count / 64);
      const labels = rows.map(([, label]) => label);
      const noise = estimateLabelNoise(probabilities, labels);
      for (const rate of Object.values(noise)) {
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(1);
      }
      const turned = estimateLabelNoise(
        probabilities.map(one => 1 - one),
        labels.map(label => 1 - label),
      );
      expect(turned.negative).toBeCloseTo(noise.positive, 12);
      expect(turned.positive).toBeCloseTo(noise.negative, 12);
      expect(turned.mean).toBeCloseTo(noise.mean, 12);
    }),
  );
});

describe('bad input is refused', () => {
  it.each([
    ['one class', [0.1, 0.2], [0, 0], 'No example is labelled 1'],
    ['other labels', [0.1, 0.2], [0, 2], 'The label of example 1 is 2, but there are 2 classes'],
    ['no probabilities', [0.1, 1.2], [0, 1], 'The probability of example 1 is 1.2'],
    ['another number', [0.1], [0, 1], 'There are 1 probabilities, but 2 labels'],
  ])('%s', (_, probabilities, labels, message) => {
    expect(() => estimateLabelNoise(probabilities, labels)).toThrow(message);
  });
});
