/**
 * Table 2: ResNet-56 and DenseNet-40 on CIFAR-10, by GSM and fine-tuned after pruning.
 *   npx refold reproduce gsm --table table-2
 * quick takes minutes: 9 runs (3 rows, 3 seeds) of ResNet-20, 3 epochs of 6,000 images from published weights, where these can be had;
 * standard hours: 3 runs of ResNet-56 (18 epochs of all images) and 4 of DenseNet-40 (a base run of 6, and 3 by GSM of 3).
 * Comes out: the paper's counts, accuracy before and after GSM and its zeroing, that of fine-tuning, and what is left.
 */
import { defineTable, onlyAt, type Scale, score } from '@refold/lab';
import { DENSENET_SCALES, DENSENETS, DEVIATIONS, RESNETS } from './cifar.ts';
import { baseline, beatsFineTuning, COLUMNS, COUNTED, countCells, losesNothing, PRUNING_DEVIATIONS } from './pruned.ts';
import { gsmRun } from './runs.ts';

const ON_RESNET = { 'ResNet-56 GSM 6.6x': 0.15, 'ResNet-56 GSM 10x': 0.1 };
const ON_DENSENET = { 'DenseNet-40 GSM 6.6x': 0.15, 'DenseNet-40 GSM 8x': 0.125, 'DenseNet-40 GSM 10x': 0.1 };
const COMPARED = 'ResNet-56 GSM 6.6x';
const fineTuned = baseline(COMPARED, ON_RESNET[COMPARED]);

export default defineTable({
  title: 'ResNet-56 and DenseNet-40 on CIFAR-10',
  printed: 'table2_cifar10.csv',
  scales: RESNETS,
  columns: { ...COLUMNS, ratio: score({ heading: 'Left of the trained network', metric: 'ratio' }) },
  rows: [
    ...Object.entries(ON_RESNET).map(([name, keep]) => ({
      name,
      train: gsmRun(keep),
      cells: countCells(COUNTED['ResNet-56'], keep),
    })),
    ...Object.entries(ON_DENSENET).map(([name, keep]) => ({
      name,
      settings: (scale: Scale) => DENSENETS[scale],
      train: onlyAt(DENSENET_SCALES, gsmRun(keep), 'takes hours'),
      cells: countCells(COUNTED['DenseNet-40'], keep),
    })),
    { ...fineTuned, metrics: { ...fineTuned.metrics, ratio: 'ratio' } },
  ],
  claims: [
    ...Object.keys({ ...ON_RESNET, ...ON_DENSENET }).map(name => losesNothing(name, 'table 2')),
    beatsFineTuning(COMPARED, fineTuned),
  ],
  deviations: [...DEVIATIONS, ...PRUNING_DEVIATIONS],
});
