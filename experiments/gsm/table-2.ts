/**
 * Table 2: ResNet-56 and DenseNet-40 on CIFAR-10, by GSM and fine-tuned after pruning.
 *   npx refold reproduce gsm --table table-2
 * quick takes about 25 minutes on two cores: 9 runs (3 rows, 3 seeds) of ResNet-20, 3 epochs of 6,000 images from published weights,
 * where these can be had;
 * standard 14 hours: 3 runs of ResNet-56 (18 epochs of all images) and 4 of DenseNet-40 (a base run of 6, and 3 by GSM of 3).
 * Comes out: the paper's counts, accuracy before and after GSM and its zeroing, that of fine-tuning, and what is left.
 */
import { defineTable, score } from '@refold/lab';
import { DEVIATIONS, RESNETS } from './cifar.ts';
import { baseline, beatsFineTuning, COLUMNS, gsmRow, loseNothing, PRUNING_DEVIATIONS } from './pruned.ts';

const PRUNED = [
  { name: 'ResNet-56 GSM 6.6x', net: 'ResNet-56', keep: 0.15 },
  { name: 'ResNet-56 GSM 10x', net: 'ResNet-56', keep: 0.1 },
  { name: 'DenseNet-40 GSM 6.6x', net: 'DenseNet-40', keep: 0.15 },
  { name: 'DenseNet-40 GSM 8x', net: 'DenseNet-40', keep: 0.125 },
  { name: 'DenseNet-40 GSM 10x', net: 'DenseNet-40', keep: 0.1 },
] as const;
const [COMPARED] = PRUNED;
/** The rows whose claims are judged. */
const JUDGED = [
  ...['ResNet-56 GSM 6.6x', 'ResNet-56 GSM 10x'],
  ...['DenseNet-40 GSM 6.6x', 'DenseNet-40 GSM 8x', 'DenseNet-40 GSM 10x'],
];
const fineTuned = { ...baseline(COMPARED), metrics: { base: 'top1Base', pruned: 'top1', ratio: 'ratio' } };

export default defineTable({
  title: 'ResNet-56 and DenseNet-40 on CIFAR-10',
  printed: 'table2_cifar10.csv',
  scales: RESNETS,
  columns: { ...COLUMNS, ratio: score({ heading: 'Left of the trained network', metric: 'ratio' }) },
  rows: [...PRUNED.map(gsmRow), fineTuned],
  claims: [...loseNothing(JUDGED, 'table 2'), beatsFineTuning(COMPARED)],
  deviations: [...DEVIATIONS, ...PRUNING_DEVIATIONS],
});
