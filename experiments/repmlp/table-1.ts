/** Table 1: the pure MLP on CIFAR-10, what its parts are worth, and a ConvNet of the same skeleton. */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import { CIFAR } from '@refold/core/zoo';
import { type Cell, compute, defineTable, exact, greater, score, trained } from '@refold/lab';
import { asPrinted, builtFor, type MixerName, type PureSettings, SCALES } from './pure-mlps.ts';
import { onCifar } from './recipes.ts';

/** Printed names, with what mixes positions; counted folded, but for the row that says otherwise. */
const ROWS: Readonly<Record<string, MixerName>> = {
  'Pure MLP': 'repmlp',
  'A) before conversion': 'repmlp',
  'B) w/o Local': 'without-local',
  'C) w/o Global': 'without-global',
  'D) FC3 as conv9': 'fc3-as-conv',
  'E) RepMLP as conv9': 'repmlp-as-conv',
  'Wide ConvNet': 'conv',
};
const BEFORE = 'A) before conversion';

type Key = 'top1' | 'macs' | 'params';

function cellsOf(name: string): Readonly<Record<Key, Cell<PureSettings>>> {
  const mixer = ROWS[name]!;
  const costs = () => (name === BEFORE ? count : countFolded)(asPrinted(mixer), CIFAR).total;
  return {
    top1: trained<PureSettings>(settings => onCifar(builtFor(mixer, settings), settings), 'top1'),
    macs: compute(() => costs().macs),
    // As trained, the paper counts the running statistics too.
    params: compute(() => costs().params + costs().statistics),
  };
}

const claim = (a: string, b: string, sentence: string) => greater(a, b, 'top1', { sentence, source: 'table 1' });

export default defineTable<PureSettings, Key>({
  paper: 'repmlp',
  id: 'table-1',
  title: 'Pure MLP on CIFAR-10',
  printed: 'table1_cifar10-pure-mlp.csv',
  scales: SCALES,
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', rounding: 'truncate' }),
  },
  rows: Object.keys(ROWS).map(name => ({ name, cells: cellsOf(name) })),
  claims: [
    claim('Pure MLP', 'B) w/o Local', 'The local perceptron helps.'),
    claim('C) w/o Global', 'B) w/o Local', 'The local perceptron helps most.'),
    claim('Pure MLP', 'C) w/o Global', 'The global perceptron helps.'),
    claim('Pure MLP', 'D) FC3 as conv9', 'A fully-connected layer beats a convolution in its place.'),
    greater('Pure MLP', 'D) FC3 as conv9', 'params', {
      sentence: 'It takes more parameters for that.',
      source: 'table 1',
    }),
    claim('D) FC3 as conv9', 'E) RepMLP as conv9', 'The global perceptron helps a convolution too.'),
    claim('Wide ConvNet', 'Pure MLP', 'A ConvNet of the same skeleton is a little better.'),
  ],
  deviations: [
    "Below --scale paper the images are halved to 16×16 and partitions are of 4×4, with convolutions of 1 and 3, so that two cores train it; the convolutions of rows D and E are then 5×5. Costs are those of the paper's networks at every scale.",
    'On the short schedules there is an epoch of warm-up, and weight decay is 5e-4.',
    "FC3 starts from a normal distribution with the column norms of the authors' orthogonal matrix.",
    'Whether the last two layers have a ReLU in between is not in the paper; they have.',
  ],
});
