/** The task of predicting how an emotion is distributed over viewers, and its metrics. */
import { RefoldError } from '@refold/core';
import { areMikels, ringPosition } from '@refold/core/data';
import { DISTRIBUTION_MEASURES, distributionMeasures, type Metrics } from '@refold/core/train';
import type { Matrix } from 'ml-matrix';
import { mean, requirePredictions } from './predictions.ts';

export interface DistributionOptions {
  /**
   * Divides Clark by √C and Canberra by C, their largest values for C classes, as some papers do without saying so. They are then named
   * `clarkPerClass` and `canberraPerClass`, so that none is taken for the other. Default: false.
   */
  readonly divideByClasses: boolean;
  /**
   * Adds the earth mover's distance: `lineEmd`, where classes lie on a line in the order given, or `ringEmd`, where they are Mikels' emotions on his
   * wheel. The distance of neighbours is 1. Default: neither.
   */
  readonly emd: 'line' | 'ring' | undefined;
}

/**
 * Means over the examples of core's `distributionMeasures` (`kl`, `chebyshev`, `clark`, `canberra`, `ssd`, `cosine`, `intersection`, `bhattacharyya`,
 * `top1`), and what concerns ties: in `top1` a prediction is right if it is any of the classes with the largest share; `top1Untied` is of the
 * examples alone whose largest share is one class's, and left out where there is none; `tiedLabels` and `tiedPredictions` are the shares of examples
 * with several largest. `n` is how many examples.
 * @param predicted [n, classes], shares
 * @param labels [n, classes], row-major, shares
 * @throws RefoldError for predictions of another shape, and for rows that aren't distributions
 */
export function evaluateDistributions(
  predicted: Matrix,
  labels: ArrayLike<number>,
  classes: readonly string[],
  { divideByClasses = false, emd }: Partial<DistributionOptions> = {},
): Metrics {
  const width = classes.length;
  const n = labels.length / width;
  if (!Number.isInteger(n))
    throw new RefoldError(`There are ${labels.length} shares of ${width} classes: not whole examples.`);
  requirePredictions(predicted, n, classes);
  const moved = emd && earthMover(emd, classes);
  const rows = Array.from({ length: n }, (_, i) => {
    const label = Array.from({ length: width }, (__, j) => labels[i * width + j]!);
    const shares = predicted.getRow(i);
    requireDistribution(`The label of example ${i}`, label);
    requireDistribution(`The prediction for example ${i}`, shares);
    return { measures: distributionMeasures(label, shares), emd: moved?.(label, shares), ...tiesOf(label, shares) };
  });
  const untied = rows.filter(({ tiedLabel }) => !tiedLabel);
  const metrics: Record<string, number> = {};
  for (const name of DISTRIBUTION_MEASURES) metrics[name] = mean(rows.map(({ measures }) => measures[name]));
  if (untied.length > 0) metrics.top1Untied = mean(untied.map(({ measures }) => measures.top1));
  metrics.tiedLabels = 1 - untied.length / n;
  metrics.tiedPredictions = mean(rows.map(({ tiedPrediction }) => Number(tiedPrediction)));
  if (emd !== undefined) metrics[`${emd}Emd`] = mean(rows.map(row => row.emd!));
  return { ...(divideByClasses ? dividedByClasses(metrics, width) : metrics), n };
}

function dividedByClasses({ clark, canberra, ...rest }: Metrics, classes: number): Metrics {
  return { ...rest, clarkPerClass: clark! / Math.sqrt(classes), canberraPerClass: canberra! / classes };
}

const tiesOf = (label: readonly number[], predicted: readonly number[]) => ({
  tiedLabel: isTied(label),
  tiedPrediction: isTied(predicted),
});

function isTied(shares: readonly number[]): boolean {
  const most = Math.max(...shares);
  return shares.filter(share => share === most).length > 1;
}

/** How far a sum of shares may be from 1: labels are often printed with three digits. */
const ROUNDING = 0.01;

function requireDistribution(what: string, shares: readonly number[]): void {
  const wrong = shares.find(share => !(share >= 0));
  if (wrong !== undefined) throw new RefoldError(`${what} has a share of ${wrong}. Shares must be at least 0.`);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (!(Math.abs(total - 1) <= ROUNDING))
    throw new RefoldError(`${what} has shares that sum to ${total}. They must sum to 1: normalize them.`);
}

type Distance = (one: readonly number[], other: readonly number[]) => number;

function earthMover(kind: 'line' | 'ring', classes: readonly string[]): Distance {
  if (kind === 'line') return lineEmd;
  if (!areMikels(classes))
    throw new RefoldError(`Only Mikels' eight emotions lie on a ring, but the classes are: ${classes.join(', ')}.`);
  const order = classes.map((_, j) => j).sort((a, b) => ringPosition(classes[a]!) - ringPosition(classes[b]!));
  const around = (shares: readonly number[]) => order.map(j => shares[j]!);
  return (one, other) => ringEmd(around(one), around(other));
}

/** Earth mover's distance on a line: the sum of what passes from each place to the next, which is the difference of the cumulative sums. */
const lineEmd: Distance = (one, other) => flows(one, other).reduce((sum, flow) => sum + Math.abs(flow), 0);

/** On a ring the same amount may pass everywhere besides; it is least with the median of the flows taken off (Werman et al. 1986). */
const ringEmd: Distance = (one, other) => {
  const passing = flows(one, other);
  const sorted = [...passing].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  return passing.reduce((sum, flow) => sum + Math.abs(flow - median), 0);
};

function flows(one: readonly number[], other: readonly number[]): readonly number[] {
  let flow = 0;
  return one.map((share, j) => {
    flow += share - other[j]!;
    return flow;
  });
}
