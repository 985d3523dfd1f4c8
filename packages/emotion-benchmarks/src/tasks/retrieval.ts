/** The task of finding pictures of the same emotion, and its metrics: each example is the query once, and all others are ranked. */
import { RefoldError } from '@refold/core';
import type { Metrics } from '@refold/core/train';
import type { Matrix } from 'ml-matrix';
import { mean } from './predictions.ts';

/** How many of a list a user looks at, for F1. */
const CUT = 20;

/**
 * Metrics of rankings, each the mean over the queries: examples that share their label with at least one other, of which there are `queries`. G is how
 * many others have a query's label.
 * - `nn`: whether the first is relevant; `firstTier`, `secondTier`: recall among the first G and 2G; `f1At20`: F1 of the first 20, or of all where there
 *   are fewer;
 * - `map`: mean average precision; `dcg`: g₁ + Σ g_k / log₂ k over the ranks k from 2, as a share of its largest possible value;
 * - `anmrr`: the average normalized modified retrieval rank of MPEG-7, 0 (best) to 1 (worst).
 *
 * Of equal scores the example that comes first ranks first, so scores of few values favour labels that are sorted: shuffle the examples then.
 * @param scores [n, n]: row i ranks all examples for query i; its own column is passed over
 * @param labels [n]
 * @param best whether the highest or the lowest score ranks first: 'highest' for similarities, 'lowest' for distances
 * @throws RefoldError for scores of another shape or that aren't numbers, and where no two examples share a label
 */
export function evaluateRetrieval(scores: Matrix, labels: ArrayLike<number>, best: 'highest' | 'lowest'): Metrics {
  const n = labels.length;
  if (scores.rows !== n || scores.columns !== n)
    throw new RefoldError(
      `Scores are [${scores.rows}, ${scores.columns}], but ${n} labelled examples need [${n}, ${n}].`,
    );
  const rankings = Array.from({ length: n }, (_, query) => rankedFor(scores.getRow(query), query, labels, best));
  const answerable = rankings.filter(ranking => ranking.includes(true)).map(judged);
  if (answerable.length === 0)
    throw new RefoldError('No two examples share a label, so nothing is relevant to any query. Give more examples.');
  const mostRelevant = Math.max(...answerable.map(({ ranks }) => ranks.length));
  const over = (measure: (one: Judged) => number): number => mean(answerable.map(measure));
  return {
    nn: over(({ ranks }) => Number(ranks[0] === 1)),
    firstTier: over(({ ranks }) => within(ranks, ranks.length) / ranks.length),
    secondTier: over(({ ranks }) => within(ranks, 2 * ranks.length) / ranks.length),
    f1At20: over(f1),
    map: over(({ ranks }) => mean(ranks.map((rank, i) => (i + 1) / rank))),
    dcg: over(({ ranks }) => gain(ranks) / gain(ranks.map((_, i) => i + 1))),
    anmrr: over(({ ranks }) => normalizedRank(ranks, mostRelevant)),
    queries: answerable.length,
  };
}

/** Whether each of the other examples is relevant, from the first to the last rank. */
function rankedFor(
  scores: readonly number[],
  query: number,
  labels: ArrayLike<number>,
  best: 'highest' | 'lowest',
): readonly boolean[] {
  const unclear = scores.findIndex((score, other) => Number.isNaN(score) && other !== query);
  if (unclear >= 0) throw new RefoldError(`The score of example ${unclear} for query ${query} is NaN: it has no rank.`);
  const sign = best === 'lowest' ? 1 : -1;
  return Array.from(scores.keys())
    .filter(other => other !== query)
    .sort((a, b) => (scores[a]! === scores[b]! ? a - b : sign * (scores[a]! - scores[b]!)))
    .map(other => labels[other] === labels[query]);
}

/** A ranking as its metrics need it. */
interface Judged {
  /** Ranks of the relevant examples, from 1, in rising order: G of them. */
  readonly ranks: readonly number[];
  /** How many examples are ranked. */
  readonly length: number;
}

const judged = (ranking: readonly boolean[]): Judged => ({
  ranks: ranking.flatMap((isRelevant, i) => (isRelevant ? [i + 1] : [])),
  length: ranking.length,
});

/** How many of the first `count` are relevant. */
const within = (ranks: readonly number[], count: number): number => ranks.filter(rank => rank <= count).length;

/** 2PR / (P + R) with P = hits / cut and R = hits / G. */
function f1({ ranks, length }: Judged): number {
  const cut = Math.min(CUT, length);
  return (2 * within(ranks, cut)) / (cut + ranks.length);
}

const gain = (ranks: readonly number[]): number =>
  ranks.reduce((sum, rank) => sum + (rank === 1 ? 1 : 1 / Math.log2(rank)), 0);

/** NMRR: ranks beyond K count as 1.25 K, and 0 and 1 are the best and the worst mean rank. */
function normalizedRank(ranks: readonly number[], mostRelevant: number): number {
  const relevant = ranks.length;
  const last = Math.min(4 * relevant, 2 * mostRelevant);
  const lowest = (1 + relevant) / 2;
  const average = mean(ranks.map(rank => (rank <= last ? rank : 1.25 * last)));
  return (average - lowest) / (1.25 * last - lowest);
}
