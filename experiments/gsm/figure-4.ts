/**
 * Figure 4 as a table: with the mask chosen anew in every step, and with that of the first step.
 *   npx refold reproduce gsm --table figure-4
 * quick takes about 5 minutes on two cores: 6 runs (2 rows, 3 seeds) of LeNet-300-100, 9 epochs; standard 3½ hours: 6 of ResNet-20,
 * 12 epochs. Figure 3 shares some.
 * Comes out: accuracy before and after zeroing, shares of small weights, and whether re-selection is better.
 */
import { greater } from '@refold/lab';
import { studyTable } from './studies.ts';

export const VARIANTS = { 'regular GSM': {}, 'no re-selection': { frozenMask: true } };

export default studyTable(VARIANTS, {
  title: 'Figure 4: re-selection',
  printed: 'figure4_reselection.csv',
  claims: [
    greater('regular GSM', 'no re-selection', 'after', {
      sentence: 'Choosing the mask anew is better than keeping the first.',
      source: 'section 4.4, figure 4 (b)',
    }),
  ],
});
