/** Dense matrices in one typed array, and the products that fitting spends its time in. */
import { Matrix } from 'ml-matrix';

/** A matrix [rows, columns], row-major. */
export interface Dense {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** A matrix of these values, not copied. Default: zeros. */
export function dense(rows: number, columns: number, values: Float64Array = new Float64Array(rows * columns)): Dense {
  return { values, rows, columns };
}

/** A copy of a matrix. */
export function fromMatrix(matrix: Matrix): Dense {
  const { rows, columns } = matrix;
  const copy = dense(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) copy.values[i * columns + j] = matrix.get(i, j);
  }
  return copy;
}

/** A copy of a matrix with a last column of ones, whose weight is the bias. */
export function withOnes(matrix: Matrix): Dense {
  const { rows, columns } = matrix;
  const copy = dense(rows, columns + 1);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) copy.values[i * (columns + 1) + j] = matrix.get(i, j);
    copy.values[i * (columns + 1) + columns] = 1;
  }
  return copy;
}

/** A copy as ml-matrix's type. */
export function toMatrix({ values, rows, columns }: Dense): Matrix {
  const matrix = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) matrix.set(i, j, values[i * columns + j]!);
  }
  return matrix;
}

/** Row `i`, not copied. */
export const rowOf = ({ values, columns }: Dense, i: number): Float64Array =>
  values.subarray(i * columns, (i + 1) * columns);

export function transposed({ values, rows, columns }: Dense): Dense {
  const result = dense(columns, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result.values[j * rows + i] = values[i * columns + j]!;
  }
  return result;
}

/** a · bᵀ [a.rows, b.rows]: the products of each row of `a` and each row of `b`. Both have as many columns. */
export function timesTransposed(a: Dense, b: Dense): Dense {
  const { columns } = a;
  const result = dense(a.rows, b.rows);
  // Four rows of `a` at a time: each entry of `b` is loaded once for them.
  for (let first = 0; first < a.rows; first += 4) {
    const count = Math.min(4, a.rows - first);
    // Rows beyond the last repeat it and are dropped.
    const r0 = first * columns;
    const r1 = (first + Math.min(1, count - 1)) * columns;
    const r2 = (first + Math.min(2, count - 1)) * columns;
    const r3 = (first + Math.min(3, count - 1)) * columns;
    for (let j = 0; j < b.rows; j++) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      const from = j * columns;
      for (let k = 0; k < columns; k++) {
        const factor = b.values[from + k]!;
        s0 += factor * a.values[r0 + k]!;
        s1 += factor * a.values[r1 + k]!;
        s2 += factor * a.values[r2 + k]!;
        s3 += factor * a.values[r3 + k]!;
      }
      const at = first * b.rows + j;
      result.values[at] = s0;
      if (count > 1) result.values[at + b.rows] = s1;
      if (count > 2) result.values[at + 2 * b.rows] = s2;
      if (count > 3) result.values[at + 3 * b.rows] = s3;
    }
  }
  return result;
}

/** aᵀ · b [a.columns, b.columns]: the sum over rows of the outer products of a row of `a` and one of `b`. Both have as many rows. */
export function transposedTimes(a: Dense, b: Dense): Dense {
  const { columns } = b;
  const result = dense(a.columns, columns);
  // Four rows at a time: each entry of the result is loaded and stored once for them.
  for (let first = 0; first < a.rows; first += 4) {
    const factorAt = (row: number, j: number): number => (row < a.rows ? a.values[row * a.columns + j]! : 0);
    const r0 = first * columns;
    const r1 = Math.min(first + 1, a.rows - 1) * columns;
    const r2 = Math.min(first + 2, a.rows - 1) * columns;
    const r3 = Math.min(first + 3, a.rows - 1) * columns;
    for (let j = 0; j < a.columns; j++) {
      const f0 = factorAt(first, j);
      const f1 = factorAt(first + 1, j);
      const f2 = factorAt(first + 2, j);
      const f3 = factorAt(first + 3, j);
      const to = j * columns;
      for (let k = 0; k < columns; k++) {
        result.values[to + k]! +=
          f0 * b.values[r0 + k]! + f1 * b.values[r1 + k]! + f2 * b.values[r2 + k]! + f3 * b.values[r3 + k]!;
      }
    }
  }
  return result;
}
