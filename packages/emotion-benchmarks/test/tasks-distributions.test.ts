/** Metrics of distributions, by hand. */
import { MIKELS, MIKELS_RING, wheelDistance } from '@refold/core/data';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { evaluateDistributions } from '../src/tasks/distributions.ts';

const CLASSES = ['a', 'b', 'c', 'd'];
const LABEL = [0.5, 0.3, 0.2, 0];
const PREDICTED = [0.4, 0.4, 0.1, 0.1];

/** All of it on one class. */
const only = (k: number, classes: number): readonly number[] =>
  Array.from({ length: classes }, (_, j) => Number(j === k));

describe('metrics of distributions', () => {
  it('are means over the examples', () => {
    // The second example is predicted as it is: distances 0, similarities 1.
    const metrics = evaluateDistributions(new Matrix([PREDICTED, LABEL]), [...LABEL, ...LABEL], CLASSES);
    const squares = 1 / 81 + 1 / 49 + 1 / 9 + 1;
    const ratios = 1 / 9 + 1 / 7 + 1 / 3 + 1;
    expect(metrics.chebyshev).toBeCloseTo(0.1 / 2, 12);
    expect(metrics.clark).toBeCloseTo(Math.sqrt(squares) / 2, 12);
    expect(metrics.canberra).toBeCloseTo(ratios / 2, 12);
    expect(metrics.ssd).toBeCloseTo(0.04 / 2, 12);
    expect(metrics.intersection).toBeCloseTo((0.8 + 1) / 2, 12);
    expect(metrics.kl).toBeCloseTo((0.5 * Math.log(5 / 4) + 0.3 * Math.log(3 / 4) + 0.2 * Math.log(2)) / 2, 12);
    expect(metrics.cosine).toBeCloseTo((0.34 / Math.sqrt(0.38 * 0.34) + 1) / 2, 12);
    expect(metrics.bhattacharyya).toBeCloseTo((Math.sqrt(0.2) + Math.sqrt(0.12) + Math.sqrt(0.02) + 1) / 2, 12);
    expect(metrics.n).toBe(2);
    expect(metrics).not.toHaveProperty('clarkPerClass');
    expect(metrics).not.toHaveProperty('lineEmd');

    const divided = evaluateDistributions(new Matrix([PREDICTED]), LABEL, CLASSES, { divideByClasses: true });
    expect(divided.clarkPerClass).toBeCloseTo(Math.sqrt(squares) / 2, 12);
    expect(divided.canberraPerClass).toBeCloseTo(ratios / 4, 12);
    expect(divided).not.toHaveProperty('clark');
    expect(divided).not.toHaveProperty('canberra');
  });

  it('say how ties were counted', () => {
    const tied = [0.4, 0.4, 0.2, 0];
    // Right: the first two, the second of them among two that are tied. Wrong: the third. The last prediction is tied itself: a counts, as the first.
    const predicted = [only(0, 4), only(1, 4), only(2, 4), tied];
    const metrics = evaluateDistributions(new Matrix([...predicted]), [...LABEL, ...tied, ...LABEL, ...LABEL], CLASSES);
    expect(metrics.top1).toBe(3 / 4);
    expect(metrics.top1Untied).toBeCloseTo(2 / 3, 12);
    expect(metrics.tiedLabels).toBe(1 / 4);
    expect(metrics.tiedPredictions).toBe(1 / 4);
    const all = evaluateDistributions(new Matrix([tied]), tied, CLASSES);
    expect(all).not.toHaveProperty('top1Untied');
  });
});

describe("the earth mover's distance", () => {
  it('on a line is what passes from each class to the next', () => {
    // Cumulative sums of label less prediction: .1, 0, .1, 0.
    const { lineEmd } = evaluateDistributions(new Matrix([PREDICTED]), LABEL, CLASSES, { emd: 'line' });
    expect(lineEmd).toBeCloseTo(0.2, 12);
    const ends = evaluateDistributions(new Matrix([only(3, 4)]), only(0, 4), CLASSES, { emd: 'line' });
    expect(ends.lineEmd).toBeCloseTo(3, 12);
  });

  it('on the wheel, of two single emotions, is the steps between them, in any order of classes', () => {
    const orders = fc.constantFrom<readonly string[]>(MIKELS, MIKELS_RING, [...MIKELS].sort());
    fc.assert(
      fc.property(orders, fc.nat(7), fc.nat(7), (order, i, j) => {
        const { ringEmd } = evaluateDistributions(new Matrix([only(i, 8)]), only(j, 8), order, { emd: 'ring' });
        expect(ringEmd).toBeCloseTo(wheelDistance(order[i]!, order[j]!) - 1, 12);
      }),
    );
  });

  it('on the wheel is that on the line through the best of the eight cuts', () => {
    const shares = fc
      .array(fc.integer({ min: 0, max: 11 }), { minLength: 8, maxLength: 8 })
      .filter(votes => votes.some(vote => vote > 0))
      .map(votes => votes.map(vote => vote / votes.reduce((sum, one) => sum + one, 0)));
    const turned = (values: readonly number[], by: number) => [...values.slice(by), ...values.slice(0, by)];
    fc.assert(
      fc.property(shares, shares, (label, predicted) => {
        const { ringEmd } = evaluateDistributions(new Matrix([predicted]), label, MIKELS_RING, { emd: 'ring' });
        // Some best transport leaves one of the ring's eight edges unused: cut there, the ring is a line.
        const cuts = MIKELS_RING.map(
          (_, by) =>
            evaluateDistributions(new Matrix([turned(predicted, by)]), turned(label, by), MIKELS_RING, { emd: 'line' })
              .lineEmd!,
        );
        expect(ringEmd).toBeCloseTo(Math.min(...cuts), 12);
      }),
    );
  });
});

describe('bad input is refused', () => {
  const one = new Matrix([PREDICTED]);
  it.each([
    ['half an example', one, [1, 0, 0], {}, 'There are 3 shares of 4 classes'],
    ['scores', new Matrix([[2, 1, 0, 0]]), LABEL, {}, 'The prediction for example 0 has shares that sum to 3'],
    [
      'a negative share',
      new Matrix([[1.1, -0.1, 0, 0]]),
      LABEL,
      {},
      'The prediction for example 0 has a share of -0.1',
    ],
    ['votes', one, [5, 3, 2, 0], {}, 'The label of example 0 has shares that sum to 10'],
    ['NaN', new Matrix([[Number.NaN, 1, 0, 0]]), LABEL, {}, "The prediction of 'a' for example 0 is NaN"],
    ['a wheel of other classes', one, LABEL, { emd: 'ring' } as const, "Only Mikels' eight emotions lie on a ring"],
  ])('%s', (_, predicted, labels, options, message) => {
    expect(() => evaluateDistributions(predicted, labels, CLASSES, options)).toThrow(message);
  });
});
