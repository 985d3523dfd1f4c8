/**
 * Table 1: LeNet-300-100 and LeNet-5 on MNIST, by GSM and fine-tuned after pruning.
 *   npx refold reproduce gsm --table table-1
 * quick takes about 17 minutes on two cores: 32 runs, LeNet-300-100 with 5 seeds and 9 epochs, LeNet-5 with 3 and 3;
 * standard 2½ hours: 35 runs of 36 epochs.
 * Comes out: the paper's counts, accuracy before and after GSM and its zeroing, that of fine-tuning, and the size of a sparse file.
 */
import { defineTable, measured, onlyAt } from '@refold/lab';
import { DEVIATIONS, LENETS, PRUNED } from './mnist.ts';
import { baseline, beatsFineTuning, COLUMNS, gsmRow, loseNothing, PRUNING_DEVIATIONS } from './pruned.ts';

const [ON_LENET300, ON_LENET5] = PRUNED;
const fineTunedLeNet5 = baseline(ON_LENET5);

export default defineTable({
  title: 'LeNet-300-100 and LeNet-5 on MNIST',
  printed: 'table1_mnist.csv',
  scales: LENETS['LeNet-300'],
  columns: {
    ...COLUMNS,
    bytes: measured({ heading: 'Bytes of its file', unit: 'K', digits: 1, metric: 'sparseBytes' }),
  },
  rows: [
    ...PRUNED.map(gsmRow),
    baseline(ON_LENET300),
    { ...fineTunedLeNet5, train: onlyAt(['quick', 'smoke'], fineTunedLeNet5.train, 'takes as long as GSM does') },
    baseline(ON_LENET300, 'random'),
  ],
  quotedRows: true,
  claims: [
    ...loseNothing(['LeNet-300 GSM', 'LeNet-5 GSM 125x', 'LeNet-5 GSM 300x'], 'table 1'),
    ...[ON_LENET300, ON_LENET5].map(beatsFineTuning),
  ],
  deviations: [
    ...DEVIATIONS,
    ...PRUNING_DEVIATIONS,
    'L-OBS’s 3.0K of LeNet-5 contradicts its own ratio and share: a misprint in the source.',
  ],
});
