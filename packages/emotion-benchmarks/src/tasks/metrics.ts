/** Metrics of predictions by the kind of the labels. */
import { RefoldError } from '@refold/core';
import type { Metrics } from '@refold/core/train';
import type { Matrix } from 'ml-matrix';
import type { Samples } from '../learners/learner.ts';
import { evaluateClassification } from './classification.ts';
import { evaluateDistributions } from './distributions.ts';
import { estimateLabelNoise } from './label-noise.ts';
import { evaluateRegression } from './regression.ts';

/**
 * The metrics of what was predicted for samples [examples, outputs]; of two classes also the `noise` of their labels, where scores are probabilities.
 * @throws RefoldError for labels that nothing predicts, and for predictions that aren't finite or of another shape
 */
export function metricsOf(predicted: Matrix, { labels, labelKind }: Pick<Samples, 'labels' | 'labelKind'>): Metrics {
  if (labelKind.kind === 'class' && labels.kind === 'class') {
    const { metrics } = evaluateClassification(predicted, labels.values, labelKind.classes);
    return { ...told(metrics), ...noiseOf(predicted, labels.values) };
  }
  if (labelKind.kind === 'distribution' && labels.kind === 'distribution') {
    const { values } = labels;
    // In both conventions: papers divide Clark and Canberra by their largest values, or don't.
    const divided = evaluateDistributions(predicted, values, labelKind.classes, { divideByClasses: true });
    return { ...evaluateDistributions(predicted, values, labelKind.classes), ...divided };
  }
  if (labelKind.kind === 'dimensions' && labels.kind === 'dimensions') {
    return evaluateRegression(predicted, labels.values, labelKind.dimensions);
  }
  throw new RefoldError(`labels of kind '${labelKind.kind}' have no metrics here.`);
}

/** Of single classes the recall is kept: precision and F1 of each would triple what a run records. */
const told = (metrics: Metrics): Metrics =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => !/^(precision|f1)\//.test(name)));

/** How much scores of a row may differ from summing to 1, for they were rounded. */
const ROUNDING = 1e-6;

function noiseOf(scores: Matrix, labels: Int32Array): Metrics {
  const rows = scores.to2DArray();
  const areProbabilities = rows.every(
    row =>
      Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < ROUNDING &&
      row.every(value => value >= 0 && value <= 1),
  );
  if (scores.columns !== 2 || !areProbabilities || new Set(labels).size < 2) return {};
  const { negative, positive, mean } = estimateLabelNoise(scores.getColumn(1), labels);
  return { 'noise/negative': negative, 'noise/positive': positive, noise: mean };
}
