/** Support vector regression of several values at once. */

import { addScaled, dot } from '../optimise/vectors.ts';
import { type Dense, dense, rowOf, timesTransposed, transposed } from '../parts/dense.ts';
import { solvePositiveDefinite } from '../parts/linear-solve.ts';

/** The function Σᵢ coefficientᵢ K(xᵢ, x) + offset. */
export interface JointMachine {
  /** [training, outputs] */
  readonly coefficients: Dense;
  readonly offset: Float64Array;
}

export interface JointOptions {
  readonly cost: number;
  readonly epsilon: number;
  readonly stopIfAsked: () => void;
}

const MAX_ITERATIONS = 50;
const MAX_HALVINGS = 20;
/** The search ends when the objective falls by less than this part of itself. */
const TOLERANCE = 1e-4;

/**
 * Minimises Σⱼ |wⱼ|² / 2 + cost · Σᵢ L(|eᵢ|) over functions of the kernel, where eᵢ is the error of all outputs of example i, and
 * L(u) = (u - epsilon)² beyond epsilon and 0 within. `kernel` is [training, training] and `targets` [training, outputs].
 *
 * Source: iteratively re-weighted least squares of Pérez-Cruz et al., "Multi-dimensional Function Approximation and Regression
 * Estimation" (2002), with steps halved until the objective falls.
 */
export function regressJointly(kernel: Dense, targets: Dense, options: JointOptions): JointMachine {
  let machine: JointMachine = {
    coefficients: dense(targets.rows, targets.columns),
    offset: new Float64Array(targets.columns),
  };
  let state = assess(machine, kernel, targets, options);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    options.stopIfAsked();
    const solved = weightedLeastSquares(kernel, targets, state.errors, options);
    if (solved === undefined) break;
    const last = state.objective;
    let found = false;
    for (let halving = 0; halving < MAX_HALVINGS && !found; halving++) {
      const moved = between(machine, solved, 0.5 ** halving);
      const movedState = assess(moved, kernel, targets, options);
      found = movedState.objective < last;
      if (found) [machine, state] = [moved, movedState];
    }
    if (!found || last - state.objective < TOLERANCE * last) break;
  }
  return machine;
}

/** Values [examples, outputs], given the kernel between the examples and all training examples, [examples, training]. */
export function kernelScores(kernel: Dense, { coefficients, offset }: JointMachine): Dense {
  const scores = timesTransposed(kernel, transposed(coefficients));
  for (let i = 0; i < scores.rows; i++) addScaled(rowOf(scores, i), 1, offset);
  return scores;
}

/** The objective, and the length of each example's error. */
function assess(
  machine: JointMachine,
  kernel: Dense,
  targets: Dense,
  { cost, epsilon }: JointOptions,
): { objective: number; errors: Float64Array } {
  const scores = kernelScores(kernel, machine);
  let objective = 0;
  const errors = new Float64Array(targets.rows);
  for (let i = 0; i < targets.rows; i++) {
    const coefficients = rowOf(machine.coefficients, i);
    let squared = 0;
    rowOf(scores, i).forEach((score, j) => {
      objective += (coefficients[j]! * (score - machine.offset[j]!)) / 2;
      squared += (rowOf(targets, i)[j]! - score) ** 2;
    });
    errors[i] = Math.sqrt(squared);
    objective += cost * Math.max(errors[i]! - epsilon, 0) ** 2;
  }
  return { objective, errors };
}

/**
 * The machine that minimises the quadratic approximation of the objective, in which example i has the weight 2 cost (1 - epsilon / error);
 * undefined if no error is beyond epsilon.
 */
function weightedLeastSquares(
  kernel: Dense,
  targets: Dense,
  errors: Float64Array,
  { cost, epsilon }: JointOptions,
): JointMachine | undefined {
  const support = Uint32Array.from(errors.keys()).filter(i => errors[i]! > epsilon);
  const outputs = targets.columns;
  if (support.length === 0) return undefined;
  const system = dense(support.length, support.length);
  const sides = dense(support.length, outputs + 1);
  support.forEach((i, row) => {
    support.forEach((j, column) => {
      rowOf(system, row)[column] = rowOf(kernel, i)[j]!;
    });
    rowOf(system, row)[row]! += 1 / (2 * cost * (1 - epsilon / errors[i]!));
    rowOf(sides, row).set(rowOf(targets, i));
    rowOf(sides, row)[outputs] = 1;
  });
  // (K + D) coefficients + offset = targets and Σ coefficients = 0, by solving for the targets and for ones.
  const columns = transposed(solvePositiveDefinite(system, sides));
  const ones = new Float64Array(support.length).fill(1);
  const ofOnes = rowOf(columns, outputs);
  const machine = { coefficients: dense(targets.rows, outputs), offset: new Float64Array(outputs) };
  for (let j = 0; j < outputs; j++) {
    const ofTarget = rowOf(columns, j);
    const offset = dot(ones, ofTarget) / dot(ones, ofOnes);
    machine.offset[j] = offset;
    support.forEach((i, row) => {
      rowOf(machine.coefficients, i)[j] = ofTarget[row]! - offset * ofOnes[row]!;
    });
  }
  return machine;
}

function between(a: JointMachine, b: JointMachine, part: number): JointMachine {
  const mix = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + part * (y[i]! - value));
  const { rows, columns } = a.coefficients;
  return {
    coefficients: dense(rows, columns, mix(a.coefficients.values, b.coefficients.values)),
    offset: mix(a.offset, b.offset),
  };
}
