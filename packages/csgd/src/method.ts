/** C-SGD, and the lasso that it is compared with, as methods of a run. */
import { Rng } from '@refold/core';
import { prunedCost } from '@refold/core/cost';
import type { Network } from '@refold/core/layers';
import { type Clusters, keepChannels, mergeChannels, type Partition, partitionsOf } from '@refold/core/prune';
import {
  compareNetworks,
  type Evaluator,
  type Method,
  type MethodSpec,
  type Metrics,
  type Trained,
} from '@refold/core/train';
import { centripetal } from './centripetal.ts';
import { type Clustering, clustersOf, type Widths } from './clusters.ts';
import { deviation, redundantSquares, vectorDeviation } from './deviation.ts';
import { redundantLasso } from './lasso.ts';

/** Which filters become one, as JSON in a run's configuration. */
export interface ClusterSettings extends MethodSpec, Widths {
  readonly by: Clustering;
  /** Of k-means. Default 0. */
  readonly seed?: number;
}

/** Settings of `csgd`. */
export interface CsgdSettings extends ClusterSettings {
  readonly name: 'csgd';
  /** ε: strength of the pull between the filters of a cluster. */
  readonly strength: number;
  /** That between scales and offsets of norms, and between biases. Default: ε/10. */
  readonly vectorStrength?: number;
}

/** Settings of `redundantFilters`. */
export interface RedundantSettings extends ClusterSettings {
  readonly name: 'redundantFilters';
  /** λ: strength of the group lasso. */
  readonly lambda: number;
}

/**
 * The method of the paper, in front of the configured SGD. Clusters are those of the network that the run starts from, and stay. Metrics,
 * accuracies from 0 to 1:
 * - `top1Base`, `top1Pruned`: accuracy of the network that the run starts from, and of the trimmed one; `drop`: their difference;
 *   `relativeDrop`: that as a share of the error before
 * - `lostByTrimming`: accuracy drop from trimming; `differing`: test images whose prediction it changes; `logitDifference`: the largest change of a
 *   logit on the first 1,000 test images
 * - `reduction`: share of the multiply-adds that is saved; `macsPruned`, `paramsPruned`: cost of the trimmed network
 * - `logDeviation`: log10 of χ, the squared deviation of filters from their clusters' means; `logVectorDeviation`: that of norms and biases
 */
export function csgd(settings: CsgdSettings): Method {
  const tiesOf = tiesBy(settings);
  return {
    transform: (_, base) => {
      const { strength, vectorStrength } = settings;
      return centripetal({ partitions: tiesOf(base).partitions, strength, vectorStrength });
    },
    measure: (trained, evaluator) => {
      const { clusters, partitions } = tiesOf(trained.base);
      return measure(trained, trimmed(trained.net, clusters), evaluator, {
        logDeviation: logOf(deviation(trained.net.params, partitions)),
        logVectorDeviation: logOf(vectorDeviation(trained.net.params, partitions)),
      });
    },
  };
}

/**
 * A group lasso on all filters but the first of each cluster, which are cut in the end. Metrics as those of `csgd`, but `logSquares`, log10 of φ, in
 * the place of the deviations.
 */
export function redundantFilters(settings: RedundantSettings): Method {
  const tiesOf = tiesBy(settings);
  return {
    transform: (_, base) => redundantLasso(tiesOf(base).partitions, settings.lambda),
    measure: (trained, evaluator) => {
      const { clusters, partitions } = tiesOf(trained.base);
      return measure(trained, withoutRedundant(trained.net, clusters), evaluator, {
        logSquares: logOf(redundantSquares(trained.net.params, partitions)),
      });
    },
  };
}

/** Sums of squares underflow to 0 where filters are alike to the last bit. */
const LEAST = 1e-30;
const logOf = (sum: number): number => Math.log10(Math.max(sum, LEAST));

/** Clusters of a network's channels, and the parameters that they tie. */
export interface Ties {
  readonly clusters: Clusters;
  readonly partitions: readonly Partition[];
}

/** The clusters that a run from this network has, and the parameters that they tie. */
export function tiedBy(base: Network, { by, seed = 0, keep, widths, rounding }: ClusterSettings): Ties {
  const clusters = clustersOf(base, { keep, widths, rounding }, by, Rng.seeded(seed).fork('clusters'));
  return { clusters, partitions: partitionsOf(base.layer, base.input, clusters) };
}

/** `tiedBy`, worked out once for a network: k-means takes half a minute where a layer has 512 filters. */
function tiesBy(settings: ClusterSettings): (base: Network) => Ties {
  const known = new WeakMap<Network, Ties>();
  return base => {
    const ties = known.get(base) ?? tiedBy(base, settings);
    known.set(base, ties);
    return ties;
  };
}

/** The network with one filter for each cluster; its outputs are the same as far as the filters of a cluster are (section 3.2). */
export const trimmed = (net: Network, clusters: Clusters): Network => mergeChannels(net, clusters);

/** The network with the first filter of each cluster, what read the others reading nothing in their place. */
export const withoutRedundant = (net: Network, clusters: Clusters): Network =>
  keepChannels(
    net,
    Object.fromEntries(
      Object.entries(clusters).map(([name, lists]) => [name, lists.map(([first]) => first!).sort((a, b) => a - b)]),
    ),
  );

async function measure(
  { net, base, metrics }: Trained,
  narrow: Network,
  evaluator: Evaluator,
  own: Metrics,
): Promise<Metrics> {
  const { top1: top1Pruned, differing, logitDifference } = await compareNetworks(evaluator, net, narrow);
  const top1Base = evaluator.accuracy(await evaluator.predictions(base));
  return {
    top1Base,
    top1Pruned,
    drop: top1Base - top1Pruned,
    relativeDrop: (top1Base - top1Pruned) / (1 - top1Base),
    lostByTrimming: metrics.top1! - top1Pruned,
    differing,
    logitDifference,
    ...prunedCost(narrow, base),
    ...own,
  };
}
