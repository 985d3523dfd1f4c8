/** Shared sparse learning: an example's distribution is made of those of the training examples that its features are made of. */

import type { Learner } from '../learner.ts';
import { lasso } from '../optimise/lasso.ts';
import { addScaled } from '../optimise/vectors.ts';
import { type Dense, dense, fromMatrix, rowOf } from '../parts/dense.ts';
import { shareModel, sharesOf } from '../parts/shares.ts';
import { checkPositive } from '../parts/training-data.ts';

export type SharedSparseSettings = {
  /** Weight of the sum of absolute coefficients, beside the mean over features of the squared error. */
  readonly mu: number;
};

/**
 * SSL: a = argmin |f - Σᵢ aᵢ xᵢ|² / q + mu |a|₁ for the q features f of an example and the training examples xᵢ, then the positive part of
 * Σᵢ aᵢ dᵢ, scaled to sum to 1. The squared error is divided by q, which the source doesn't do, so that mu means the same for any extractor.
 * Where no distribution has a positive share, as when all a are 0, the shares are equal.
 */
export const sharedSparse: Learner<SharedSparseSettings> = {
  name: 'ssl',
  title: 'SSL',
  source: 'Zhao et al., "Predicting Discrete Probability Distribution of Image Emotions" (2015)',
  learns: ['distribution'],
  defaults: { mu: 0.1 },
  grid: [{ mu: 0.03 }, { mu: 0.1 }, { mu: 0.3 }, { mu: 1 }],
  fit(train, { mu }, { stopIfAsked }) {
    checkPositive('ssl', 'mu', mu);
    const shares = sharesOf('ssl', train);
    const examples = fromMatrix(train.features);
    return shareModel('ssl', examples.columns, features => {
      const targets = fromMatrix(features);
      const predicted = dense(targets.rows, shares.columns);
      for (let i = 0; i < targets.rows; i++) {
        stopIfAsked();
        const coefficients = lasso(examples, rowOf(targets, i), mu * examples.columns);
        addCombination(rowOf(predicted, i), coefficients, shares);
      }
      return predicted;
    });
  },
};

/** Adds to `sum` the rows of `shares`, each times its coefficient. */
export function addCombination(sum: Float64Array, coefficients: Float64Array, shares: Dense): void {
  coefficients.forEach((value, i) => {
    if (value !== 0) addScaled(sum, value, rowOf(shares, i));
  });
}
