/** Support vector machines of two classes and of values, on a kernel matrix. */
import { RefoldError } from '@refold/core';
import { type Dense, dense, fromMatrix, rowOf } from './dense.ts';
import { squaredDistances } from './distances.ts';
import { ofFeatures } from './of-features.ts';
import { type DualSolution, type SmoOptions, solveDual } from './smo.ts';
import { checkPositive } from './training-data.ts';

/** The decision function Σ weight_k K(x_row(k), x) + offset. */
export interface Machine {
  /** The training examples that count in it, as rows of the kernel matrix. */
  readonly support: Int32Array;
  /** Their weights: α with the sign of the class. */
  readonly weights: Float64Array;
  readonly offset: number;
}

/** 2 GB, at 8 bytes per number: a kernel matrix of 16,000 examples. */
const MAX_NUMBERS = 256_000_000;

/** @throws RefoldError if so many examples are too many for `matrices` matrices [examples, examples] in memory */
export function checkGramSize(learner: string, examples: number, matrices = 1): void {
  if (examples ** 2 * matrices > MAX_NUMBERS) {
    const most = Math.floor(Math.sqrt(MAX_NUMBERS / matrices));
    throw new RefoldError(
      `${learner}: ${examples} examples are too many for what it holds in memory, a number for each pair of them. ` +
        `Give it ${most} at most, or use a learner without kernels or graphs.`,
    );
  }
}

/** The kernel exp(-gamma |x - z|²) of each row of `a` with each of `b`, [a.rows, b.rows]. */
export const rbfKernel = (a: Dense, b: Dense, gamma: number): Dense => ofDistances(squaredDistances(a, b), gamma);

const ofDistances = ({ rows, columns, values }: Dense, gamma: number): Dense => {
  const kernel = dense(rows, columns);
  for (let i = 0; i < values.length; i++) kernel.values[i] = Math.exp(-gamma * values[i]!);
  return kernel;
};

/** Training examples, and the kernel exp(-gamma |x - z|²) of each with each for any gamma. */
export const trainingKernels = ofFeatures(features => {
  const examples = fromMatrix(features);
  const distances = squaredDistances(examples, examples);
  return { examples, kernelOf: (gamma: number): Dense => ofDistances(distances, gamma) };
});

/** @throws RefoldError unless C is above 0, and gamma too or 'auto' */
export function checkMachineSettings(learner: string, settings: { C: number; gamma: number | 'auto' }): void {
  checkPositive(learner, 'C', settings.C);
  if (settings.gamma !== 'auto') checkPositive(learner, 'gamma', settings.gamma);
}

/** The number that the setting gamma stands for: 'auto' is 1 / features. */
export function gammaOf(gamma: number | 'auto', width: number): number {
  return gamma === 'auto' ? 1 / width : gamma;
}

/**
 * Returns the C-SVC that is positive on the examples of `rows` whose sign is 1 and negative on those whose sign is -1. `costs` is
 * C for each of them.
 */
export function separate(
  kernel: Dense,
  rows: Int32Array,
  signs: Float64Array,
  costs: Float64Array,
  options?: SmoOptions,
): Machine {
  const solution = solveDual(
    {
      kernel,
      rows,
      target: signs,
      lower: signs.map((sign, i) => (sign < 0 ? -costs[i]! : 0)),
      upper: signs.map((sign, i) => (sign > 0 ? costs[i]! : 0)),
    },
    options,
  );
  return machineOf(rows, solution);
}

/** Returns the epsilon-SVR of one value per training example. */
export function regress(
  kernel: Dense,
  values: Float64Array,
  cost: number,
  epsilon: number,
  options?: SmoOptions,
): Machine {
  // Each example is two variables: one that lifts the function, up to C, and one that lowers it.
  const size = kernel.rows;
  const rows = Int32Array.from({ length: 2 * size }, (_, t) => t % size);
  const isLift = (t: number): boolean => t < size;
  const solution = solveDual(
    {
      kernel,
      rows,
      target: Float64Array.from(rows, (row, t) => values[row]! + (isLift(t) ? -epsilon : epsilon)),
      lower: Float64Array.from(rows, (_, t) => (isLift(t) ? 0 : -cost)),
      upper: Float64Array.from(rows, (_, t) => (isLift(t) ? cost : 0)),
    },
    options,
  );
  return machineOf(rows, solution);
}

function machineOf(rows: Int32Array, { beta, offset }: DualSolution): Machine {
  const kept = Array.from(beta.keys()).filter(t => beta[t] !== 0);
  return { support: Int32Array.from(kept, t => rows[t]!), weights: Float64Array.from(kept, t => beta[t]!), offset };
}

/** A machine's decision values, given the kernel between examples and all training examples, [examples, training]. */
export function decisionValues({ support, weights, offset }: Machine, kernel: Dense): Float64Array {
  return Float64Array.from({ length: kernel.rows }, (_, i) => {
    const row = rowOf(kernel, i);
    let value = offset;
    for (let k = 0; k < support.length; k++) value += weights[k]! * row[support[k]!]!;
    return value;
  });
}
