/** Multiple kernel learning: a support vector machine that weighs a kernel for each block of features. */
import { RefoldError } from '@refold/core';
import type { Matrix } from 'ml-matrix';
import type { Block, Learner } from '../learner.ts';
import { addScaled } from '../optimise/vectors.ts';
import { type Dense, dense, fromMatrix, rowOf, toMatrix } from '../parts/dense.ts';
import { checkGramSize, rbfKernel } from '../parts/support-vectors.ts';
import { blocksOf, type ClassData, checkFeatures, checkPositive, severalClasses } from '../parts/training-data.ts';
import { type ClassMachine, type ClassMachineOptions, classScores, oneVersusOne } from './multi-class.ts';

export type MultipleKernelsSettings = {
  /** Cost of a training example beyond the margin. */
  readonly C: number;
  /** The weights of kernels have an l_p norm of 1: at 1 few kernels count, at a large p all alike. */
  readonly p: number;
  /** How often machines and weights are computed in turn. */
  readonly rounds: number;
};

/**
 * C-SVC with a weighted sum of RBF kernels, one for each block of features with gamma = 1 / its features, whose weights have an
 * l_p norm of 1. The machines of all pairs of classes share the weights. Kernels have a mean diagonal of 1, which is unit trace
 * with C / examples.
 */
export const multipleKernels: Learner<MultipleKernelsSettings> = {
  name: 'multiple-kernels',
  title: 'MKL',
  source: 'Kloft et al., "lp-Norm Multiple Kernel Learning", JMLR 2011',
  learns: ['class'],
  defaults: { C: 1, p: 2, rounds: 10 },
  grid: [1, 10].flatMap(C => [1, 1.5, 2, 4].map(p => ({ C, p }))),
  fit(train, { C, p, rounds }, { stopIfAsked }) {
    const data = severalClasses('multiple-kernels', train);
    for (const [name, value] of Object.entries({ C, rounds })) checkPositive('multiple-kernels', name, value);
    checkNormOrder(p);
    const blocks = blocksOf(train);
    checkGramSize('multiple-kernels', train.features.rows, blocks.length + 1);
    const examples = blocks.map(block => columnsOf(train.features, block));
    const kernels = examples.map(rows => rbfKernel(rows, rows, 1 / rows.columns));
    const weights = learnKernelWeights(kernels, data, p, rounds, { cost: C, balanced: false, stopIfAsked });
    const machines = oneVersusOne(weightedSum(kernels, weights), data, { cost: C, balanced: false, stopIfAsked });
    return {
      predict(features) {
        checkFeatures('multiple-kernels', features, train.features.columns);
        const toTraining = blocks.map((block, m) =>
          rbfKernel(columnsOf(features, block), examples[m]!, 1 / examples[m]!.columns),
        );
        return toMatrix(classScores(machines, weightedSum(toTraining, weights), data.count));
      },
    };
  },
};

/**
 * Returns weights of kernels [examples, examples] with an l_p norm of 1: from equal ones, machines and the closed form of the
 * weights in turn. Source: Kloft et al., "lp-Norm Multiple Kernel Learning", JMLR 2011.
 */
export function learnKernelWeights(
  kernels: readonly Dense[],
  data: ClassData,
  p: number,
  rounds: number,
  options: ClassMachineOptions,
): Float64Array {
  let weights = new Float64Array(kernels.length).fill(kernels.length ** (-1 / p));
  for (let round = 0; round < rounds && kernels.length > 1; round++) {
    const machines = oneVersusOne(weightedSum(kernels, weights), data, options);
    const norms = kernels.map((kernel, m) => weights[m]! * normIn(kernel, machines));
    const total = norms.reduce((sum, norm) => sum + norm ** ((2 * p) / (p + 1)), 0) ** (1 / p);
    // No kernel tells any examples apart.
    if (total === 0) return weights;
    weights = Float64Array.from(norms, norm => norm ** (2 / (p + 1)) / total);
  }
  return weights;
}

/** The norm of all machines' normal vectors together, in the space of a kernel. */
function normIn(kernel: Dense, machines: readonly ClassMachine[]): number {
  let squares = 0;
  for (const { machine } of machines) {
    const { support, weights } = machine;
    support.forEach((example, k) => {
      const row = rowOf(kernel, example);
      for (let l = 0; l < support.length; l++) squares += weights[k]! * weights[l]! * row[support[l]!]!;
    });
  }
  // Rounding may leave a little below 0.
  return Math.sqrt(Math.max(0, squares));
}

function weightedSum(kernels: readonly Dense[], weights: Float64Array): Dense {
  const { rows, columns } = kernels[0]!;
  const sum = dense(rows, columns);
  kernels.forEach(({ values }, m) => {
    addScaled(sum.values, weights[m]!, values);
  });
  return sum;
}

function columnsOf(features: Matrix, { from, to }: Block): Dense {
  return fromMatrix(features.subMatrix(0, features.rows - 1, from, to - 1));
}

/** @throws RefoldError unless p is a number of at least 1 */
function checkNormOrder(p: unknown): void {
  if (!(Number.isFinite(p) && (p as number) >= 1)) {
    throw new RefoldError(`multiple-kernels: the setting p is ${p}, but it must be a number of at least 1.`);
  }
}
