/** Accuracy drops from pruning one layer alone, and their correlation with what a method leaves of each layer (section 4.2, figure 2). */
import { Rng } from '@refold/core';
import type { Network } from '@refold/core/layers';
import type { Pattern } from '@refold/core/optim';
import type { Evaluator } from '@refold/core/train';
import { kernelsOf } from './kernels.ts';
import { nonZeros, pruneByMagnitude } from './magnitude.ts';

/** Shares of a layer's weights that figure 2 prunes by magnitude. */
export const PRUNED_SHARES = [0.9, 0.99, 0.995, 0.997] as const;

/** How sensitive a network is to pruning one of its layers. */
export interface LayerSensitivity {
  /** Path of the layer's kernel. */
  readonly path: string;
  /** Accuracy drop at each of the shares. */
  readonly drops: readonly number[];
}

/**
 * The accuracy drops from pruning one layer at a time by magnitude, on the first `images` test images, in order of evaluation.
 * @param options `shares` that are pruned (default: `PRUNED_SHARES`); `kernels` as for `kernelsOf`
 */
export async function sensitivities(
  net: Network,
  evaluator: Evaluator,
  images: number,
  {
    shares = PRUNED_SHARES,
    kernels,
  }: { readonly shares?: readonly number[]; readonly kernels?: readonly Pattern[] } = {},
): Promise<readonly LayerSensitivity[]> {
  const accuracyOf = async (one: Network) => evaluator.accuracy(await evaluator.predictions(one, images));
  const whole = await accuracyOf(net);
  const layers: LayerSensitivity[] = [];
  for (const { path } of kernelsOf(net, kernels)) {
    const drops: number[] = [];
    for (const share of shares) {
      drops.push(
        whole -
          (await accuracyOf(pruneByMagnitude(net, { keep: 1 - share, kernels: [`^${path.replaceAll('.', '\\.')}$`] }))),
      );
    }
    layers.push({ path, drops });
  }
  return layers;
}

/** The share of each kernel's weights that is not zero, in order of evaluation. */
export const nonZeroRatios = (net: Network, kernels?: readonly Pattern[]): readonly number[] => {
  const { byPath } = nonZeros(net, kernels);
  return kernelsOf(net, kernels).map(({ path, size }) => byPath.get(path)! / size);
};

/** A layer's mean accuracy drop over the shares. */
export const meanDrop = ({ drops }: LayerSensitivity): number =>
  drops.reduce((sum, drop) => sum + drop, 0) / drops.length;

/** How sensitive each layer of a base network is, and how much of it a method left. */
export interface LayerAgreement {
  readonly layers: readonly LayerSensitivity[];
  /** Mean accuracy drop per layer. */
  readonly drops: readonly number[];
  /** Share of each layer's weights that is left. */
  readonly ratios: readonly number[];
  /** Rank correlation of drops and ratios; NaN if all of either are equal. */
  readonly correlation: number;
}

/**
 * Whether a method leaves more of the layers that suffer more when they are pruned alone (figure 2). Arguments are those of
 * `sensitivities`, for the base network, and the network that the method pruned.
 */
export async function layerAgreement(
  base: Network,
  pruned: Network,
  evaluator: Evaluator,
  images: number,
  kernels?: readonly Pattern[],
): Promise<LayerAgreement> {
  const layers = await sensitivities(base, evaluator, images, kernels === undefined ? {} : { kernels });
  const [drops, ratios] = [layers.map(meanDrop), nonZeroRatios(pruned, kernels)];
  return { layers, drops, ratios, correlation: rankCorrelation(drops, ratios) };
}

/** Spearman's rank correlation, from −1 to 1; equal values have the mean of their ranks. NaN if all values of one side are equal. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [centred(ranksOf(a)), centred(ranksOf(b))];
  const dot = (p: readonly number[], q: readonly number[]) => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

/** How often pairs are drawn again. */
const RESAMPLES = 2_000;

/**
 * The 95 % percentile bootstrap interval of the rank correlation: pairs are drawn again with replacement 2,000 times, from a fixed seed.
 * Draws without a correlation (of one pair alone, say) are left out. Of a few pairs it says little.
 * @returns the percentiles 2.5 and 97.5; NaN if no draw has a correlation
 */
export function rankInterval(
  a: readonly number[],
  b: readonly number[],
): { readonly low: number; readonly high: number } {
  const rng = Rng.seeded('layers');
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const picks = a.map(() => rng.int(a.length));
    const of = (values: readonly number[]) => picks.map(i => values[i]!);
    return rankCorrelation(of(a), of(b));
  });
  const sorted = drawn.filter(value => !Number.isNaN(value)).sort((x, y) => x - y);
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] ?? Number.NaN;
  return { low: at(0.025), high: at(0.975) };
}

const ranksOf = (values: readonly number[]): number[] =>
  values.map(
    value => values.filter(other => other < value).length + (values.filter(other => other === value).length - 1) / 2,
  );

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map(value => value - mean);
}
