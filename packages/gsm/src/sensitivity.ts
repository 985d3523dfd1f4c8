/** How much a network suffers when one layer alone is pruned, and how that goes with what a method leaves of it (section 4.2, figure 2). */
import type { Network } from '@refold/core/layers';
import type { Pattern } from '@refold/core/optim';
import type { Evaluator } from '@refold/core/train';
import { kernelsOf } from './kernels.ts';
import { nonZeros, pruneByMagnitude } from './magnitude.ts';

/** Shares of a layer that are pruned, by magnitude. */
export const PRUNED_SHARES = [0.9, 0.99, 0.995, 0.997] as const;

export interface LayerSensitivity {
  /** Of the layer's kernel. */
  readonly path: string;
  /** Accuracy lost, for each of the shares. */
  readonly drops: readonly number[];
}

/** Prunes one layer at a time, and judges on the first `images` test images. */
export async function sensitivities(
  net: Network,
  judge: Evaluator,
  images: number,
  {
    shares = PRUNED_SHARES,
    kernels,
  }: { readonly shares?: readonly number[]; readonly kernels?: readonly Pattern[] } = {},
): Promise<readonly LayerSensitivity[]> {
  const accuracyOf = async (one: Network) => judge.accuracy(await judge.predictions(one, images));
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

/** A layer's mean over the shares. */
export const meanDrop = ({ drops }: LayerSensitivity): number =>
  drops.reduce((sum, drop) => sum + drop, 0) / drops.length;

/** Spearman's coefficient: the correlation of ranks, equal values at the mean of theirs. NaN where one side is all equal. */
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
