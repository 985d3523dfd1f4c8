/** The maximum entropy model of label distributions: shares are the softmax of linear scores. */

import type { Fitted } from '../learner.ts';
import type { Objective } from '../optimise/objective.ts';
import { dot } from '../optimise/vectors.ts';
import { type Dense, dense, timesTransposed, transposed, withOnes } from './dense.ts';
import { shareModel, softmaxRows } from './shares.ts';

/** Shares [examples, classes] of examples [examples, features] by weights [classes, features]. */
export function softmaxShares(features: Dense, weights: Dense): Dense {
  const scores = timesTransposed(features, weights);
  softmaxRows(scores);
  return scores;
}

/**
 * The loss of weights [classes · features] on examples and its gradient: the sum over examples of the cross entropy between their
 * distribution d and the predicted p, -Σ dⱼ ln pⱼ, plus l2 / 2 times the sum of squared weights.
 */
export function crossEntropy(features: Dense, shares: Dense, l2: number): Objective {
  const byFeature = transposed(features);
  return x => {
    const scores = timesTransposed(features, dense(shares.columns, features.columns, x));
    const target = dot(scores.values, shares.values);
    const logSums = softmaxRows(scores);
    for (let i = 0; i < scores.values.length; i++) scores.values[i]! -= shares.values[i]!;
    const gradient = timesTransposed(transposed(scores), byFeature).values;
    for (let i = 0; i < x.length; i++) gradient[i]! += l2 * x[i]!;
    return { loss: logSums - target + (l2 / 2) * dot(x, x), gradient };
  };
}

/** The model of weights [classes, features + 1], the last of which is the bias. */
export const maximumEntropyModel = (learner: string, weights: Dense): Fitted =>
  shareModel(learner, weights.columns - 1, features => softmaxShares(withOnes(features), weights));
