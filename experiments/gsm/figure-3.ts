/** Figure 3 as a table: what momentum does to weights that get no gradient. */
import { defineTable, greater } from '@refold/lab';
import { DEVIATIONS } from './cifar.ts';
import { COLUMNS, cellsOf, type Key, MOMENTA, STUDY_DEVIATIONS, STUDY_SCALES, type StudySettings } from './studies.ts';

const nameOf = (momentum: (typeof MOMENTA)[number]): string => `momentum ${momentum.toFixed(2)}`;

/** Those that claims are about; the others have one seed. */
const CLAIMED: readonly number[] = [0.9, 0.99];

export default defineTable<StudySettings, Key>({
  paper: 'gsm',
  id: 'figure-3',
  title: 'Figure 3: momentum',
  printed: 'figure3_momentum.csv',
  scales: STUDY_SCALES,
  columns: COLUMNS,
  rows: MOMENTA.map(momentum => ({
    name: nameOf(momentum),
    printed: `DenseNet-40 8x ${nameOf(momentum)}`,
    ...(!CLAIMED.includes(momentum) && { settings: { seeds: [0] } }),
    cells: cellsOf({ momentum }),
  })),
  claims: [
    greater(nameOf(0.99), nameOf(0.9), 'below3', {
      sentence: 'With a momentum of 0.99 fewer weights stay above 1e-3 than with 0.9.',
      source: 'section 4.3, figure 3 (c)',
    }),
    greater(nameOf(0.99), nameOf(0.9), 'after', {
      sentence: 'Large momentum leaves a better network after zeroing.',
      source: 'section 4.3, figure 3 (b)',
    }),
  ],
  deviations: [...DEVIATIONS, ...STUDY_DEVIATIONS, 'Momenta of 0.95 and 0.98 have one seed.'],
});
