/** Weighted multi-modal shared sparse learning: shared sparse learning that weighs kinds of features for each example. */

import type { Block, Learner } from '../learner.ts';
import { lasso } from '../optimise/lasso.ts';
import { type Dense, dense, fromMatrix, rowOf } from '../parts/dense.ts';
import { shareModel, sharesOf } from '../parts/shares.ts';
import { projectToSimplex } from '../parts/simplex.ts';
import { blocksOf, checkPositive } from '../parts/training-data.ts';
import { addCombination } from './shared-sparse.ts';

export type WeightedSharedSparseSettings = {
  /** Weight of the sum of absolute coefficients. */
  readonly mu: number;
  /** Weight of the sum of squared weights: the larger, the more equal are the weights. */
  readonly lambda: number;
  /** How often coefficients and weights are found in turn. */
  readonly rounds: number;
};

/**
 * WMMSSL: min over a and w of Σₘ wₘ |fₘ - Σᵢ aᵢ xᵢₘ|² / qₘ + mu |a|₁ + lambda |w|² with Σ w = 1, w >= 0, for the blocks m of qₘ features;
 * then the positive part of Σᵢ aᵢ dᵢ, scaled to sum to 1. The squared errors are divided by qₘ, which the source doesn't do, so that blocks
 * of few and of many features are comparable. With one block it is SSL.
 */
export const weightedSharedSparse: Learner<WeightedSharedSparseSettings> = {
  name: 'wmmssl',
  title: 'WMMSSL',
  source:
    'Zhao et al., "Approximating Discrete Probability Distribution of Image Emotions by Multi-Modal Features Fusion" (2017)',
  learns: ['distribution'],
  defaults: { mu: 0.1, lambda: 1, rounds: 5 },
  grid: [{ mu: 0.03 }, { mu: 0.1 }, { mu: 0.3 }, { mu: 1 }],
  fit(train, { mu, lambda, rounds }, { stopIfAsked }) {
    checkPositive('wmmssl', 'mu', mu);
    checkPositive('wmmssl', 'lambda', lambda);
    checkPositive('wmmssl', 'rounds', rounds);
    const shares = sharesOf('wmmssl', train);
    const examples = fromMatrix(train.features);
    const blocks = blocksOf(train);
    return shareModel('wmmssl', examples.columns, features => {
      const targets = fromMatrix(features);
      const predicted = dense(targets.rows, shares.columns);
      for (let i = 0; i < targets.rows; i++) {
        stopIfAsked();
        const { coefficients } = weightedCode(examples, rowOf(targets, i), blocks, { mu, lambda, rounds });
        addCombination(rowOf(predicted, i), coefficients, shares);
      }
      return predicted;
    });
  },
};

/** The coefficients of the training examples and the weights of the blocks for one example. */
export function weightedCode(
  examples: Dense,
  target: Float64Array,
  blocks: readonly Block[],
  { mu, lambda, rounds }: WeightedSharedSparseSettings,
): { readonly coefficients: Float64Array; readonly weights: Float64Array } {
  let weights: Float64Array = new Float64Array(blocks.length).fill(1 / blocks.length);
  let coefficients: Float64Array = new Float64Array(examples.rows);
  for (let round = 0; round < rounds; round++) {
    const scales = blocks.map(({ from, to }, m) => Math.sqrt(weights[m]! / (to - from)));
    const scaledTarget = scaledBlocks(dense(1, target.length, target), blocks, scales).values;
    coefficients = lasso(scaledBlocks(examples, blocks, scales), scaledTarget, mu, coefficients);
    if (blocks.length === 1) break;
    weights = blockWeights(blockErrors(examples, target, blocks, coefficients), lambda);
  }
  return { coefficients, weights };
}

/** The minimum over w on the simplex of Σₘ wₘ errorₘ + lambda |w|². */
function blockWeights(errors: Float64Array, lambda: number): Float64Array {
  return projectToSimplex(errors.map(error => -error / (2 * lambda)));
}

/** Of each block the mean over its features of the squared error. */
function blockErrors(
  examples: Dense,
  target: Float64Array,
  blocks: readonly Block[],
  coefficients: Float64Array,
): Float64Array {
  const reconstruction = new Float64Array(target.length);
  addCombination(reconstruction, coefficients, examples);
  return Float64Array.from(blocks, ({ from, to }) => {
    let sum = 0;
    for (let k = from; k < to; k++) sum += (target[k]! - reconstruction[k]!) ** 2;
    return sum / (to - from);
  });
}

/** A copy whose columns are multiplied by the scale of their block; columns of no block are 0. */
function scaledBlocks(rows: Dense, blocks: readonly Block[], scales: readonly number[]): Dense {
  const scaled = dense(rows.rows, rows.columns);
  for (let start = 0; start < rows.values.length; start += rows.columns) {
    blocks.forEach(({ from, to }, m) => {
      for (let at = start + from; at < start + to; at++) scaled.values[at] = scales[m]! * rows.values[at]!;
    });
  }
  return scaled;
}
