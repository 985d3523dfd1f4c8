/** Multi-graph learning: scores that are smooth on graphs of several kinds of features, and how much each graph counts. */
import { RefoldError } from '@refold/core';
import { addScaled, dot } from '../optimise/vectors.ts';
import { type Dense, dense, timesTransposed } from './dense.ts';
import { squaredDistances } from './distances.ts';
import { solvePositiveDefinite } from './linear-solve.ts';
import { projectToSimplex } from './simplex.ts';

export interface MultiGraphOptions {
  /** λ: how much scores keep to what is known, against being smooth. */
  readonly fidelity: number;
  /** η: how alike the weights of graphs are. In units of the smoothness f'Lf. */
  readonly evenness: number;
  /** At most so many times, scores and weights are computed in turn. */
  readonly rounds: number;
  /** Called in each round; may throw. */
  readonly stopIfAsked?: () => void;
}

export interface MultiGraphScores {
  /** [vertices, columns of what is known] */
  readonly scores: Dense;
  /** Of each graph; they sum to 1. */
  readonly weights: Float64Array;
}

/**
 * Returns the symmetric normalised Laplacian I - D^-1/2 W D^-1/2 of the full graph of examples, where W = exp(-distance² /
 * sigma²), sigma is the median distance and W has no loops, [examples, examples].
 * @throws RefoldError for fewer than two examples
 */
export function laplacian(examples: Dense): Dense {
  const n = examples.rows;
  if (n < 2) throw new RefoldError(`A graph needs at least two examples, but there are ${n}.`);
  const graph = squaredDistances(examples, examples);
  const { values } = graph;
  // If half of the distances are 0, the median says nothing of the scale of the others.
  const scale = medianBelowDiagonal(graph) || 1;
  const degrees = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const weight = i === j ? 0 : Math.exp(-values[i * n + j]! / scale);
      values[i * n + j] = weight;
      degrees[i]! += weight;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // An example too far from all others has no edges: its degree is 0.
      const norm = Math.sqrt(degrees[i]! * degrees[j]!);
      values[i * n + j] = (i === j ? 1 : 0) - (norm > 0 ? values[i * n + j]! / norm : 0);
    }
  }
  return graph;
}

/**
 * Scores examples by what is known of some: minimises Σ w_m tr(F'L_m F) + λ|F - Y|² + η|w|² over F and weights w of the simplex,
 * in turn. For retrieval, a column of `known` is a query: 1 for the query's example, 0 for all others; rank by the column of
 * scores. Columns share the weights: give one query alone for weights of its own.
 *
 * Source: Zhao et al., "Affective Image Retrieval via Multi-Graph Learning", ACM Multimedia 2014.
 * @throws RefoldError unless there are graphs, all of as many vertices as `known` has rows
 */
export function multiGraphScores(
  laplacians: readonly Dense[],
  known: Dense,
  options: MultiGraphOptions,
): MultiGraphScores {
  const count = laplacians.length;
  if (count === 0 || laplacians.some(({ rows }) => rows !== known.rows)) {
    throw new RefoldError(
      `There are ${count} graphs of ${laplacians.map(({ rows }) => rows).join(', ')} vertices, but ${known.rows} examples.`,
    );
  }
  let weights: Float64Array = new Float64Array(count).fill(1 / count);
  for (let round = 0; ; round++) {
    options.stopIfAsked?.();
    const scores = smoothScores(laplacians, weights, known, options.fidelity);
    if (round >= options.rounds || count === 1) return { scores, weights };
    // tr(F'LF) is the sum of products of entries of L and of FF', which all graphs share.
    const similarity = timesTransposed(scores, scores).values;
    const roughness = laplacians.map(({ values }) => dot(values, similarity));
    const next = weightsOf(roughness, options.evenness);
    const change = Math.max(...next.map((weight, m) => Math.abs(weight - weights[m]!)));
    if (change < 1e-6) return { scores, weights };
    weights = next;
  }
}

/** (I + Σ w_m L_m / λ)^-1 Y. */
function smoothScores(laplacians: readonly Dense[], weights: Float64Array, known: Dense, fidelity: number): Dense {
  const n = known.rows;
  const system = dense(n, n);
  laplacians.forEach(({ values }, m) => {
    addScaled(system.values, weights[m]! / fidelity, values);
  });
  for (let i = 0; i < n; i++) system.values[i * n + i]! += 1;
  return solvePositiveDefinite(system, known);
}

/** w_m = 1/M + (mean roughness - e_m) / 2η, on the simplex. */
function weightsOf(roughness: readonly number[], evenness: number): Float64Array {
  const count = roughness.length;
  const mean = roughness.reduce((sum, value) => sum + value, 0) / count;
  return projectToSimplex(Float64Array.from(roughness, value => 1 / count + (mean - value) / (2 * evenness)));
}

function medianBelowDiagonal({ values, rows }: Dense): number {
  const below = new Float64Array((rows * (rows - 1)) / 2);
  for (let i = 1, at = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) below[at++] = values[i * rows + j]!;
  }
  below.sort();
  return (Math.sqrt(below[(below.length - 1) >> 1]!) + Math.sqrt(below[below.length >> 1]!)) ** 2 / 4;
}
