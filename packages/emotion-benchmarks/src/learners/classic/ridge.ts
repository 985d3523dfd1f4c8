/** Ridge regression, linear and with a kernel. */

import type { Learner } from '../learner.ts';
import { addScaled } from '../optimise/vectors.ts';
import {
  type Dense,
  fromMatrix,
  rowOf,
  timesTransposed,
  toMatrix,
  transposed,
  transposedTimes,
} from '../parts/dense.ts';
import { solvePositiveDefinite } from '../parts/linear-solve.ts';
import { checkGramSize, gammaOf, rbfKernel } from '../parts/support-vectors.ts';
import { checkFeatures, checkPositive, targetData } from '../parts/training-data.ts';

export type RidgeSettings = {
  /** Of the penalty · |weights|² that is added to the sum of squared errors; the intercept is free of it. */
  readonly penalty: number;
};

/** Ridge regression with an intercept. Solves as many equations as there are features or examples, whichever are fewer. */
export const ridge: Learner<RidgeSettings> = {
  name: 'ridge',
  title: 'Ridge',
  source: 'Hoerl and Kennard, "Ridge Regression: Biased Estimation for Nonorthogonal Problems", 1970',
  learns: ['dimensions'],
  defaults: { penalty: 10 },
  grid: [0.1, 1, 10, 100, 1000, 10_000].map(penalty => ({ penalty })),
  fit(train, { penalty }, { stopIfAsked }) {
    const targets = targetData('ridge', train, ['dimensions']);
    checkPositive('ridge', 'penalty', penalty);
    stopIfAsked();
    const examples = fromMatrix(train.features);
    const featureMeans = takeOffMeans(examples);
    const targetMeans = takeOffMeans(targets);
    const weights = penalisedWeights(examples, targets, penalty);
    return {
      predict(features) {
        checkFeatures('ridge', features, examples.columns);
        const rows = fromMatrix(features);
        for (let i = 0; i < rows.rows; i++) addScaled(rowOf(rows, i), -1, featureMeans);
        return toMatrix(plus(timesTransposed(rows, weights), targetMeans));
      },
    };
  },
};

export type KernelRidgeSettings = RidgeSettings & {
  /** Of the kernel exp(-gamma |x - z|²). 'auto' is 1 / features. */
  readonly gamma: number | 'auto';
};

/** Ridge regression of the labels' differences from their mean, in the space of an RBF kernel. */
export const kernelRidge: Learner<KernelRidgeSettings> = {
  name: 'kernel-ridge',
  title: 'Kernel ridge',
  source: 'Saunders, Gammerman and Vovk, "Ridge Regression Learning Algorithm in Dual Variables", 1998',
  learns: ['dimensions'],
  defaults: { penalty: 1, gamma: 'auto' },
  grid: [0.01, 0.1, 1, 10].map(penalty => ({ penalty })),
  fit(train, settings, { stopIfAsked }) {
    const targets = targetData('kernel-ridge', train, ['dimensions']);
    checkPositive('kernel-ridge', 'penalty', settings.penalty);
    if (settings.gamma !== 'auto') checkPositive('kernel-ridge', 'gamma', settings.gamma);
    checkGramSize('kernel-ridge', train.features.rows);
    stopIfAsked();
    const examples = fromMatrix(train.features);
    const gamma = gammaOf(settings.gamma, examples.columns);
    const means = takeOffMeans(targets);
    const kernel = addToDiagonal(rbfKernel(examples, examples, gamma), settings.penalty);
    const dual = transposed(solvePositiveDefinite(kernel, targets));
    return {
      predict(features) {
        checkFeatures('kernel-ridge', features, examples.columns);
        return toMatrix(plus(timesTransposed(rbfKernel(fromMatrix(features), examples, gamma), dual), means));
      },
    };
  },
};

/** Weights [dimensions, features] of centred examples: (X'X + penalty)^-1 X'Y, or the equal X'(XX' + penalty)^-1 Y. */
function penalisedWeights(examples: Dense, targets: Dense, penalty: number): Dense {
  if (examples.columns <= examples.rows) {
    const gram = addToDiagonal(transposedTimes(examples, examples), penalty);
    return transposed(solvePositiveDefinite(gram, transposedTimes(examples, targets)));
  }
  const gram = addToDiagonal(timesTransposed(examples, examples), penalty);
  return transposedTimes(solvePositiveDefinite(gram, targets), examples);
}

/** Takes the mean of each column off it, in place, and returns the means. */
function takeOffMeans(matrix: Dense): Float64Array {
  const means = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.rows; i++) addScaled(means, 1 / matrix.rows, rowOf(matrix, i));
  for (let i = 0; i < matrix.rows; i++) addScaled(rowOf(matrix, i), -1, means);
  return means;
}

function addToDiagonal(matrix: Dense, value: number): Dense {
  for (let i = 0; i < matrix.rows; i++) matrix.values[i * matrix.columns + i]! += value;
  return matrix;
}

/** Adds `row` to each row, in place. */
function plus(matrix: Dense, row: Float64Array): Dense {
  for (let i = 0; i < matrix.rows; i++) addScaled(rowOf(matrix, i), 1, row);
  return matrix;
}
