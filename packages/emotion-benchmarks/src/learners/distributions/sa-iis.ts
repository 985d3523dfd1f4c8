/** SA-IIS: the maximum entropy model of label distributions, fitted by improved iterative scaling. */

import type { Learner } from '../learner.ts';
import { type Dense, dense, rowOf, transposed, withOnes } from '../parts/dense.ts';
import { maximumEntropyModel, softmaxShares } from '../parts/maximum-entropy.ts';
import { sharesOf } from '../parts/shares.ts';

export type SaIisSettings = {
  /** At most so many updates of all weights. */
  readonly sweeps: number;
  /** The fit ends when a sweep lowers the mean KL divergence of the examples by less than this. */
  readonly tolerance: number;
};

/** Examples by feature and by class, as an update of one weight needs them. */
interface Columns {
  /** [features, examples] */
  readonly features: Dense;
  /** [classes, examples] */
  readonly shares: Dense;
  /** The sum of the absolute values of each example's features. */
  readonly sizes: Float64Array;
}

/**
 * SA-IIS. A feature that is 0 in every example keeps the weight 0. Convergence is slow by nature: the step of each weight shrinks with the
 * number of features.
 *
 * Source: Geng, "Label Distribution Learning" (2016), section 4.3; Della Pietra et al., "Inducing Features of Random Fields" (1997).
 */
export const saIis: Learner<SaIisSettings> = {
  name: 'sa-iis',
  title: 'SA-IIS',
  source: 'Geng, "Label Distribution Learning" (2016), section 4.3',
  learns: ['distribution'],
  defaults: { sweeps: 100, tolerance: 1e-7 },
  fit(train, { sweeps, tolerance }, { stopIfAsked }) {
    const shares = sharesOf('sa-iis', train);
    const features = withOnes(train.features);
    const sizes = Float64Array.from({ length: features.rows }, (_, i) =>
      rowOf(features, i).reduce((sum, value) => sum + Math.abs(value), 0),
    );
    const columns = { features: transposed(features), shares: transposed(shares), sizes };
    const weights = dense(shares.columns, features.columns);
    let predicted = softmaxShares(features, weights);
    let divergence = meanDivergence(shares, predicted);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      stopIfAsked();
      updateWeights(weights, columns, transposed(predicted));
      predicted = softmaxShares(features, weights);
      const last = divergence;
      divergence = meanDivergence(shares, predicted);
      if (last - divergence < tolerance) break;
    }
    return maximumEntropyModel('sa-iis', weights);
  },
};

/** The mean over examples of KL(d ‖ p). */
export function meanDivergence(shares: Dense, predicted: Dense): number {
  let sum = 0;
  for (let i = 0; i < shares.values.length; i++) {
    const share = shares.values[i]!;
    if (share > 0) sum += share * Math.log(share / Math.max(predicted.values[i]!, Number.MIN_VALUE));
  }
  return sum / shares.rows;
}

/** Adds to each weight the root of its equation, all for the same predicted shares [classes, examples]. */
function updateWeights(weights: Dense, { features, shares, sizes }: Columns, predicted: Dense): void {
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  for (let j = 0; j < weights.rows; j++) {
    for (let k = 0; k < weights.columns; k++) {
      rowOf(weights, j)[k]! += scalingRoot(rowOf(features, k), rowOf(predicted, j), rowOf(shares, j), sizes, largest);
    }
  }
}

const MAX_NEWTON_STEPS = 20;
/** Where exponents change by less than this, exponentials do too. */
const EXPONENT_TOLERANCE = 1e-4;

/**
 * Returns the delta with Σᵢ pᵢ xᵢ exp(delta · sgn(xᵢ) · sᵢ) = Σᵢ dᵢ xᵢ, or 0 if all x are 0. The left side increases with delta. Each of
 * Newton's steps changes exponents by 1 at most, which keeps those finite that have no root, as that of a class with share 0.
 */
function scalingRoot(
  x: Float64Array,
  p: Float64Array,
  d: Float64Array,
  sizes: Float64Array,
  largestSize: number,
): number {
  let target = 0;
  for (let i = 0; i < x.length; i++) target += d[i]! * x[i]!;
  let delta = 0;
  for (let iteration = 0; iteration < MAX_NEWTON_STEPS; iteration++) {
    let value = -target;
    let slope = 0;
    for (let i = 0; i < x.length; i++) {
      const exponent = x[i]! < 0 ? -delta * sizes[i]! : delta * sizes[i]!;
      const term = p[i]! * x[i]! * Math.exp(exponent);
      value += term;
      slope += Math.abs(term) * sizes[i]!;
    }
    if (!(slope > 0)) return 0;
    const step = Math.max(-1 / largestSize, Math.min(1 / largestSize, -value / slope));
    delta += step;
    if (Math.abs(step) * largestSize < EXPONENT_TOLERANCE) break;
  }
  return delta;
}
