/** Global sparse momentum SGD as a method of a run: its gradient transform, and metrics of the network pruned by magnitude at the end. */
import { networkFileBytes } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import {
  compareNetworks,
  type Evaluator,
  type Method,
  type MethodSpec,
  type Metrics,
  type Trained,
} from '@refold/core/train';
import { activeCount, kernelsOf, sizeOfAll } from './kernels.ts';
import { nonZeros, type PruningOptions, pruneByMagnitude, shareBelow } from './magnitude.ts';
import { fixedMask, SHORT, topQMask } from './masking.ts';
import { layerAgreement } from './sensitivity.ts';

/** Settings of `gsm`, as JSON in a run's configuration; patterns of `kernels` are strings there. */
export interface GsmSettings extends MethodSpec, PruningOptions {
  readonly name: 'gsm';
  /** r: the share of the weights that are active in a step, and that the final pruning leaves. */
  readonly keep: number;
  /** Whether the first step's mask stays, without re-selection. Default: false. */
  readonly frozenMask?: boolean;
  /**
   * Whether to count the weights that become active again, per epoch (`REACTIVATED` in the optimizer's state). Not with a
   * frozen mask. Default: false.
   */
  readonly counted?: boolean;
  /** Number of test images on which each layer's sensitivity is measured too. Default: it isn't measured. */
  readonly sensitivityOn?: number;
}

/**
 * The method of the paper, in front of the configured SGD, which must have momentum, and weight decay on the kernels. Its metrics, accuracies
 * from 0 to 1:
 * - `top1Base`, `top1OneShot`: accuracy of the network that the run starts from, and of that network pruned by magnitude without a run
 * - `top1Pruned`: accuracy of the trained network pruned by magnitude; `drop`: top1Base − top1Pruned
 * - `lostByPruning`: accuracy drop from pruning the trained network; `differing`: test images whose prediction it changes;
 *   `logitDifference`: the largest change of a logit on the first 1,000 test images
 * - `nonZero`, `ratio`: number and share of the kernels' weights that are left
 * - `below1e-3`, `below1e-4`: shares of the weights below these magnitudes before pruning
 * - `bytes`, `sparseBytes`: size of the pruned network's file, dense and sparse
 * - `shortSteps`: steps in which fewer than Q saliencies were above 0
 * - `rankCorrelation`, with `sensitivityOn`: Spearman's, between the layers' sensitivities and the shares of them that are left
 */
export const gsm = (settings: GsmSettings): Method => ({
  transform: net => {
    const kernels = kernelsOf(net, settings.kernels);
    const active = activeCount(sizeOfAll(kernels), settings.keep);
    return settings.frozenMask
      ? fixedMask({ kernels, active })
      : topQMask({ kernels, active, counted: settings.counted ?? false });
  },
  measure: (trained, evaluator) => measure(trained, settings, evaluator),
});

async function measure(
  { net, base, metrics, state }: Trained,
  settings: GsmSettings,
  evaluator: Evaluator,
): Promise<Metrics> {
  const pruned = pruneByMagnitude(net, settings);
  const top1Of = async (one: Network) => evaluator.accuracy(await evaluator.predictions(one));
  const { top1: top1Pruned, differing, logitDifference } = await compareNetworks(evaluator, net, pruned);
  const top1Base = await top1Of(base);
  const { total, size } = nonZeros(pruned, settings.kernels);
  return {
    top1Base,
    top1OneShot: await top1Of(pruneByMagnitude(base, settings)),
    top1Pruned,
    drop: top1Base - top1Pruned,
    lostByPruning: metrics.top1! - top1Pruned,
    differing,
    logitDifference,
    nonZero: total,
    ratio: total / size,
    'below1e-3': shareBelow(net, 1e-3, settings.kernels),
    'below1e-4': shareBelow(net, 1e-4, settings.kernels),
    bytes: networkFileBytes(pruned),
    sparseBytes: networkFileBytes(pruned, { sparse: true }),
    shortSteps: state.get(SHORT)?.data[0] ?? 0,
    ...(settings.sensitivityOn !== undefined && {
      rankCorrelation: await agreement(base, pruned, settings, evaluator, settings.sensitivityOn),
    }),
  };
}

/**
 * Rank correlation of the accuracy drops from pruning each layer of the base network with the shares that the method left of
 * them; 0 if all are equal.
 */
async function agreement(
  base: Network,
  pruned: Network,
  { kernels }: GsmSettings,
  evaluator: Evaluator,
  images: number,
): Promise<number> {
  const { correlation } = await layerAgreement(base, pruned, evaluator, images, kernels);
  return Number.isNaN(correlation) ? 0 : correlation;
}
