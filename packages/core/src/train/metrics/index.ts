/** Metrics by the kind of label. */
import { type LabelKind, outputWidth } from '../../data/labels.ts';
import { classMetrics } from './class.ts';
import { dimensionMetrics } from './dimensions.ts';
import { distributionMetrics } from './distribution.ts';
import { mapMetrics } from './map.ts';
import type { MetricAccumulator } from './metric.ts';

export { ConfusionMatrix } from './confusion.ts';
export { dimensionMeasures, metricsByDimension } from './dimension-measures.ts';
export { DISTRIBUTION_MEASURES, type DistributionMeasures, distributionMeasures } from './distribution-measures.ts';
export type { MetricAccumulator } from './metric.ts';

const NONE: MetricAccumulator = { add: async () => {}, metrics: () => ({}) };

/** A fresh accumulator of the metrics of a kind of label: none without labels. */
export function metricsFor(labelKind: LabelKind): MetricAccumulator {
  switch (labelKind.kind) {
    case 'class':
      return classMetrics(outputWidth(labelKind));
    case 'map':
      return mapMetrics(outputWidth(labelKind));
    case 'distribution':
      return distributionMetrics(outputWidth(labelKind));
    case 'dimensions':
      return dimensionMetrics(labelKind.dimensions);
    case 'none':
      return NONE;
  }
}
