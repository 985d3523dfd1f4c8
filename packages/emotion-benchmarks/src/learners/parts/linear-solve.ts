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
 * Replaces the entries of A by those of L in four rows from `first` on and all columns before `first`, a multiple of 4, given the rows above. Four rows
 * and two columns at a time: each number that is read counts in several sums. At the end, where fewer rows remain, the last one stands for those beyond it.
 */
function leftOf(values: Float64Array, n: number, first: number): void {
  const start = (row: number): number => Math.min(first + row, n - 1) * n;
  const [r0, r1, r2, r3] = [start(0), start(1), start(2), start(3)];
  for (let j = 0; j < first; j += 2) {
    const q0 = j * n;
    const q1 = q0 + n;
    let s00 = values[r0 + j]!;
    let s10 = values[r1 + j]!;
    let s20 = values[r2 + j]!;
    let s30 = values[r3 + j]!;
    let s01 = values[r0 + j + 1]!;
    let s11 = values[r1 + j + 1]!;
    let s21 = values[r2 + j + 1]!;
    let s31 = values[r3 + j + 1]!;
    for (let k = 0; k < j; k++) {
      const f0 = values[q0 + k]!;
      const f1 = values[q1 + k]!;
      const v0 = values[r0 + k]!;
      const v1 = values[r1 + k]!;
      const v2 = values[r2 + k]!;
      const v3 = values[r3 + k]!;
      s00 -= f0 * v0;
      s10 -= f0 * v1;
      s20 -= f0 * v2;
      s30 -= f0 * v3;
      s01 -= f1 * v0;
      s11 -= f1 * v1;
      s21 -= f1 * v2;
      s31 -= f1 * v3;
    }
    const pivot = values[q0 + j]!;
    const beside = values[q1 + j]!;
    const next = values[q1 + j + 1]!;
    values[r0 + j] = s00 / pivot;
    values[r1 + j] = s10 / pivot;
    values[r2 + j] = s20 / pivot;
    values[r3 + j] = s30 / pivot;
    values[r0 + j + 1] = (s01 - (beside * s00) / pivot) / next;
    values[r1 + j + 1] = (s11 - (beside * s10) / pivot) / next;
    values[r2 + j + 1] = (s21 - (beside * s20) / pivot) / next;
    values[r3 + j + 1] = (s31 - (beside * s30) / pivot) / next;
  }
}
