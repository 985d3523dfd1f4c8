/** Learners that predict the same for every example: what all others are to be compared with. */
import { outputWidth } from '@refold/core/data';
import type { Matrix } from 'ml-matrix';
import type { Fitted, Learner } from './learner.ts';
import { addScaled } from './optimise/vectors.ts';
import { dense, rowOf, toMatrix } from './parts/dense.ts';
import { normalise } from './parts/shares.ts';
import { checkFeatures, classData, targetData } from './parts/training-data.ts';

type NoSettings = Record<never, never>;

/**
 * Predicts the most frequent class; of those as frequent, the first. The scores are the classes' shares of the training examples.
 */
export const majority: Learner<NoSettings> = {
  name: 'majority',
  title: 'Majority class',
  source: 'Baseline',
  learns: ['class'],
  defaults: {},
  fit(train) {
    const { sizes, values } = classData('majority', train);
    return always(
      'majority',
      train.features,
      Float64Array.from(sizes, size => size / values.length),
    );
  },
};

/** Predicts the mean of the training examples' values or distributions. */
export const mean: Learner<NoSettings> = {
  name: 'mean',
  title: 'Mean',
  source: 'Baseline',
  learns: ['dimensions', 'distribution'],
  defaults: {},
  fit(train) {
    const targets = targetData('mean', train, ['dimensions', 'distribution']);
    const means = new Float64Array(targets.columns);
    for (let i = 0; i < targets.rows; i++) addScaled(means, 1 / targets.rows, rowOf(targets, i));
    if (train.labels.kind === 'distribution') normalise(means);
    return always('mean', train.features, means);
  },
};

/** Predicts that all classes are equal. */
export const uniform: Learner<NoSettings> = {
  name: 'uniform',
  title: 'Uniform',
  source: 'Baseline',
  learns: ['distribution'],
  defaults: {},
  fit(train) {
    targetData('uniform', train, ['distribution']);
    const classes = outputWidth(train.labelKind);
    return always('uniform', train.features, new Float64Array(classes).fill(1 / classes));
  },
};

function always(learner: string, learntFrom: Matrix, row: Float64Array): Fitted {
  const width = learntFrom.columns;
  return {
    predict(features) {
      checkFeatures(learner, features, width);
      const rows = dense(features.rows, row.length);
      for (let i = 0; i < rows.rows; i++) rowOf(rows, i).set(row);
      return toMatrix(rows);
    },
  };
}
