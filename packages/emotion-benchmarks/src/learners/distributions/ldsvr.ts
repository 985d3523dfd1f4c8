/** LDSVR: support vector regression of the logits of all shares at once. */

import type { Learner } from '../learner.ts';
import { type Dense, dense, fromMatrix, rowOf } from '../parts/dense.ts';
import { squaredDistances } from '../parts/distances.ts';
import { shareModel, sharesOf } from '../parts/shares.ts';
import { checkGramSize } from '../parts/support-vectors.ts';
import { checkNotNegative, checkPositive } from '../parts/training-data.ts';
import { kernelScores, regressJointly } from './multi-output-svr.ts';

export type LdsvrSettings = {
  /** Cost of errors beyond epsilon. */
  readonly C: number;
  /** Errors of logits no longer than this cost nothing. */
  readonly epsilon: number;
  /** Shares are clipped to [clip, 1 - clip] before their logit, which is infinite for 0 and 1. */
  readonly clip: number;
};

/**
 * LDSVR with the kernel exp(-|x - z|² / (2 width²)), whose width is the mean distance between two training examples. Predicted logits go
 * through the sigmoid and are scaled to sum to 1.
 *
 * Source: Geng and Hou, "Pre-release Prediction of Crowd Opinion on Movies by Label Distribution Learning" (2015).
 */
export const ldsvr: Learner<LdsvrSettings> = {
  name: 'ldsvr',
  title: 'LDSVR',
  source: 'Geng and Hou, "Pre-release Prediction of Crowd Opinion on Movies by Label Distribution Learning" (2015)',
  learns: ['distribution'],
  defaults: { C: 1, epsilon: 0.1, clip: 0.01 },
  fit(train, { C, epsilon, clip }, { stopIfAsked }) {
    checkPositive('ldsvr', 'C', C);
    checkNotNegative('ldsvr', 'epsilon', epsilon);
    checkPositive('ldsvr', 'clip', clip);
    checkGramSize('ldsvr', train.features.rows);
    const shares = sharesOf('ldsvr', train);
    const examples = fromMatrix(train.features);
    const distances = squaredDistances(examples, examples);
    const width = meanDistance(distances);
    const logits = dense(
      shares.rows,
      shares.columns,
      shares.values.map(share => logit(Math.min(1 - clip, Math.max(clip, share)))),
    );
    const machine = regressJointly(gaussian(distances, width), logits, { cost: C, epsilon, stopIfAsked });
    return shareModel('ldsvr', examples.columns, features => {
      const kernel = gaussian(squaredDistances(fromMatrix(features), examples), width);
      const scores = kernelScores(kernel, machine);
      return dense(scores.rows, scores.columns, scores.values.map(sigmoid));
    });
  },
};

const logit = (share: number): number => Math.log(share / (1 - share));
const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

/** The mean distance between two different examples; 1 if all are equal. */
function meanDistance(squared: Dense): number {
  let sum = 0;
  for (let i = 0; i < squared.rows; i++) {
    const row = rowOf(squared, i);
    for (let j = 0; j < i; j++) sum += Math.sqrt(row[j]!);
  }
  return (2 * sum) / (squared.rows * (squared.rows - 1)) || 1;
}

const gaussian = (squared: Dense, width: number): Dense =>
  dense(
    squared.rows,
    squared.columns,
    squared.values.map(value => Math.exp(-value / (2 * width * width))),
  );
