/** Multinomial logistic regression. */

import type { Learner } from '../learner.ts';
import { lbfgs } from '../optimise/lbfgs.ts';
import type { Objective } from '../optimise/objective.ts';
import { type Dense, dense, rowOf, toMatrix, withOnes } from '../parts/dense.ts';
import { crossEntropy, softmaxShares } from '../parts/maximum-entropy.ts';
import {
  amongAllClasses,
  type ClassData,
  checkFeatures,
  checkNotNegative,
  severalClasses,
} from '../parts/training-data.ts';

export type LogisticRegressionSettings = {
  /**
   * Weight of the penalty: l2 / 2 times the sum of squared weights, without biases, beside the sum of the examples' cross
   * entropies.
   */
  readonly l2: number;
};

/** The fit ends when no entry of the gradient of the mean loss per example is larger, or after so many steps. */
const TOLERANCE = 1e-6;
const ITERATIONS = 1000;

/** Softmax regression, fitted by L-BFGS. The scores are probabilities; 0 for a class without examples. */
export const logisticRegression: Learner<LogisticRegressionSettings> = {
  name: 'logistic-regression',
  title: 'Logistic regression',
  source: 'Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning" (2nd edition), section 4.4',
  learns: ['class'],
  defaults: { l2: 100 },
  grid: [0.1, 1, 10, 100, 1000].map(l2 => ({ l2 })),
  fit(train, { l2 }, { stopIfAsked }) {
    const data = severalClasses('logistic-regression', train);
    checkNotNegative('logistic-regression', 'l2', l2);
    const examples = withOnes(train.features);
    const lossAndGradient = penalised(crossEntropy(examples, oneHot(data), 0), examples.columns, l2);
    const start = new Float64Array(data.present.length * examples.columns);
    const { x } = lbfgs(
      start,
      weights => {
        stopIfAsked();
        return lossAndGradient(weights);
      },
      { iterations: ITERATIONS, tolerance: TOLERANCE * examples.rows },
    );
    const weights = dense(data.present.length, examples.columns, x);
    return {
      predict(features) {
        checkFeatures('logistic-regression', features, train.features.columns);
        return toMatrix(amongAllClasses(softmaxShares(withOnes(features), weights), data));
      },
    };
  },
};

/** Adds l2 / 2 times the sum of squares of all but the last of each class's `columns` weights. */
function penalised(objective: Objective, columns: number, l2: number): Objective {
  return weights => {
    const { loss, gradient } = objective(weights);
    let squares = 0;
    for (let i = 0; i < weights.length; i++) {
      if (i % columns === columns - 1) continue;
      squares += weights[i]! ** 2;
      gradient[i]! += l2 * weights[i]!;
    }
    return { loss: loss + (l2 / 2) * squares, gradient };
  };
}

/** 1 in the column of each example's class, [examples, classes that have examples]. */
function oneHot({ values, present }: ClassData): Dense {
  const shares = dense(values.length, present.length);
  values.forEach((value, i) => {
    rowOf(shares, i)[present.indexOf(value)] = 1;
  });
  return shares;
}
