/**
 * Table 2: CIFAR-10.
 *   npx refold reproduce resrep --table table-2
 * About 9 minutes on two cores at quick, which prunes ResNet-20; 2½ hours at standard, which prunes ResNet-56.
 * Comes out: accuracy before and after, and the multiply-adds saved; conversion changes no prediction.
 */
import { defineTable, greater, less, onlyAt, score } from '@refold/lab';
import { MODES } from './modes.ts';
import { DEVIATIONS, type PruneSettings, SCALES, unpublished } from './scales.ts';

const MAIN = 'ResNet-56 ResRep 52.91%';
const { network: NETWORK } = unpublished(56);
const AT_PAPER = onlyAt(['paper'], MODES.resrep, 'a schedule of its own');

export default defineTable<PruneSettings>({
  title: 'ResNet-56 and ResNet-110 on CIFAR-10',
  printed: 'table2_cifar10.csv',
  scales: SCALES,
  columns: {
    base: score({ heading: 'Base top-1', printed: 'Base top-1', metric: 'top1Base' }),
    pruned: score({ heading: 'Pruned top-1', printed: 'Pruned top-1', metric: 'top1Pruned' }),
    drop: score({ heading: 'Drop', printed: 'Top-1 drop', better: 'lower', metric: 'drop' }),
    reduction: score({ heading: 'Multiply-adds saved', printed: 'FLOPs reduction', metric: 'reduction' }),
    differing: score({ heading: 'Predictions that conversion changes', unit: '', digits: 0, metric: 'differing' }),
  },
  rows: [
    { name: MAIN, network: NETWORK, train: MODES.resrep },
    { name: 'ResNet-56 ResRep 77.83%', network: NETWORK, train: AT_PAPER, settings: { keep: 0.222 } },
    { name: 'ResNet-110 ResRep', train: AT_PAPER, settings: { ...unpublished(110), keep: 0.418 } },
  ],
  quotedRows: true,
  claims: [
    less(MAIN, 0.5, 'differing', { sentence: 'Conversion is lossless: no prediction changes.', source: 'section 3.2' }),
    greater(MAIN, 50, 'reduction', { sentence: 'More than half of the multiply-adds go.', source: 'table 2' }),
    less(MAIN, 0.1, 'drop', { sentence: 'Accuracy drops by less than 0.1 points with them.', source: 'table 2' }),
  ],
  deviations: [
    ...DEVIATIONS,
    "Multiply-adds are counted as they are: the authors' counter takes the 1×1 kernels of projections for 2×2, which these networks don't have.",
  ],
});
