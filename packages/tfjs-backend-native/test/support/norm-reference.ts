/** Sums of norms and their gradients in doubles, straight from the formulas. Matrices are [n, c], row by row. */

export interface ReferenceTerm {
  readonly x: Float32Array;
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly eps: number;
}

/** Σᵢ f(i, j) over the rows of each column. */
const columnSums = (n: number, c: number, f: (at: number, j: number) => number): Float64Array =>
  Float64Array.from({ length: c }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += f(i * c + j, j);
    return sum;
  });

export function statisticsOf(n: number, c: number, { x, eps }: ReferenceTerm) {
  const mean = columnSums(n, c, at => x[at]!).map(sum => sum / n);
  const variance = columnSums(n, c, (at, j) => (x[at]! - mean[j]!) ** 2).map(sum => sum / n);
  return { mean, variance, inverse: variance.map(v => 1 / Math.sqrt(v + eps)) };
}

export function sumNorms(
  n: number,
  c: number,
  terms: readonly ReferenceTerm[],
  others: readonly Float32Array[],
  relu: boolean,
): Float64Array {
  const statistics = terms.map(term => statisticsOf(n, c, term));
  return Float64Array.from({ length: n * c }, (_, at) => {
    const j = at % c;
    const normed = terms.map(({ x, gamma, beta }, k) => {
      const { mean, inverse } = statistics[k]!;
      return gamma[j]! * (x[at]! - mean[j]!) * inverse[j]! + beta[j]!;
    });
    const sum = [...normed, ...others.map(other => other[at]!)].reduce((a, b) => a + b, 0);
    return relu ? Math.max(0, sum) : sum;
  });
}

/** ∂L/∂x, ∂L/∂γ and ∂L/∂β of each term, for ∂L/∂(the sum) = g. */
export const sumNormsGradient = (n: number, c: number, g: ArrayLike<number>, terms: readonly ReferenceTerm[]) =>
  terms.map(term => {
    const { mean, inverse } = statisticsOf(n, c, term);
    const normal = (at: number, j: number): number => (term.x[at]! - mean[j]!) * inverse[j]!;
    const dBeta = columnSums(n, c, at => g[at]!);
    const dGamma = columnSums(n, c, (at, j) => g[at]! * normal(at, j));
    const dx = Float64Array.from({ length: n * c }, (_, at) => {
      const j = at % c;
      return term.gamma[j]! * inverse[j]! * (g[at]! - dBeta[j]! / n - (normal(at, j) * dGamma[j]!) / n);
    });
    return { dx, dGamma, dBeta };
  });
