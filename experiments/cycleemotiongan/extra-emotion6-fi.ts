/**
 * Four emotions that both sets have, from Emotion6's photographs to FI's.
 *   npx refold reproduce cycleemotiongan --table extra-emotion6-fi --scale standard
 * About 2 days at standard, on two cores; not at quick.
 * Comes out: whether adapting brings anything between sets of photographs, which look alike.
 */

import { pairTable } from './pair-table.ts';
import { SHARED_BY_EMOTION6_AND_FI } from './scales.ts';

export default pairTable({
  title: 'Extra: four emotions, Emotion6 to FI',
  from: 'Emotion6',
  to: 'FI',
  emotions: SHARED_BY_EMOTION6_AND_FI,
  isSlow: true,
  deviations: [
    'No table of the papers. Of Emotion6’s six emotions and Mikels’ eight four have the same name; joy and surprise have no like among the others.',
  ],
});
