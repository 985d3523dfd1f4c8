/** Mikels' wheel: distances, smoothed labels, and measures of mistakes. */
import { areMikels, MIKELS, MIKELS_RING, polarityOf, wheelDistance } from '@refold/core/data';
import { ConfusionMatrix } from '@refold/core/train';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPositive,
  polarityAwareDistance,
  smoothedLabel,
  wheelMetrics,
  wheelSimilarity,
} from '../src/tasks/mikels-wheel.ts';

const emotion = fc.constantFrom(...MIKELS_RING);
const orders = fc.shuffledSubarray([...MIKELS], { minLength: 8 });

describe('distances', () => {
  it('are those of the wheel, rows and columns around the ring', () => {
    expect(MIKELS_RING.map(one => MIKELS_RING.map(other => wheelDistance(one, other)))).toEqual([
      [1, 2, 3, 4, 5, 4, 3, 2],
      [2, 1, 2, 3, 4, 5, 4, 3],
      [3, 2, 1, 2, 3, 4, 5, 4],
      [4, 3, 2, 1, 2, 3, 4, 5],
      [5, 4, 3, 2, 1, 2, 3, 4],
      [4, 5, 4, 3, 2, 1, 2, 3],
      [3, 4, 5, 4, 3, 2, 1, 2],
      [2, 3, 4, 5, 4, 3, 2, 1],
    ]);
  });

  it('have similarities that are one over them', () => {
    expect(wheelSimilarity('fear', 'amusement')).toBe(1 / 5);
    expect(wheelSimilarity('awe', 'awe')).toBe(1);
  });

  it('that know polarity agree with the wheel within one, and are larger across', () => {
    fc.assert(
      fc.property(emotion, emotion, (one, other) => {
        const distance = polarityAwareDistance(one, other);
        expect(distance).toBe(polarityAwareDistance(other, one));
        expect(distance).toBe(wheelDistance(one, other) + (isPositive(one) === isPositive(other) ? 0 : 3));
      }),
    );
    // Both are one step from fear.
    expect(polarityAwareDistance('fear', 'sadness')).toBe(2);
    expect(polarityAwareDistance('fear', 'excitement')).toBe(5);
  });

  it('know the polarity that the data sets know', () => {
    for (const one of MIKELS) expect(isPositive(one)).toBe(polarityOf(one) === 'positive');
  });

  it("refuse an emotion that isn't on the wheel", () => {
    expect(() => wheelDistance('joy', 'fear')).toThrow("Mikels' wheel has no 'joy'. It has: amusement, contentment");
  });
});

it("Mikels' emotions are known in any order", () => {
  fc.assert(fc.property(orders, areMikels));
  expect(areMikels(MIKELS.slice(1))).toBe(false);
  expect(areMikels([...MIKELS.slice(1), 'joy'])).toBe(false);
  expect(areMikels([...MIKELS.slice(1), 'awe'])).toBe(false);
});

describe('smoothed labels', () => {
  it('of amusement', () => {
    const shares = smoothedLabel('amusement', MIKELS_RING);
    // Before normalizing, exp(−k²/2)/√(2π) + 0.1/8 for k = 0 to 3: .411442, .254471, .066491, .016932, which sum to .749336.
    const expected = [0.549076, 0.339595, 0.088733, 0.022596, 0, 0, 0, 0];
    for (const [j, share] of expected.entries()) expect(shares[j]).toBeCloseTo(share, 6);
  });

  it('of sadness lie on both sides of it', () => {
    const shares = smoothedLabel('sadness', MIKELS_RING, { epsilon: 0 });
    // Around the ring: fear (1 step), sadness, disgust (1), anger (2).
    const gaussians = [Math.exp(-1 / 2), 1, Math.exp(-1 / 2), Math.exp(-2)];
    const total = gaussians.reduce((sum, one) => sum + one, 0);
    for (const [j, one] of gaussians.entries()) expect(shares[4 + j]).toBeCloseTo(one / total, 12);
    expect([...shares.slice(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  it('are distributions within a polarity with the label on top, by names and not by order', () => {
    const sigmas = fc.double({ min: 1e-3, max: 100, noNaN: true });
    const epsilons = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(emotion, orders, sigmas, epsilons, (label, order, sigma, epsilon) => {
        const shares = smoothedLabel(label, order, { sigma, epsilon });
        const around = smoothedLabel(label, MIKELS_RING, { sigma, epsilon });
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(Math.max(...shares)).toBe(shares[order.indexOf(label)]);
        for (const [j, one] of order.entries()) {
          expect(shares[j]).toBeCloseTo(around[MIKELS_RING.indexOf(one)]!, 12);
          if (isPositive(one) !== isPositive(label)) expect(shares[j]).toBe(0);
        }
      }),
    );
  });

  it('are the label itself where the Gaussian has no width and nothing is spread', () => {
    expect([...smoothedLabel('awe', MIKELS, { sigma: 1e-9, epsilon: 0 })]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('refuse other classes and settings that make no distribution', () => {
    expect(() => smoothedLabel('anger', ['anger', 'joy'])).toThrow('but the classes are: anger, joy');
    expect(() => smoothedLabel('joy', MIKELS)).toThrow("no 'joy'");
    expect(() => smoothedLabel('awe', MIKELS, { sigma: 0 })).toThrow('sigma is 0 and epsilon 0.1');
    expect(() => smoothedLabel('awe', MIKELS, { epsilon: -1 })).toThrow('epsilon -1');
  });
});

describe('measures of mistakes', () => {
  it('weigh each by its distance', () => {
    const confusion = new ConfusionMatrix(8);
    const at = (one: (typeof MIKELS)[number]) => MIKELS.indexOf(one);
    // Right twice (W = 1), awe for contentment (W = 2), and awe for disgust, four steps away in the other polarity (W = 8).
    confusion.add(
      [at('awe'), at('fear'), at('awe'), at('awe')],
      [at('awe'), at('fear'), at('contentment'), at('disgust')],
    );
    const { ecc, emc } = wheelMetrics(confusion, MIKELS);
    expect(ecc).toBeCloseTo((1 + 1 + 1 / 2 + 1 / 8) / 4, 12);
    expect(emc).toBeCloseTo((1 + 1 / 7) / 2, 12);
  });

  it('have no measure of wrong ones where none is wrong', () => {
    const confusion = new ConfusionMatrix(8);
    confusion.add([0, 3], [0, 3]);
    expect(wheelMetrics(confusion, MIKELS)).toEqual({ ecc: 1 });
  });
});
