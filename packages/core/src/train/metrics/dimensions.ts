/** Metrics of values on dimensions, such as valence and arousal. */
import type { Dimension } from '../../data/labels.ts';
import { dimensionMeasures, metricsByDimension } from './dimension-measures.ts';
import { type MetricAccumulator, rowsOf } from './metric.ts';

/** `dimensionMeasures`: each of every dimension (`mse/valence`) and averaged over the dimensions. */
export function dimensionMetrics(dimensions: readonly Dimension[]): MetricAccumulator {
  const labelled: number[][] = dimensions.map(() => []);
  const predicted: number[][] = dimensions.map(() => []);
  return {
    async add(output, labels) {
      if (labels.kind !== 'dimensions') return;
      for (const [i, values] of (await rowsOf(output, dimensions.length)).entries()) {
        for (const d of dimensions.keys()) {
          labelled[d]!.push(labels.values[i * dimensions.length + d]!);
          predicted[d]!.push(values[d]!);
        }
      }
    },
    metrics: () =>
      metricsByDimension(
        dimensions,
        dimensions.map((dimension, d) => dimensionMeasures(dimension, labelled[d]!, predicted[d]!)),
      ),
  };
}
