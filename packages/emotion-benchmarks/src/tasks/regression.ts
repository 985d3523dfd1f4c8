/** The task of predicting values on dimensions, such as valence and arousal, and its metrics. */
import { RefoldError } from '@refold/core';
import type { Dimension } from '@refold/core/data';
import { dimensionMeasures, type Metrics, metricsByDimension } from '@refold/core/train';
import type { Matrix } from 'ml-matrix';
import { mean, requirePredictions } from './predictions.ts';

/**
 * Metrics of values, each of every dimension (`mse/valence`) and averaged over the dimensions (`mse`), in units of the dimensions' scales: `mse`,
 * `rmse`, `mae`, `r2` (against the mean of these very labels), `pearson` (correlation), and `signErrors`, the share of examples on the wrong side of
 * neutral; and `n`, how many examples. `rmse` is the mean of the dimensions' errors, not the root of the mean `mse`. What isn't defined is left out:
 * R² of labels that are all alike, the correlation where labels or predictions are, sign errors where all labels are neutral.
 * @param predicted [n, dimensions]
 * @param labels [n, dimensions], row-major
 * @throws RefoldError for predictions of another shape or that aren't finite
 */
export function evaluateRegression(
  predicted: Matrix,
  labels: ArrayLike<number>,
  dimensions: readonly Dimension[],
): Metrics {
  const width = dimensions.length;
  const n = labels.length / width;
  if (!Number.isInteger(n))
    throw new RefoldError(`There are ${labels.length} labels of ${width} dimensions: not whole examples.`);
  requirePredictions(
    predicted,
    n,
    dimensions.map(({ name }) => name),
  );
  const measures = dimensions.map((dimension, d): Metrics => {
    const own = Array.from({ length: n }, (_, i) => labels[i * width + d]!);
    const values = predicted.getColumn(d);
    const { mse, ...rest } = dimensionMeasures(dimension, own, values);
    const correlation = pearson(own, values);
    return {
      mse: mse!,
      rmse: Math.sqrt(mse!),
      mae: mean(own.map((label, i) => Math.abs(label - values[i]!))),
      ...rest,
      ...(correlation !== undefined && { pearson: correlation }),
    };
  });
  return { ...metricsByDimension(dimensions, measures), n };
}

/** Pearson's correlation coefficient; undefined where the values of a side are all alike. */
function pearson(one: readonly number[], other: readonly number[]): number | undefined {
  const [x, y] = [centered(one), centered(other)];
  const scale = Math.sqrt(dot(x, x) * dot(y, y));
  return scale === 0 ? undefined : dot(x, y) / scale;
}

/** Differences from the mean. Those of values that are all alike are 0, which rounding of the mean would hide. */
function centered(values: readonly number[]): readonly number[] {
  if (values.every(value => value === values[0])) return values.map(() => 0);
  const center = mean(values);
  return values.map(value => value - center);
}

const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, i) => sum + value * other[i]!, 0);
