/**
 * Figure 3 as a table: what momentum does to weights that get no gradient.
 *   npx refold reproduce gsm --table figure-3
 * quick takes minutes: 8 runs (2 momenta with 3 seeds, 2 with one) of LeNet-300-100, 9 epochs; standard hours: 8 of ResNet-20, 12 epochs.
 * Comes out: accuracy before and after zeroing, shares of small weights, and whether a large momentum is better.
 */
import { defineTable, greater } from '@refold/lab';
import { COLUMNS, STUDY_DEVIATIONS, STUDY_SCALES, studied } from './studies.ts';

export const MOMENTA = [0.9, 0.95, 0.98, 0.99] as const;

const nameOf = (momentum: (typeof MOMENTA)[number]): string => `momentum ${momentum.toFixed(2)}`;
/** Those that claims are about; the others have one seed. */
const [LOW, HIGH] = [0.9, 0.99] as const;

export default defineTable({
  title: 'Figure 3: momentum',
  printed: 'figure3_momentum.csv',
  scales: STUDY_SCALES,
  columns: COLUMNS,
  rows: MOMENTA.map(momentum => ({
    name: nameOf(momentum),
    printed: `DenseNet-40 8x ${nameOf(momentum)}`,
    ...(momentum !== LOW && momentum !== HIGH && { settings: { seeds: [0] } }),
    train: studied({ momentum }),
  })),
  claims: [
    greater(nameOf(HIGH), nameOf(LOW), 'below3', {
      sentence: 'With a momentum of 0.99 fewer weights stay above 1e-3 than with 0.9.',
      source: 'section 4.3, figure 3 (c)',
    }),
    greater(nameOf(HIGH), nameOf(LOW), 'after', {
      sentence: 'Large momentum leaves a better network after zeroing.',
      source: 'section 4.3, figure 3 (b)',
    }),
  ],
  deviations: [...STUDY_DEVIATIONS, 'Momenta of 0.95 and 0.98 have one seed.'],
});
