/**
 * Figure 4, the networks at its end: five eighths of every layer by C-SGD, and by a group lasso. As a table.
 *   npx refold reproduce csgd --table figure-4
 * About 8 minutes at quick, 3 hours at standard, on two cores; the row C-SGD is table 1's.
 * Comes out: accuracy before and after the cut, and whether C-SGD is better.
 */
import { defineTable, greater, less, score } from '@refold/lab';
import { centripetalRun, lassoRun } from './recipes.ts';
import { DEVIATIONS, type PruneSettings, RESNETS } from './scales.ts';

const [CSGD, LASSO] = ['C-SGD', 'Lasso'];

export default defineTable<PruneSettings>({
  title: 'Figure 4, at the end: filters alike, or filters near zero',
  scales: RESNETS,
  columns: {
    top1: score({ heading: 'Top-1, trained', metric: 'top1' }),
    pruned: score({ heading: 'Top-1, cut', metric: 'top1Pruned' }),
    lost: score({ heading: 'Lost by the cut', better: 'lower', metric: 'lostByTrimming' }),
    differing: score({ heading: 'Predictions that the cut changes', unit: '', digits: 0, metric: 'differing' }),
  },
  rows: [
    { name: CSGD, network: 'ResNet-56', train: centripetalRun('kmeans') },
    { name: LASSO, network: 'ResNet-56', train: lassoRun },
  ],
  claims: [
    less(CSGD, 0.05, 'lost', { sentence: 'Trimming after C-SGD costs less than 0.05 points.', source: 'section 4.3' }),
    greater(LASSO, CSGD, 'lost', {
      sentence: 'The cut after the lasso costs more than trimming.',
      source: 'section 4.3',
    }),
    greater(CSGD, LASSO, 'pruned', {
      sentence: 'At equal widths and epochs C-SGD is better than the lasso, as cut.',
      source: 'section 4.3',
    }),
  ],
  deviations: [...DEVIATIONS, 'The strength of the lasso is not printed.'],
});
