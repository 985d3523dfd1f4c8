/**
 * Table 3: ResNet-50 on ImageNet.
 *   npx refold reproduce gsm --table table-3
 * Trains nothing, at any scale: its accuracies need ImageNet. Takes seconds.
 * Comes out: the paper's counts.
 */
import { defineTable, score } from '@refold/lab';
import { countCells, countColumns } from './pruned.ts';

export default defineTable({
  title: 'ResNet-50 on ImageNet',
  printed: 'table3_imagenet-resnet50.csv',
  scales: {},
  columns: {
    base_top1: score({ heading: 'Base top-1', printed: 'base top-1' }),
    base_top5: score({ heading: 'Base top-5', printed: 'base top-5' }),
    pruned_top1: score({ heading: 'Pruned top-1', printed: 'pruned top-1' }),
    pruned_top5: score({ heading: 'Pruned top-5', printed: 'pruned top-5' }),
    ...countColumns('M'),
  },
  rows: Object.entries({ 'ResNet-50 GSM 4x': 0.25, 'ResNet-50 GSM 5x': 0.2 }).map(([name, keep]) => ({
    name,
    cells: countCells('ResNet-50', keep),
    notRun: 'needs ImageNet and 60 epochs on a GPU',
  })),
  quotedRows: true,
  deviations: ['Not trained: ImageNet is not here. Counts are of kernels alone, as the printed ones.'],
});
