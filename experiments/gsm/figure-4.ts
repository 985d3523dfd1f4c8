/** Figure 4 as a table: with the mask chosen anew in every step, and with that of the first step. */
import { defineTable, greater } from '@refold/lab';
import { type CifarSettings, DEVIATIONS, STUDY_SCALES } from './cifar.ts';
import { COLUMNS, cellsOf, type Key } from './studies.ts';

const REGULAR = 'regular GSM';
const FROZEN = 'no re-selection';

export default defineTable<CifarSettings, Key>({
  paper: 'gsm',
  id: 'figure-4',
  title: 'Figure 4: re-selection, at 8×',
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
  deviations: [...DEVIATIONS, 'The paper studies DenseNet-40, as --scale paper does; at the others it is a ResNet.'],
});
