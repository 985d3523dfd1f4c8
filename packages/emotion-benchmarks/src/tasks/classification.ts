/** The task of naming the dominant emotion, and its metrics. */
import { RefoldError } from '@refold/core';
import { areMikels } from '@refold/core/data';
import { ConfusionMatrix, type Metrics } from '@refold/core/train';
import type { Matrix } from 'ml-matrix';
import { wheelMetrics } from './mikels-wheel.ts';
import { mean, requireClasses, requirePredictions } from './predictions.ts';

/** How a classifier did on some examples. */
export interface Classification {
  /** The class of each example with the highest score; of equal scores, the first. */
  readonly predicted: Int32Array;
  readonly confusion: ConfusionMatrix;
  readonly metrics: Metrics;
}

/**
 * Metrics of scores:
 * - `top1`: accuracy; `majority`: the accuracy of always naming the most frequent class of these examples; `n`: how many examples;
 * - `recall/<class>` (true positive rate), `precision/<class>` and `f1/<class>`;
 * - `balanced`: mean recall of the classes that occur; `macroPrecision`, `macroF1`: means over the classes that occur or are predicted; `weightedF1`:
 *   F1 weighted by how often classes occur;
 * - of Mikels' emotions also `ecc` and, where something is wrong, `emc` (`wheelMetrics`).
 *
 * The recall of a class that doesn't occur isn't defined and is left out. Precision of a class that is never predicted is 0, as is the F1 of a class
 * that is never right. (These are scikit-learn's conventions.)
 * @param scores [n, classes]
 * @param labels [n], numbers of classes
 * @throws RefoldError for scores of another shape or that aren't finite, and for labels that aren't classes
 */
export function evaluateClassification(
  scores: Matrix,
  labels: ArrayLike<number>,
  classes: readonly string[],
): Classification {
  requireClasses(labels, classes.length);
  requirePredictions(scores, labels.length, classes);
  const predicted = Int32Array.from({ length: scores.rows }, (_, i) => scores.maxRowIndex(i)[1]!);
  const confusion = new ConfusionMatrix(classes.length);
  confusion.add(labels, predicted);
  return { predicted, confusion, metrics: confusionMetrics(confusion, classes) };
}

/**
 * The metrics of `evaluateClassification`, of counts: those of several folds can be added up first.
 * @throws RefoldError for counts of no examples
 */
export function confusionMetrics(confusion: ConfusionMatrix, classes: readonly string[]): Metrics {
  const counts = classes.map((name, k) => countsOf(confusion, classes.length, k, name));
  const n = counts.reduce((total, { occurs }) => total + occurs, 0);
  if (n === 0) throw new RefoldError('The confusion matrix has no examples to measure. Add at least one.');
  const occurring = counts.filter(({ occurs }) => occurs > 0);
  const seen = counts.filter(({ occurs, predicted }) => occurs + predicted > 0);
  return {
    top1: confusion.accuracy(),
    balanced: mean(occurring.map(recall)),
    macroPrecision: mean(seen.map(precision)),
    macroF1: mean(seen.map(f1)),
    weightedF1: occurring.reduce((total, one) => total + (one.occurs / n) * f1(one), 0),
    majority: Math.max(...counts.map(({ occurs }) => occurs)) / n,
    n,
    ...byClass('recall', occurring, recall),
    ...byClass('precision', seen, precision),
    ...byClass('f1', seen, f1),
    ...(areMikels(classes) && wheelMetrics(confusion, classes)),
  };
}

interface ClassCounts {
  readonly name: string;
  /** As label. */
  readonly occurs: number;
  readonly predicted: number;
  /** As both. */
  readonly right: number;
}

function countsOf(confusion: ConfusionMatrix, classes: number, k: number, name: string): ClassCounts {
  let [occurs, predicted] = [0, 0];
  for (let other = 0; other < classes; other++) {
    occurs += confusion.at(k, other);
    predicted += confusion.at(other, k);
  }
  return { name, occurs, predicted, right: confusion.at(k, k) };
}

const recall = ({ right, occurs }: ClassCounts): number => right / occurs;
const precision = ({ right, predicted }: ClassCounts): number => (predicted === 0 ? 0 : right / predicted);
/** 2PR / (P + R), of which counts are the same without 0/0. */
const f1 = ({ right, occurs, predicted }: ClassCounts): number => (2 * right) / (occurs + predicted);

const byClass = (metric: string, counts: readonly ClassCounts[], of: (one: ClassCounts) => number): Metrics =>
  Object.fromEntries(counts.map(one => [`${metric}/${one.name}`, of(one)]));
