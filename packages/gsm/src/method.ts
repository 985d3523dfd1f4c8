/** Global sparse momentum SGD as a method of a training: the edit of its gradients, and what zeroing makes of its end. */
import { networkFileBytes } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import type { Evaluator, Method, MethodSpec, Metrics, Trained } from '@refold/core/train';
import { activeCount, kernelsOf, sizeOfAll } from './kernels.ts';
import { nonZeros, pruneByMagnitude, shareBelow, type ZeroingOptions } from './magnitude.ts';
import { fixedMask, SHORT, topQMask } from './masking.ts';
import { meanDrop, nonZeroRatios, rankCorrelation, sensitivities } from './sensitivity.ts';

/** `kernels` in a configuration are strings. */
export interface GsmSettings extends MethodSpec, ZeroingOptions {
  readonly name: 'gsm';
  /** r: share of the weights that is active in a step, and that the final zeroing leaves. */
  readonly keep: number;
  /** No re-selection: the first step's mask stays. */
  readonly frozenMask?: boolean;
  /** Count the weights that become active again, by epoch (`REACTIVATED` in the optimizer's state). Not with a frozen mask. */
  readonly counted?: boolean;
  /** Also measure each layer's sensitivity, on so many test images. */
  readonly sensitivityOn?: number;
}

/** Test images on which logits before and after zeroing are compared. */
const COMPARED_IMAGES = 1_000;

/**
 * In front of the configured SGD, which must have momentum and weight decay on the kernels. It measures, beside the trained network's
 * own figures: `top1Base` of the network that it began with, `top1OneShot` of that one zeroed as it is, `top1Pruned` of the trained and zeroed one,
 * `drop` (top1Base less that), `lostByPruning` (what zeroing cost), `differing` (test images that the network is of two minds about
 * before and after), `logitDifference` (largest, on the first 1,000), `nonZero` and `ratio` (what is left of the kernels' weights), `below1e-3` and
 * `below1e-4` (shares of weights before zeroing), `bytes` and `sparseBytes` (of the zeroed network's file), `shortSteps` (steps with too few
 * saliencies above 0) and, where it is asked for, `rankCorrelation` (of the layers' sensitivities and what is left of them).
 */
export const gsm = (settings: GsmSettings): Method => ({
  transform: net => {
    const kernels = kernelsOf(net, settings.kernels);
    const active = activeCount(sizeOfAll(kernels), settings.keep);
    return settings.frozenMask
      ? fixedMask({ kernels, active })
      : topQMask({ kernels, active, counted: settings.counted ?? false });
  },
  measure: (trained, judge) => measure(trained, settings, judge),
});

async function measure(
  { net, base, metrics, state }: Trained,
  settings: GsmSettings,
  judge: Evaluator,
): Promise<Metrics> {
  const pruned = pruneByMagnitude(net, settings);
  const top1Of = async (one: Network) => judge.accuracy(await judge.predictions(one));
  const [before, after] = [await judge.predictions(net), await judge.predictions(pruned)];
  const top1Base = await top1Of(base);
  const top1Pruned = judge.accuracy(after);
  const { total, size } = nonZeros(pruned, settings.kernels);
  return {
    top1Base,
    top1OneShot: await top1Of(pruneByMagnitude(base, settings)),
    top1Pruned,
    drop: top1Base - top1Pruned,
    lostByPruning: metrics.top1! - top1Pruned,
    differing: before.filter((one, i) => one !== after[i]).length,
    logitDifference: largestDifference(
      await judge.outputs(net, COMPARED_IMAGES),
      await judge.outputs(pruned, COMPARED_IMAGES),
    ),
    nonZero: total,
    ratio: total / size,
    'below1e-3': shareBelow(net, 1e-3, settings.kernels),
    'below1e-4': shareBelow(net, 1e-4, settings.kernels),
    bytes: networkFileBytes(pruned),
    sparseBytes: networkFileBytes(pruned, { sparse: true }),
    shortSteps: state.get(SHORT)?.data[0] ?? 0,
    ...(settings.sensitivityOn !== undefined && {
      rankCorrelation: await agreement(base, pruned, settings, judge, settings.sensitivityOn),
    }),
  };
}

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);

/** Of how much the base network suffers without a layer, and how much of that layer was left; 0 where all layers are alike. */
async function agreement(
  base: Network,
  pruned: Network,
  { kernels }: GsmSettings,
  judge: Evaluator,
  images: number,
): Promise<number> {
  const layers = await sensitivities(base, judge, images, kernels === undefined ? {} : { kernels });
  const correlation = rankCorrelation(layers.map(meanDrop), nonZeroRatios(pruned, kernels));
  return Number.isNaN(correlation) ? 0 : correlation;
}
