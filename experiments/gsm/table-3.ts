/** Table 3: ImageNet. Its accuracies need ImageNet; counts need nothing. */
import { defineTable, exact, notRun, type Settings, score } from '@refold/lab';
import { COUNT_COLUMNS, COUNT_KEYS, COUNTED, countCells, quotedRow } from './nets.ts';

const COLUMNS = {
  base_top1: score({ heading: 'Base top-1', printed: 'base top-1' }),
  base_top5: score({ heading: 'Base top-5', printed: 'base top-5' }),
  pruned_top1: score({ heading: 'Pruned top-1', printed: 'pruned top-1' }),
  pruned_top5: score({ heading: 'Pruned top-5', printed: 'pruned top-5' }),
  ...COUNT_COLUMNS,
  origin: exact({ ...COUNT_COLUMNS.origin, unit: 'M' }),
  remain: exact({ ...COUNT_COLUMNS.remain, unit: 'M' }),
};
type Key = keyof typeof COLUMNS;
const SCORES = ['base_top1', 'base_top5', 'pruned_top1', 'pruned_top5'] as const;

const UNTRAINED = notRun('needs ImageNet and 60 epochs on a GPU');

const OURS: Readonly<Record<string, number>> = { 'ResNet-50 GSM 4x': 0.25, 'ResNet-50 GSM 5x': 0.2 };

export default defineTable<Settings, Key>({
  paper: 'gsm',
  id: 'table-3',
  title: 'ResNet-50 on ImageNet',
  printed: 'table3_imagenet-resnet50.csv',
  scales: {},
  columns: COLUMNS,
  rows: [
    ...Object.entries(OURS).map(([name, keep]) => ({
      name,
      cells: {
        ...Object.fromEntries(SCORES.map(key => [key, UNTRAINED])),
        ...countCells(COUNTED['ResNet-50'], keep),
      },
    })),
    ...['L-OBS 1.5x', 'L-OBS 2.2x'].map(one =>
      quotedRow(`ResNet-50 ${one}`, ['base_top5', 'pruned_top5', ...COUNT_KEYS]),
    ),
  ],
  deviations: ['Not trained: ImageNet is not here. Counts are of kernels alone, as the printed ones.'],
});
