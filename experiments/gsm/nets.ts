/** The networks of the paper, as it counts them, and their compression ratios. */
import { count } from '@refold/core/cost';
import type { Layer, Shape } from '@refold/core/layers';
import {
  CIFAR,
  cifarDenseNet,
  cifarResNet,
  IMAGENET,
  leNet5,
  leNet300,
  MNIST,
  resnetClassifier,
  resnetSpecs,
} from '@refold/core/zoo';
import { type Cell, compute, exact, notRun, type Settings } from '@refold/lab';
import { activeCount, keptCount, kernelsOf, sizeOfAll, type TicketSettings } from 'gsm';

export interface Counted {
  readonly layer: Layer;
  readonly input: Shape;
  /** The paper's total of this network has biases in it, though they are not pruned. */
  readonly withBiases?: boolean;
}

export const COUNTED = {
  'LeNet-300': { layer: leNet300(), input: MNIST, withBiases: true },
  'LeNet-5': { layer: leNet5(), input: MNIST, withBiases: true },
  'ResNet-56': { layer: cifarResNet(56, { shortcut: 'projection' }), input: CIFAR },
  'DenseNet-40': { layer: cifarDenseNet(40), input: CIFAR },
  'ResNet-50': { layer: resnetClassifier(resnetSpecs['resnet-50']), input: IMAGENET },
} as const satisfies Record<string, Counted>;

/** Columns whose figures need no training. */
export const COUNT_COLUMNS = {
  origin: exact({ heading: 'Parameters', printed: 'origin params', unit: 'K' }),
  remain: exact({ heading: 'Left', printed: 'remain params', unit: 'K', rounding: 'truncate' }),
  compression: exact({ heading: 'Compression', printed: 'compress ratio', rounding: 'truncate' }),
  nonZero: exact({ heading: 'Non-zero', printed: 'non-zero ratio', unit: '%', rounding: 'truncate' }),
};
export type CountKey = keyof typeof COUNT_COLUMNS;
export const COUNT_KEYS = Object.keys(COUNT_COLUMNS) as readonly CountKey[];

/** Whole network, what the final zeroing leaves of its kernels, N over what is active in a step, and the share that is left. */
export function countCells(net: Counted, keep: number): Readonly<Record<CountKey, Cell<Settings>>> {
  const size = sizeOfAll(kernelsOf(net));
  return {
    origin: compute(() => (net.withBiases ? count(net.layer, net.input).total.params : size)),
    remain: compute(() => keptCount(size, keep)),
    compression: compute(() => size / activeCount(size, keep)),
    nonZero: compute(() => keptCount(size, keep) / size),
  };
}

export const COUNT_DEVIATIONS: readonly string[] = [
  'Counts are of the paper’s own networks at every scale. The printed totals of the MNIST networks have biases in them, those of the others have kernels alone; biases and norms are never pruned. Compression is N over the weights that are active in a step, the share is that which zeroing leaves, cut off after the printed digits as the paper does.',
];

/** The name of a row for a baseline of GSM's: pruned first, then trained on. */
export const retrainedName = (name: string, by: NonNullable<TicketSettings['by']>): string =>
  `${name.replace(' GSM', '')}, ${by === 'random' ? 'random mask' : 'largest weights'}, trained on`;

export const RETRAINED_DEVIATION =
  'Rows that are trained on begin with the same base networks and have the epochs, batches and plateaus of GSM, with the rate, momentum and decay of the base networks.';

const QUOTED = notRun('another method, quoted by the paper');

/** A row of another method: nothing of it is run. */
export const quotedRow = <K extends string>(name: string, columns: readonly K[]) => ({
  name,
  cells: Object.fromEntries(columns.map(key => [key, QUOTED])) as Readonly<Record<K, typeof QUOTED>>,
});
