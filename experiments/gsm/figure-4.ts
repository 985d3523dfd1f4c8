/** Figure 4 as a table: with the mask chosen anew in every step, and with that of the first step. */
import { defineTable, greater } from '@refold/lab';
import { DEVIATIONS } from './cifar.ts';
import { COLUMNS, cellsOf, type Key, STUDY_DEVIATIONS, STUDY_SCALES, type StudySettings } from './studies.ts';

const REGULAR = 'regular GSM';
const FROZEN = 'no re-selection';

export default defineTable<StudySettings, Key>({
  paper: 'gsm',
  id: 'figure-4',
  title: 'Figure 4: re-selection',
  printed: 'figure4_reselection.csv',
  scales: STUDY_SCALES,
  columns: COLUMNS,
  rows: [
    { name: REGULAR, printed: `DenseNet-40 8x ${REGULAR}`, cells: cellsOf({}) },
    { name: FROZEN, printed: `DenseNet-40 8x ${FROZEN}`, cells: cellsOf({ frozenMask: true }) },
  ],
  claims: [
    greater(REGULAR, FROZEN, 'after', {
      sentence: 'Choosing the mask anew is better than keeping the first.',
      source: 'section 4.4, figure 4 (b)',
    }),
  ],
  deviations: [...DEVIATIONS, ...STUDY_DEVIATIONS],
});
