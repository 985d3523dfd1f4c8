/** What the tables of pruned networks share: counts, columns, rows by GSM and rows that are pruned first, and claims. */
import { IMAGENET, resnetClassifier, resnetSpecs } from '@refold/core/zoo';
import { compute, costsOf, equal, exact, greater, type Model, type Scale, score } from '@refold/lab';
import { activeCount, keptCount, kernelsOf, sizeOfAll } from 'gsm';
import { DENSENETS, onDenseNet, RESNETS } from './cifar.ts';
import { LENETS } from './mnist.ts';
import { fineTuning, gsmRun } from './runs.ts';

/** What the tables train, by the paper's names of its networks. */
const TRAINED = { ...LENETS, 'ResNet-56': RESNETS, 'DenseNet-40': DENSENETS };
const RESNET50: Model = { input: IMAGENET, build: () => resnetClassifier(resnetSpecs['resnet-50']) };
type Counted = keyof typeof TRAINED | 'ResNet-50';
/** The paper's own network, which is counted at every scale. */
const modelOf = (net: Counted): Model => (net === 'ResNet-50' ? RESNET50 : TRAINED[net].paper.net);

export const paramsOf = (net: Counted): number => costsOf(modelOf(net)).trained.params;
export const kernelsIn = (net: Counted) => kernelsOf({ ...modelOf(net), layer: modelOf(net).build() });

/**
 * The whole network, what the final zeroing leaves of its kernels, N over what is active in a step, and the share that is left. The
 * paper's totals of the LeNets have biases in them, though they are not pruned.
 */
export function countCells(net: Counted, keep: number) {
  const size = sizeOfAll(kernelsIn(net));
  return {
    origin: compute(() => (net in LENETS ? paramsOf(net) : size)),
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

/** A network and the share of its weights that stays, under the name that the paper gives them. */
type Pruned = Readonly<{ name: string; net: keyof typeof TRAINED; keep: number }>;

/** The paper's own network in words. */
export const networkName = (net: keyof typeof TRAINED): string => TRAINED[net].paper.network!;

/** By GSM, with the paper's counts. */
export const gsmRow = ({ name, net, keep }: Pruned) => ({
  name,
  network: networkName(net),
  settings: (scale: Scale) => TRAINED[net][scale],
  train: net === 'DenseNet-40' ? onDenseNet(gsmRun(keep)) : gsmRun(keep),
  cells: countCells(net, keep),
});

/** The baseline of a row by GSM: its base network pruned first, and then fine-tuned. */
export const baseline = ({ name, net, keep }: Pruned, by: 'magnitude' | 'random' = 'magnitude') => ({
  name: `${name.replace(' GSM', '')}, ${by === 'random' ? 'random mask' : 'largest weights'}, trained on`,
  heading: `${name.replace(' GSM', '')}, fine-tuned after ${by} pruning`,
  network: networkName(net),
  printed: false as const,
  settings: (scale: Scale) => TRAINED[net][scale],
  train: fineTuning(keep, by),
  metrics: { base: 'top1Base', pruned: 'top1' },
});

/** Claims about the paper's rows by GSM, by name: rows that a table has besides are in none. */
export const loseNothing = (rows: readonly string[], source: string) =>
  rows.map(row =>
    equal(row, 0, 'lost', {
      within: 0.1,
      sentence: 'Zeroing after GSM changes accuracy by less than 0.1 points.',
      source,
    }),
  );

export const beatsFineTuning = (pruned: Pruned) =>
  greater(pruned.name, baseline(pruned).name, 'pruned', {
    sentence: 'GSM is better than keeping the largest weights and training on for as long.',
    source: 'our own question',
    claimant: 'us',
  });

export const PRUNING_DEVIATIONS = [
  'Counts are of the paper’s own networks at every scale. The printed totals of the MNIST networks have biases in them, those of the others have kernels alone; biases and norms are never pruned. Compression is N over the weights that are active in a step, the share is that which zeroing leaves, cut off after the printed digits as the paper does.',
  'Rows that are fine-tuned begin with the same base networks and have the epochs, batches and plateaus of GSM, with the rate, momentum and decay of the base networks.',
];
