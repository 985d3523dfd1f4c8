/** Label distributions as learners read and write them. */
import { RefoldError } from '@refold/core';
import type { Matrix } from 'ml-matrix';
import type { Fitted, Samples } from '../learner.ts';
import { type Dense, dense, rowOf, toMatrix } from './dense.ts';
import { checkFeatures, targetData } from './training-data.ts';

/**
 * The label distributions of examples [examples, classes], scaled so that each sums to 1 exactly.
 * @throws RefoldError that begins with the learner's name, unless there are examples with finite features and distributions
 */
export function sharesOf(learner: string, train: Samples): Dense {
  const shares = targetData(learner, train, ['distribution']);
  for (let i = 0; i < shares.rows; i++) normalise(rowOf(shares, i));
  return shares;
}

/** Divides values that aren't negative by their sum, in place; makes them equal if they are all 0. */
export function normalise(values: Float64Array): void {
  let sum = 0;
  for (const value of values) sum += value;
  for (let j = 0; j < values.length; j++) values[j] = sum > 0 ? values[j]! / sum : 1 / values.length;
}

/**
 * What was learnt from examples with `columns` features, as a learner returns it. It predicts the scores [examples, classes] that
 * `scoresOf` gives, with negative ones replaced by 0, each row divided by its sum, or equal shares where that is 0. Shares may be
 * exactly 0, so metrics that take their logarithm must clip them.
 */
export function shareModel(learner: string, columns: number, scoresOf: (features: Matrix) => Dense): Fitted {
  return {
    predict(features) {
      checkFeatures(learner, features, columns);
      const scores = scoresOf(features);
      const shares = dense(scores.rows, scores.columns);
      scores.values.forEach((score, i) => {
        if (!Number.isFinite(score))
          throw new RefoldError(`${learner}: a predicted share is ${score}. Scale the features.`);
        shares.values[i] = Math.max(score, 0);
      });
      for (let i = 0; i < shares.rows; i++) normalise(rowOf(shares, i));
      return toMatrix(shares);
    },
  };
}

/** Replaces each row by its softmax, in place. Returns the sum of the logarithms of the sums of exponentials. */
export function softmaxRows(scores: Dense): number {
  let logSums = 0;
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(scores, i);
    let largest = Number.NEGATIVE_INFINITY;
    for (const score of row) largest = Math.max(largest, score);
    let sum = 0;
    for (let j = 0; j < row.length; j++) {
      row[j] = Math.exp(row[j]! - largest);
      sum += row[j]!;
    }
    for (let j = 0; j < row.length; j++) row[j]! /= sum;
    logSums += largest + Math.log(sum);
  }
  return logSums;
}
