/** The quadratic programme that support vector machines are trained by, solved by sequential minimal optimisation. */
import type { Dense } from './dense.ts';

/**
 * Of β: minimise ½ β'Kβ - target'β subject to Σβ = 0 and lower ≤ β ≤ upper. β is a support vector machine's α with the sign of
 * the example's class.
 */
export interface DualProblem {
  /** A positive semidefinite kernel matrix. */
  readonly kernel: Dense;
  /** For each variable its row of the kernel matrix: a part of them, or some twice. */
  readonly rows: Int32Array;
  readonly target: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface DualSolution {
  readonly beta: Float64Array;
  /** b of the decision function Σ β_i K(x_i, x) + b. */
  readonly offset: number;
  readonly iterations: number;
}

export interface SmoOptions {
  /** How far the optimality conditions may be violated. Default: 1e-3, which is libsvm's. */
  readonly tolerance?: number;
  /** Called now and then; may throw. */
  readonly stopIfAsked?: () => void;
}

/** As libsvm: enough for every problem that converges, and an end for one that doesn't. */
const MAX_ITERATIONS = 10_000_000;

/** Stands for a curvature that isn't positive. */
const MIN_CURVATURE = 1e-12;

/**
 * Solves the dual by steps on two variables at a time: the one that violates optimality most, and the one that with it lowers the
 * objective most. Begins at β = 0, which the bounds must allow.
 *
 * Source: Fan, Chen and Lin, "Working Set Selection Using Second Order Information for Training SVMs", JMLR 2005, WSS 2.
 */
export function solveDual(problem: DualProblem, options: SmoOptions = {}): DualSolution {
  const { rows, target, lower, upper } = problem;
  const { values: kernel, columns: size } = problem.kernel;
  const { tolerance = 1e-3, stopIfAsked } = options;
  const count = rows.length;
  const beta = new Float64Array(count);
  // Minus the gradient: how much the objective falls per unit that a variable grows.
  const slope = target.slice();
  const diagonal = Float64Array.from(rows, row => kernel[row * size + row]!);

  let iterations = 0;
  for (; iterations < MAX_ITERATIONS; iterations++) {
    if (iterations % 10_000 === 0) stopIfAsked?.();
    let i = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < count; t++) {
      if (slope[t]! > highest && beta[t]! < upper[t]!) {
        highest = slope[t]!;
        i = t;
      }
    }
    if (i < 0) break;
    const rowI = rows[i]! * size;
    let j = -1;
    let lowest = Number.POSITIVE_INFINITY;
    let largestGain = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < count; t++) {
      if (beta[t]! <= lower[t]!) continue;
      const violation = highest - slope[t]!;
      if (slope[t]! < lowest) lowest = slope[t]!;
      if (violation <= 0) continue;
      const gain = violation ** 2 / curvature(diagonal[i]! + diagonal[t]! - 2 * kernel[rowI + rows[t]!]!);
      if (gain > largestGain) {
        largestGain = gain;
        j = t;
      }
    }
    if (j < 0 || highest - lowest < tolerance) break;

    const rowJ = rows[j]! * size;
    const best = (highest - slope[j]!) / curvature(diagonal[i]! + diagonal[j]! - 2 * kernel[rowI + rows[j]!]!);
    const roomI = upper[i]! - beta[i]!;
    const roomJ = beta[j]! - lower[j]!;
    const step = Math.min(best, roomI, roomJ);
    // A variable that reaches its bound is set to it, because rounding would leave it beside.
    beta[i] = step === roomI ? upper[i]! : beta[i]! + step;
    beta[j] = step === roomJ ? lower[j]! : beta[j]! - step;
    for (let t = 0; t < count; t++) slope[t]! -= step * (kernel[rowI + rows[t]!]! - kernel[rowJ + rows[t]!]!);
  }
  return { beta, offset: offsetOf(slope, beta, problem), iterations };
}

function curvature(value: number): number {
  return value > MIN_CURVATURE ? value : MIN_CURVATURE;
}

/** The mean slope of the variables inside their bounds; without any, the middle of what the others allow. */
function offsetOf(slope: Float64Array, beta: Float64Array, { lower, upper }: DualProblem): number {
  let sum = 0;
  let free = 0;
  let atLeast = Number.NEGATIVE_INFINITY;
  let atMost = Number.POSITIVE_INFINITY;
  beta.forEach((value, t) => {
    const canGrow = value < upper[t]!;
    const canShrink = value > lower[t]!;
    if (canGrow && canShrink) {
      sum += slope[t]!;
      free++;
    } else if (canGrow) atLeast = Math.max(atLeast, slope[t]!);
    else if (canShrink) atMost = Math.min(atMost, slope[t]!);
  });
  if (free > 0) return sum / free;
  return Number.isFinite(atLeast) && Number.isFinite(atMost) ? (atLeast + atMost) / 2 : 0;
}
