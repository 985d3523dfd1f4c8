/** Metrics of classification, by hand. */
import { MIKELS } from '@refold/core/data';
import { ConfusionMatrix } from '@refold/core/train';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { confusionMetrics, evaluateClassification } from '../src/tasks/classification.ts';

const CLASSES = ['a', 'b', 'c'];

/** Scores of which the predictions are these. */
const predicting = (predicted: readonly number[], classes = CLASSES.length): Matrix =>
  new Matrix(predicted.map(k => Array.from({ length: classes }, (_, j) => Number(j === k))));

describe('metrics of classification', () => {
  // Labels and predictions give the confusion
  //       a  b  c   occurs
  //   a   2  1  0   3
  //   b   1  4  0   5
  //   c   0  2  0   2
  //       3  7  0
  const labels = [0, 0, 0, 1, 1, 1, 1, 1, 2, 2];
  const scores = predicting([0, 0, 1, 0, 1, 1, 1, 1, 1, 1]);
  const { metrics, confusion, predicted } = evaluateClassification(scores, labels, CLASSES);

  it('are those of the confusion matrix', () => {
    expect([...predicted]).toEqual([0, 0, 1, 0, 1, 1, 1, 1, 1, 1]);
    expect([confusion.at(0, 0), confusion.at(0, 1), confusion.at(1, 1), confusion.at(2, 1)]).toEqual([2, 1, 4, 2]);
    expect(metrics.n).toBe(10);
    expect(metrics.top1).toBeCloseTo(6 / 10, 12);
    expect(metrics.majority).toBeCloseTo(5 / 10, 12);
    expect(metrics['recall/a']).toBeCloseTo(2 / 3, 12);
    expect(metrics['recall/b']).toBeCloseTo(4 / 5, 12);
    expect(metrics['recall/c']).toBe(0);
    expect(metrics.balanced).toBeCloseTo((2 / 3 + 4 / 5 + 0) / 3, 12);
    expect(metrics['precision/a']).toBeCloseTo(2 / 3, 12);
    expect(metrics['precision/b']).toBeCloseTo(4 / 7, 12);
    expect(metrics['precision/c']).toBe(0);
    expect(metrics.macroPrecision).toBeCloseTo((2 / 3 + 4 / 7) / 3, 12);
    // F1 of b: 2 · 4/7 · 4/5 / (4/7 + 4/5) = 2/3
    expect(metrics['f1/a']).toBeCloseTo(2 / 3, 12);
    expect(metrics['f1/b']).toBeCloseTo(2 / 3, 12);
    expect(metrics['f1/c']).toBe(0);
    expect(metrics.macroF1).toBeCloseTo(4 / 9, 12);
    expect(metrics.weightedF1).toBeCloseTo((3 / 10) * (2 / 3) + (5 / 10) * (2 / 3), 12);
  });

  it("know no wheel of other classes than Mikels'", () => {
    expect(metrics).not.toHaveProperty('ecc');
  });

  it("leave out the recall of a class that doesn't occur, but count what is taken for it", () => {
    const { metrics: some } = evaluateClassification(predicting([0, 2]), [0, 0], CLASSES);
    expect(some).toMatchObject({ 'recall/a': 0.5, balanced: 0.5, 'precision/c': 0, 'f1/c': 0 });
    expect(some).not.toHaveProperty('recall/c');
    expect(some).not.toHaveProperty('f1/b');
    // F1 of a is 2 · 1 · ½ / (1 + ½) = 2/3; that of c is 0; b is neither a label nor predicted.
    expect(some.macroF1).toBeCloseTo(1 / 3, 12);
    expect(some.weightedF1).toBeCloseTo(2 / 3, 12);
  });

  it('take the first of equal scores', () => {
    const { predicted: first } = evaluateClassification(new Matrix([[0.2, 0.4, 0.4]]), [2], CLASSES);
    expect([...first]).toEqual([1]);
  });

  it("have the polarity-aware measures of Mikels' emotions", () => {
    // Amusement is taken for itself (W = 1) and for anger, its neighbour of the other polarity (W = 5).
    const of = (emotion: (typeof MIKELS)[number]) => MIKELS.indexOf(emotion);
    const two = predicting([of('amusement'), of('anger')], 8);
    const { metrics: some } = evaluateClassification(two, [of('amusement'), of('amusement')], MIKELS);
    expect(some.ecc).toBeCloseTo((1 + 1 / 5) / 2, 12);
    expect(some.emc).toBeCloseTo(1 / 4, 12);
  });
});

const examples = fc
  .integer({ min: 1, max: 30 })
  .chain(n => fc.tuple(...Array.from({ length: 2 }, () => fc.array(fc.nat(2), { minLength: n, maxLength: n }))));

it('all metrics are finite and, but n, in 0 to 1; a perfect prediction has 1 everywhere', () => {
  fc.assert(
    fc.property(examples, ([labels, predicted]) => {
      const { n, ...shares } = evaluateClassification(predicting(predicted!), labels!, CLASSES).metrics;
      expect(n).toBe(labels!.length);
      for (const [name, value] of Object.entries(shares)) {
        expect(value, name).toBeGreaterThanOrEqual(0);
        expect(value, name).toBeLessThanOrEqual(1 + 1e-12);
      }
      const { n: _, majority, ...best } = evaluateClassification(predicting(labels!), labels!, CLASSES).metrics;
      expect(majority).toBeLessThanOrEqual(1);
      for (const [name, value] of Object.entries(best)) expect(value, name).toBeCloseTo(1, 12);
    }),
  );
});

it('recall averaged over as many examples of each class is accuracy', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }), predicted => {
      const { metrics } = evaluateClassification(
        predicting(predicted),
        predicted.map((_, i) => i % 3),
        CLASSES,
      );
      expect(metrics.balanced).toBeCloseTo(metrics.top1!, 12);
    }),
  );
});

describe('bad input is refused', () => {
  it.each([
    ['no examples', predicting([]), [], 'There are no examples'],
    ['another number of labels', predicting([0, 1]), [0], 'Predictions are [2, 3], but there are 1 labelled'],
    ['NaN', new Matrix([[0, Number.NaN, 1]]), [0], "The prediction of 'b' for example 0 is NaN"],
    ['an unknown class', predicting([0]), [3], 'The label of example 0 is 3, but there are 3 classes'],
    ['a fraction', predicting([0]), [0.5], 'The label of example 0 is 0.5'],
  ])('%s', (_, scores, labels, message) => {
    expect(() => evaluateClassification(scores, labels, CLASSES)).toThrow(message);
  });

  it('a confusion matrix of nothing', () => {
    expect(() => confusionMetrics(new ConfusionMatrix(3), CLASSES)).toThrow('no examples to measure');
  });
});

it('the counts of folds can be added up', () => {
  // Recall of a: 1 of 1 and 0 of 2, of both 1 of 3.
  const confusion = new ConfusionMatrix(3);
  confusion.add([0, 1], [0, 1]);
  confusion.add([0, 0], [1, 2]);
  expect(confusionMetrics(confusion, CLASSES)['recall/a']).toBeCloseTo(1 / 3, 12);
});
