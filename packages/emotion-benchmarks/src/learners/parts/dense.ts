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

/** Rows of `b` that stay in the cache while all of `a` passes by: half a megabyte at a thousand columns. */
const TILE = 64;

/**
 * a · bᵀ [a.rows, b.rows]: the products of each row of `a` and each row of `b`, summed from the first column on. Both have as many columns. Of a matrix
 * and itself one triangle is computed.
 */
export function timesTransposed(a: Dense, b: Dense): Dense {
  const result = dense(a.rows, b.rows);
  for (let tile = 0; tile < b.rows; tile += TILE) {
    const end = Math.min(tile + TILE, b.rows);
    for (let i = a === b ? tile : 0; i < a.rows; i += 4) {
      for (let j = tile; j < end; j += 2) productsAt(a, b, i, j, result);
    }
  }
  if (a === b) mirrorLower(result);
  return result;
}

/** The products of four rows of `a` with two of `b`: each number that is loaded counts in several of them. */
function productsAt(a: Dense, b: Dense, i: number, j: number, result: Dense): void {
  const { columns } = a;
  const x = a.values;
  const y = b.values;
  // Beyond the last row it is repeated, and what comes of it is dropped.
  const r0 = i * columns;
  const r1 = Math.min(i + 1, a.rows - 1) * columns;
  const r2 = Math.min(i + 2, a.rows - 1) * columns;
  const r3 = Math.min(i + 3, a.rows - 1) * columns;
  const q0 = j * columns;
  const q1 = Math.min(j + 1, b.rows - 1) * columns;
  let s00 = 0;
  let s10 = 0;
  let s20 = 0;
  let s30 = 0;
  let s01 = 0;
  let s11 = 0;
  let s21 = 0;
  let s31 = 0;
  for (let k = 0; k < columns; k++) {
    const f0 = y[q0 + k]!;
    const f1 = y[q1 + k]!;
    const v0 = x[r0 + k]!;
    const v1 = x[r1 + k]!;
    const v2 = x[r2 + k]!;
    const v3 = x[r3 + k]!;
    s00 += f0 * v0;
    s10 += f0 * v1;
    s20 += f0 * v2;
    s30 += f0 * v3;
    s01 += f1 * v0;
    s11 += f1 * v1;
    s21 += f1 * v2;
    s31 += f1 * v3;
  }
  store(result, i, j, s00, s01);
  store(result, i + 1, j, s10, s11);
  store(result, i + 2, j, s20, s21);
  store(result, i + 3, j, s30, s31);
}

/** Sets two numbers of a row, as far as they are in the matrix. */
function store({ values, rows, columns }: Dense, row: number, column: number, first: number, second: number): void {
  if (row >= rows) return;
  values[row * columns + column] = first;
  if (column + 1 < columns) values[row * columns + column + 1] = second;
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
