/** Probabilities from decision values of support vector machines. */

import { lbfgs } from '../optimise/lbfgs.ts';
import { dot } from '../optimise/vectors.ts';
import { type Dense, dense, rowOf } from '../parts/dense.ts';

/** The probability of the positive class at decision value f is 1 / (1 + exp(slope · f + offset)). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Returns the sigmoid with the lowest cross entropy on decision values, of which each counts `weights` times. `signs` are 1 for the
 * positive class and -1 for the negative one. Targets are a little within 0 and 1, by the number of examples of each class.
 *
 * Source: Platt, "Probabilistic Outputs for Support Vector Machines" (1999), with the loss as in Lin, Lin and Weng (2007), equation 7.
 */
export function fitSigmoid(decisions: Float64Array, signs: Float64Array, weights: Float64Array): Sigmoid {
  const sizeOf = (sign: number): number =>
    weights.reduce((sum, weight, i) => sum + (signs[i] === sign ? weight : 0), 0);
  const [positive, negative] = [sizeOf(1), sizeOf(-1)];
  const targets = signs.map(sign => (sign > 0 ? (positive + 1) / (positive + 2) : 1 / (negative + 2)));
  const total = positive + negative;
  const start = Float64Array.of(0, Math.log((negative + 1) / (positive + 1)));
  const { x } = lbfgs(
    start,
    parameters => {
      const [slope, offset] = parameters as unknown as readonly [number, number];
      let loss = 0;
      const gradient = new Float64Array(2);
      decisions.forEach((decision, i) => {
        const z = slope * decision + offset;
        // ln(1 + exp(z)) without overflow.
        const logSum = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
        loss += (weights[i]! / total) * (logSum - (1 - targets[i]!) * z);
        const error = (weights[i]! / total) * (targets[i]! - 1 / (1 + Math.exp(z)));
        gradient[0]! += error * decision;
        gradient[1]! += error;
      });
      return { loss, gradient };
    },
    { iterations: 100, tolerance: 1e-7 },
  );
  return { slope: x[0]!, offset: x[1]! };
}

export const probabilityOf = ({ slope, offset }: Sigmoid, decision: number): number =>
  1 / (1 + Math.exp(slope * decision + offset));

const MAX_COUPLING_SWEEPS = 1000;
const COUPLING_TOLERANCE = 1e-9;

/**
 * Returns the shares p of classes that fit probabilities of pairs best: those that minimise Σ (r_ji pᵢ - r_ij pⱼ)² over i and j. `pairwise`
 * [classes, classes] has at (i, j) the probability r_ij of class i if it is i or j; its diagonal doesn't count. Probabilities are clipped
 * to [1e-7, 1 - 1e-7], as in libsvm.
 *
 * Source: Wu, Lin and Weng, "Probability Estimates for Multi-class Classification by Pairwise Coupling" (2004), section 4.2.
 */
export function couple(pairwise: Dense): Float64Array {
  const classes = pairwise.rows;
  const r = (i: number, j: number): number => Math.min(1 - 1e-7, Math.max(1e-7, rowOf(pairwise, i)[j]!));
  const q = dense(classes, classes);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      if (i === j) continue;
      rowOf(q, i)[i]! += r(j, i) ** 2;
      rowOf(q, i)[j] = -r(j, i) * r(i, j);
    }
  }
  const shares = new Float64Array(classes).fill(1 / classes);
  if (classes === 1) return shares;
  for (let sweep = 0; sweep < MAX_COUPLING_SWEEPS; sweep++) {
    let worst = 0;
    for (let i = 0; i < classes; i++) {
      const products = Float64Array.from({ length: classes }, (_, j) => dot(rowOf(q, j), shares));
      const quadratic = dot(shares, products);
      worst = Math.max(worst, Math.abs(products[i]! - quadratic));
      const change = (quadratic - products[i]!) / rowOf(q, i)[i]!;
      shares[i]! += change;
      for (let j = 0; j < classes; j++) shares[j]! /= 1 + change;
    }
    if (worst < COUPLING_TOLERANCE) break;
  }
  return shares;
}
