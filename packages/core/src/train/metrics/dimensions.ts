/** Metrics of values on dimensions, such as valence and arousal. */
import type { Dimension } from '../../data/labels.ts';
import type { Metrics } from '../records.ts';
import { type MetricAccumulator, rowsOf } from './metric.ts';

/**
 * `mse`, `r2` (coefficient of determination) and `signErrors`, the share of examples on the wrong side of neutral among those whose
 * label isn't neutral: each of every dimension (`mse/valence`) and averaged over the dimensions. R² of labels that are all alike, and
 * sign errors where all are neutral, aren't defined and are left out; what is NaN because predictions are stays.
 */
export function dimensionMetrics(dimensions: readonly Dimension[]): MetricAccumulator {
  const all = dimensions.map(dimension => new OneDimension(dimension));
  return {
    async add(output, labels) {
      if (labels.kind !== 'dimensions') return;
      for (const [i, predicted] of (await rowsOf(output, all.length)).entries()) {
        for (const [d, one] of all.entries()) one.add(labels.values[i * all.length + d]!, predicted[d]!);
      }
    },
    metrics() {
      const metrics: Record<string, number> = {};
      for (const name of ['mse', 'r2', 'signErrors'] as const) {
        const values = all.flatMap(one => {
          const value = one[name]();
          if (value === undefined) return [];
          metrics[`${name}/${one.dimension.name}`] = value;
          return [value];
        });
        if (values.length > 0) metrics[name] = values.reduce((sum, value) => sum + value, 0) / values.length;
      }
      return metrics satisfies Metrics;
    },
  };
}

class OneDimension {
  readonly dimension: Dimension;
  readonly #labels: number[] = [];
  readonly #predicted: number[] = [];

  constructor(dimension: Dimension) {
    this.dimension = dimension;
  }

  add(label: number, predicted: number): void {
    this.#labels.push(label);
    this.#predicted.push(predicted);
  }

  mse(): number | undefined {
    return mean(this.#labels.map((label, i) => (label - this.#predicted[i]!) ** 2));
  }

  /** 1 − Σ(y − ŷ)² / Σ(y − ȳ)² */
  r2(): number | undefined {
    const center = mean(this.#labels);
    const variance = mean(this.#labels.map(label => (label - center!) ** 2));
    return variance === undefined || variance === 0 ? undefined : 1 - this.mse()! / variance;
  }

  signErrors(): number | undefined {
    const { neutral } = this.dimension;
    const sides = this.#labels.flatMap((label, i) =>
      label === neutral ? [] : [Math.sign(label - neutral) !== Math.sign(this.#predicted[i]! - neutral)],
    );
    return mean(sides.map(Number));
  }
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
