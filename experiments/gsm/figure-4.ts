/**
 * Figure 4 as a table: with the mask chosen anew in every step, and with that of the first step.
 *   npx refold reproduce gsm --table figure-4
 * quick takes minutes: 6 runs (2 rows, 3 seeds) of LeNet-300-100, 9 epochs; standard hours: 6 of ResNet-20, 12 epochs. Figure 3 shares some.
 * Comes out: accuracy before and after zeroing, shares of small weights, and whether re-selection is better.
 */
import { defineTable, greater } from '@refold/lab';
import { COLUMNS, STUDY_DEVIATIONS, STUDY_SCALES, studied } from './studies.ts';

export const VARIANTS = { 'regular GSM': {}, 'no re-selection': { frozenMask: true } };

export default defineTable({
  title: 'Figure 4: re-selection',
  printed: 'figure4_reselection.csv',
  scales: STUDY_SCALES,
  columns: COLUMNS,
  rows: Object.entries(VARIANTS).map(([name, variant]) => ({
    name,
    printed: `DenseNet-40 8x ${name}`,
    train: studied(variant),
  })),
  claims: [
    greater('regular GSM', 'no re-selection', 'after', {
      sentence: 'Choosing the mask anew is better than keeping the first.',
      source: 'section 4.4, figure 4 (b)',
    }),
  ],
  deviations: STUDY_DEVIATIONS,
});
