/**
 * Polarity, from Emotion6's photographs to D-ViSA's abstract paintings.
 *   npx refold reproduce cycleemotiongan --table extra-emotion6-d-visa --scale standard
 * About 4 days at standard, on two cores; not at quick.
 * Comes out: whether adapting brings anything where there are two classes.
 */
import { pairTable } from './pair-table.ts';

export default pairTable({
  title: 'Extra: polarity, Emotion6 to D-ViSA',
  from: 'Emotion6',
  to: 'D-ViSA',
  label: 'polarity',
  isSlow: true,
  deviations: ['No table of the papers: the sets have different emotions, and share polarity.'],
});
