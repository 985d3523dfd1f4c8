/** Accuracy drops from pruning one layer alone, and their correlation with what a method leaves of each layer (section 4.2, figure 2). */
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

/** Spearman's rank correlation, from −1 to 1; equal values have the mean of their ranks. NaN if all values of one side are equal. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [centred(ranksOf(a)), centred(ranksOf(b))];
  const dot = (p: readonly number[], q: readonly number[]) => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

const ranksOf = (values: readonly number[]): number[] =>
  values.map(
    value => values.filter(other => other < value).length + (values.filter(other => other === value).length - 1) / 2,
  );

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map(value => value - mean);
}
