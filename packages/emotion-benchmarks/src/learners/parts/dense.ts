/** Dense matrices in one typed array, and the products that fitting spends its time in. */
import { Matrix } from 'ml-matrix';
import { multiplyRows } from './products.ts';

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

/**
 * a · bᵀ [a.rows, b.rows]: the products of each row of `a` and each row of `b`. Both have as many columns. Of a matrix and itself one triangle is
 * computed.
 */
export function timesTransposed(a: Dense, b: Dense): Dense {
  const result = dense(a.rows, b.rows);
  multiplyRows(a, b, result.values, a === b);
  if (a === b) mirrorLower(result);
  return result;
}

/** Copies what lies below the diagonal of a square matrix above it. */
function mirrorLower({ values, rows }: Dense): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) values[j * rows + i] = values[i * rows + j]!;
  }
}

/** mᵀ · m [m.columns, m.columns]: the products of each two columns. */
export function columnProducts(m: Dense): Dense {
  const columns = transposed(m);
  return timesTransposed(columns, columns);
}

/** aᵀ · b [a.columns, b.columns]: the products of each column of `a` and each column of `b`. Both have as many rows. */
export const transposedTimes = (a: Dense, b: Dense): Dense => timesTransposed(transposed(a), transposed(b));
