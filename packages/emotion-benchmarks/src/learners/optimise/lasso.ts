/** Sparse coding: the lasso. */
import { type Dense, rowOf } from '../parts/dense.ts';
import { addScaled, dot } from './vectors.ts';

/** A sweep that moves the reconstruction by less than this part of the target's length ends the search. */
const TOLERANCE = 1e-4;
const MAX_SWEEPS = 1000;

/**
 * Returns the coefficients a that minimise |target - Σᵢ aᵢ atomᵢ|² + penalty · Σᵢ |aᵢ|, where the rows of `atoms` [count, width] are the
 * atoms. An atom of zeros gets 0. `start` is where the search starts; default: zeros.
 *
 * It minimises over one coefficient at a time, over those that aren't 0 until they rest, then over all. That has the minimum of ISTA and
 * IRLS, and is faster where few of many atoms are used.
 * Source: Friedman, Hastie and Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent" (2010).
 */
export function lasso(atoms: Dense, target: Float64Array, penalty: number, start?: Float64Array): Float64Array {
  const coefficients = start?.slice() ?? new Float64Array(atoms.rows);
  const problem = { atoms, penalty, lengths: squaredLengths(atoms), coefficients, residual: target.slice() };
  coefficients.forEach((value, i) => {
    if (value !== 0) addScaled(problem.residual, -value, rowOf(atoms, i));
  });
  const enough = TOLERANCE * Math.sqrt(dot(target, target));
  const all = Uint32Array.from(coefficients.keys());
  for (let sweep = 0; sweep < MAX_SWEEPS; ) {
    sweep++;
    if (sweepOver(all, problem) <= enough) break;
    const used = all.filter(i => coefficients[i] !== 0);
    while (sweep < MAX_SWEEPS && sweepOver(used, problem) > enough) sweep++;
  }
  return coefficients;
}

interface Problem {
  readonly atoms: Dense;
  readonly penalty: number;
  /** Squared lengths of the atoms. */
  readonly lengths: Float64Array;
  /** Updated in place, as is the residual: target - Σᵢ aᵢ atomᵢ. */
  readonly coefficients: Float64Array;
  readonly residual: Float64Array;
}

/** Sets each of these coefficients to where the loss is lowest, given the others. Returns the length of the longest move of the residual. */
function sweepOver(indices: Uint32Array, { atoms, penalty, lengths, coefficients, residual }: Problem): number {
  let longest = 0;
  for (const i of indices) {
    const length = lengths[i]!;
    if (length === 0) continue;
    const from = i * atoms.columns;
    const last = coefficients[i]!;
    const correlation = dot(residual, atoms.values, residual.length, 0, from) + length * last;
    const next = (Math.sign(correlation) * Math.max(Math.abs(correlation) - penalty / 2, 0)) / length;
    if (next === last) continue;
    coefficients[i] = next;
    addScaled(residual, last - next, atoms.values, residual.length, 0, from);
    longest = Math.max(longest, Math.abs(next - last) * Math.sqrt(length));
  }
  return longest;
}

const squaredLengths = (atoms: Dense): Float64Array =>
  Float64Array.from({ length: atoms.rows }, (_, i) => dot(rowOf(atoms, i), rowOf(atoms, i)));
