/**
 * Table 2: ResNet-50 on ImageNet.
 *   npx refold reproduce csgd --table table-2
 * Trains nothing, at any scale: its accuracies need ImageNet. Takes seconds.
 * Comes out: the multiply-adds that the paper's widths save.
 */
import { count } from '@refold/core/cost';
import { compute, defineTable, exact, score } from '@refold/lab';
import { HOSTS, internals, trimmedLayer, type Widths } from 'csgd';

const HOST = HOSTS['resnet-50'];
const macs = (widths: Widths): number => count(trimmedLayer(HOST, widths), HOST.input).total.macs;

/** Shares of the inner layers, and how the paper made widths of them. */
const ROWS = {
  'C-SGD-70': internals(0.7, 'floor'),
  'C-SGD-60': internals(0.6, 'ceil'),
  'C-SGD-50': internals(0.5, 'floor'),
};

export default defineTable({
  title: 'ResNet-50 on ImageNet',
  printed: 'table2_imagenet-resnet50.csv',
  scales: {},
  columns: {
    base_top1: score({ heading: 'Base top-1', printed: 'base top-1' }),
    base_top5: score({ heading: 'Base top-5', printed: 'base top-5' }),
    pruned_top1: score({ heading: 'Pruned top-1', printed: 'pruned top-1' }),
    pruned_top5: score({ heading: 'Pruned top-5', printed: 'pruned top-5' }),
    top1: score({ heading: 'Top-1 error increase', printed: 'top-1 error increase', better: 'lower' }),
    relative1: score({ heading: 'relative', printed: 'top-1 error increase (relative)', better: 'lower' }),
    top5: score({ heading: 'Top-5 error increase', printed: 'top-5 error increase', better: 'lower' }),
    relative5: score({ heading: 'relative', printed: 'top-5 error increase (relative)', better: 'lower' }),
    saved: exact({ heading: 'Multiply-adds saved', printed: 'FLOPs reduction', unit: '%', rounding: 'truncate' }),
  },
  rows: Object.entries(ROWS).map(([name, widths]) => ({
    name,
    cells: { saved: compute(() => 1 - macs(widths) / macs({ keep: 1 })) },
    notRun: 'needs ImageNet and weeks of a GPU',
  })),
  quotedRows: true,
  deviations: [
    'Not trained: ImageNet is not here. The stride of a block is in its first 1×1. Widths are rounded as the printed values show: down at 70 %, up at 60 %; percentages are cut off after the printed digits.',
  ],
});
