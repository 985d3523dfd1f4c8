/** Systems of linear equations with a symmetric positive definite matrix. */
import { RefoldError } from '@refold/core';
import { addScaled, dot } from '../optimise/vectors.ts';
import { type Dense, dense, rowOf, transposed } from './dense.ts';

/**
 * Returns X of A X = B, [n, m], by Cholesky's decomposition. `a` [n, n] is symmetric and positive definite, `b` is [n, m].
 * @throws RefoldError if `a` isn't positive definite
 */
export function solvePositiveDefinite(a: Dense, b: Dense): Dense {
  const { values, rows: n } = cholesky(a);
  const columns = transposed(b);
  const solutions = Array.from({ length: b.columns }, (_, c) => rowOf(columns, c));
  // Forward: L Y = B.
  for (let i = 0; i < n; i++) {
    for (const x of solutions) x[i] = (x[i]! - dot(values, x, i, i * n)) / values[i * n + i]!;
  }
  // Backward: L' X = Y.
  for (let i = n - 1; i >= 0; i--) {
    for (const x of solutions) {
      x[i]! /= values[i * n + i]!;
      addScaled(x, -x[i]!, values, i, 0, i * n);
    }
  }
  return transposed(columns);
}

/** L of A = L L', in the lower triangle. */
function cholesky(a: Dense): Dense {
  const n = a.rows;
  const lower = dense(n, n, a.values.slice());
  const { values } = lower;
  for (let first = 0; first < n; first += 4) {
    const end = Math.min(first + 4, n);
    leftOf(values, n, first);
    for (let i = first; i < end; i++) {
      for (let j = first; j < i; j++) {
        values[i * n + j] = (values[i * n + j]! - dot(values, values, j, i * n, j * n)) / values[j * n + j]!;
      }
      const rest = values[i * n + i]! - dot(values, values, i, i * n, i * n);
      if (!(rest > 0)) {
        throw new RefoldError(
          `The equations have no single solution: the matrix isn't positive definite (row ${i}). Use a larger penalty.`,
        );
      }
      values[i * n + i] = Math.sqrt(rest);
    }
  }
  return lower;
}

/**
 * Replaces the entries of A by those of L in four rows from `first` on and all columns before `first`, given the rows above. Four
 * at a time read each of those once; at the end, where fewer remain, the last row stands for those beyond it.
 */
function leftOf(values: Float64Array, n: number, first: number): void {
  const start = (row: number): number => Math.min(first + row, n - 1) * n;
  const [r0, r1, r2, r3] = [start(0), start(1), start(2), start(3)];
  for (let j = 0; j < first; j++) {
    let s0 = values[r0 + j]!;
    let s1 = values[r1 + j]!;
    let s2 = values[r2 + j]!;
    let s3 = values[r3 + j]!;
    for (let k = 0, at = j * n; k < j; k++, at++) {
      const factor = values[at]!;
      s0 -= factor * values[r0 + k]!;
      s1 -= factor * values[r1 + k]!;
      s2 -= factor * values[r2 + k]!;
      s3 -= factor * values[r3 + k]!;
    }
    const pivot = values[j * n + j]!;
    values[r0 + j] = s0 / pivot;
    values[r1 + j] = s1 / pivot;
    values[r2 + j] = s2 / pivot;
    values[r3 + j] = s3 / pivot;
  }
}
