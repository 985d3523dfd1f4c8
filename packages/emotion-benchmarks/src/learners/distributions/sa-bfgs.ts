/** SA-BFGS: the maximum entropy model of label distributions, fitted by L-BFGS. */

import type { Learner } from '../learner.ts';
import { lbfgs } from '../optimise/lbfgs.ts';
import { dense, withOnes } from '../parts/dense.ts';
import { crossEntropy, maximumEntropyModel } from '../parts/maximum-entropy.ts';
import { sharesOf } from '../parts/shares.ts';

export type SaBfgsSettings = {
  /** Weight of the penalty: l2 / 2 times the sum of squared weights, beside the sum of the examples' cross entropies. */
  readonly l2: number;
  readonly iterations: number;
  /** The fit ends when no entry of the loss's gradient is larger. */
  readonly tolerance: number;
};

/**
 * SA-BFGS. Source: Geng, "Label Distribution Learning" (2016), section 4.3. The L2 penalty, which includes the bias, is an addition:
 * without it, hundreds of features overfit.
 */
export const saBfgs: Learner<SaBfgsSettings> = {
  name: 'sa-bfgs',
  title: 'SA-BFGS',
  source: 'Geng, "Label Distribution Learning" (2016), section 4.3',
  learns: ['distribution'],
  defaults: { l2: 100, iterations: 600, tolerance: 1e-6 },
  grid: [{ l2: 0 }, { l2: 1 }, { l2: 10 }, { l2: 100 }],
  fit(train, { l2, iterations, tolerance }, { stopIfAsked }) {
    const shares = sharesOf('sa-bfgs', train);
    const features = withOnes(train.features);
    const objective = crossEntropy(features, shares, l2);
    const start = new Float64Array(shares.columns * features.columns);
    const { x } = lbfgs(
      start,
      weights => {
        stopIfAsked();
        return objective(weights);
      },
      { iterations, tolerance },
    );
    return maximumEntropyModel('sa-bfgs', dense(shares.columns, features.columns, x));
  },
};
