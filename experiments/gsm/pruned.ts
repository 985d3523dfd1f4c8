/** What the tables of pruned networks share: counts, columns, baselines that are pruned first, and claims. */
import { CIFAR, cifarDenseNet, IMAGENET, resnetClassifier, resnetSpecs } from '@refold/core/zoo';
import { compute, costsOf, equal, exact, greater, type Model, score } from '@refold/lab';
import { activeCount, type Kernel, keptCount, kernelsOf, sizeOfAll } from 'gsm';
import { RESNETS } from './cifar.ts';
import { LENETS } from './mnist.ts';
import { fineTuning } from './runs.ts';

/** The paper's own networks. Its totals of the LeNets have biases in them, though they are not pruned. */
export const COUNTED = {
  'LeNet-300': { ...LENETS['LeNet-300'].paper.net, withBiases: true },
  'LeNet-5': { ...LENETS['LeNet-5'].paper.net, withBiases: true },
  'ResNet-56': RESNETS.paper.net,
  'DenseNet-40': { input: CIFAR, build: () => cifarDenseNet(40) },
  'ResNet-50': { input: IMAGENET, build: () => resnetClassifier(resnetSpecs['resnet-50']) },
};

export const kernelsIn = ({ input, build }: Model): readonly Kernel[] => kernelsOf({ input, layer: build() });

/** The whole network, what the final zeroing leaves of its kernels, N over what is active in a step, and the share that is left. */
export function countCells(net: Model & { readonly withBiases?: boolean }, keep: number) {
  const size = sizeOfAll(kernelsIn(net));
  return {
    origin: compute(() => (net.withBiases ? costsOf(net).trained.params : size)),
    remain: compute(() => keptCount(size, keep)),
    compression: compute(() => size / activeCount(size, keep)),
    nonZero: compute(() => keptCount(size, keep) / size),
  };
}

export const countColumns = (unit: 'K' | 'M') => ({
  origin: exact({ heading: 'Parameters', printed: 'origin params', unit }),
  remain: exact({ heading: 'Left', printed: 'remain params', unit, rounding: 'truncate' }),
  compression: exact({ heading: 'Compression', printed: 'compress ratio', rounding: 'truncate' }),
  nonZero: exact({ heading: 'Non-zero', printed: 'non-zero ratio', unit: '%', rounding: 'truncate' }),
});

/** Of tables 1 and 2. */
export const COLUMNS = {
  base: score({ heading: 'Base top-1', printed: 'base top-1', metric: 'top1Base' }),
  pruned: score({ heading: 'Pruned top-1', printed: 'pruned top-1', metric: 'top1Pruned' }),
  ...countColumns('K'),
  lost: score({ heading: 'Accuracy drop from zeroing', better: 'lower', metric: 'lostByPruning' }),
  oneShot: score({ heading: 'Magnitude-pruned, not fine-tuned', metric: 'top1OneShot' }),
  below: score({ heading: 'Below 1e-4 before zeroing', metric: 'below1e-4' }),
};

/** The baseline of a row by GSM: its base network pruned first, and then fine-tuned. */
export const baseline = (gsmRow: string, keep: number, by: 'magnitude' | 'random' = 'magnitude') => ({
  name: `${gsmRow.replace(' GSM', '')}, ${by === 'random' ? 'random mask' : 'largest weights'}, trained on`,
  heading: `${gsmRow.replace(' GSM', '')}, fine-tuned after ${by} pruning`,
  train: fineTuning(keep, by),
  metrics: { base: 'top1Base', pruned: 'top1' },
});

export const losesNothing = (gsmRow: string, source: string) =>
  equal(gsmRow, 0, 'lost', { within: 0.1, sentence: 'Zeroing after GSM loses nothing.', source });

export const beatsFineTuning = (gsmRow: string, { name }: { readonly name: string }) =>
  greater(gsmRow, name, 'pruned', {
    sentence: 'GSM is better than keeping the largest weights and training on for as long.',
    source: 'our own question',
  });

export const PRUNING_DEVIATIONS = [
  'Counts are of the paper’s own networks at every scale. The printed totals of the MNIST networks have biases in them, those of the others have kernels alone; biases and norms are never pruned. Compression is N over the weights that are active in a step, the share is that which zeroing leaves, cut off after the printed digits as the paper does.',
  'Rows that are fine-tuned begin with the same base networks and have the epochs, batches and plateaus of GSM, with the rate, momentum and decay of the base networks.',
];
