/** Ridge regression, linear and with a kernel. */

import type { Learner } from '../learner.ts';
import { addScaled } from '../optimise/vectors.ts';
import {
  columnProducts,
  type Dense,
  fromMatrix,
  rowOf,
  timesTransposed,
  toMatrix,
  transposed,
  transposedTimes,
} from '../parts/dense.ts';
import { solvePositiveDefinite } from '../parts/linear-solve.ts';
import { ofFeatures } from '../parts/of-features.ts';
import { checkGramSize, gammaOf, rbfKernel, trainingKernels } from '../parts/support-vectors.ts';
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
    const { examples, means, products } = centred(train.features);
    const targetMeans = takeOffMeans(targets);
    const weights = penalisedWeights(examples, addToDiagonal(products, penalty), targets);
    return {
      predict(features) {
        checkFeatures('ridge', features, examples.columns);
        const rows = fromMatrix(features);
        for (let i = 0; i < rows.rows; i++) addScaled(rowOf(rows, i), -1, means);
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
    const { examples, kernelOf } = trainingKernels(train.features);
    const gamma = gammaOf(settings.gamma, examples.columns);
    const means = takeOffMeans(targets);
    const kernel = addToDiagonal(kernelOf(gamma), settings.penalty);
    const dual = transposed(solvePositiveDefinite(kernel, targets));
    return {
      predict(features) {
        checkFeatures('kernel-ridge', features, examples.columns);
        return toMatrix(plus(timesTransposed(rbfKernel(fromMatrix(features), examples, gamma), dual), means));
      },
    };
  },
};

/** Examples less their mean, and the products of their columns, X'X, or of their rows, XX', whichever are fewer. */
const centred = ofFeatures(features => {
  const examples = fromMatrix(features);
  const means = takeOffMeans(examples);
  const isTall = examples.columns <= examples.rows;
  return { examples, means, products: isTall ? columnProducts(examples) : timesTransposed(examples, examples) };
});

/** Weights [dimensions, features] of centred examples: (X'X + penalty)^-1 X'Y, or the equal X'(XX' + penalty)^-1 Y. */
function penalisedWeights(examples: Dense, penalised: Dense, targets: Dense): Dense {
  if (examples.columns <= examples.rows) {
    return transposed(solvePositiveDefinite(penalised, transposedTimes(examples, targets)));
  }
  return transposedTimes(solvePositiveDefinite(penalised, targets), examples);
}

/** Takes the mean of each column off it, in place, and returns the means. */
function takeOffMeans(matrix: Dense): Float64Array {
  const means = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.rows; i++) addScaled(means, 1 / matrix.rows, rowOf(matrix, i));
  for (let i = 0; i < matrix.rows; i++) addScaled(rowOf(matrix, i), -1, means);
  return means;
}

/** A copy with a number added along the diagonal. */
function addToDiagonal(matrix: Dense, value: number): Dense {
  const sum = { ...matrix, values: matrix.values.slice() };
  for (let i = 0; i < sum.rows; i++) sum.values[i * sum.columns + i]! += value;
  return sum;
}

/** Adds `row` to each row, in place. */
function plus(matrix: Dense, row: Float64Array): Dense {
  for (let i = 0; i < matrix.rows; i++) addScaled(rowOf(matrix, i), 1, row);
  return matrix;
}
