/** Measures of predicted values on one dimension, and how those of several dimensions are named and averaged. */
import type { Dimension } from '../../data/labels.ts';
import type { Metrics } from '../records.ts';

/**
 * `mse`, `r2` (coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)²) and `signErrors`, the share of examples on the wrong side of neutral among
 * those whose label isn't neutral. R² of labels that are all alike, sign errors where all are neutral, and everything of no examples aren't defined
 * and are left out; what is NaN because predictions are stays.
 * @param labels of n examples, on the dimension's scale
 * @param predicted of the same examples
 */
export function dimensionMeasures(
  { neutral }: Pick<Dimension, 'neutral'>,
  labels: readonly number[],
  predicted: readonly number[],
): Metrics {
  const mse = mean(labels.map((label, i) => (label - predicted[i]!) ** 2));
  if (mse === undefined) return {};
  const center = mean(labels)!;
  const variance = mean(labels.map(label => (label - center) ** 2))!;
  const areAlike = variance === 0 || labels.every(label => label === labels[0]);
  const signErrors = mean(
    labels.flatMap((label, i) =>
      label === neutral ? [] : [Number(Math.sign(label - neutral) !== Math.sign(predicted[i]! - neutral))],
    ),
  );
  return { mse, ...(!areAlike && { r2: 1 - mse / variance }), ...(signErrors !== undefined && { signErrors }) };
}

/**
 * Measures of every dimension (`mse/valence`), and each averaged over the dimensions on which it is defined (`mse`).
 * @param measures of each of `dimensions`
 */
export function metricsByDimension(dimensions: readonly Dimension[], measures: readonly Metrics[]): Metrics {
  const metrics: Record<string, number> = {};
  for (const name of new Set(measures.flatMap(Object.keys))) {
    const values = dimensions.flatMap((dimension, d) => {
      const value = measures[d]![name];
      if (value === undefined) return [];
      metrics[`${name}/${dimension.name}`] = value;
      return [value];
    });
    metrics[name] = mean(values)!;
  }
  return metrics;
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
