/**
 * Figure 3 as a table: what momentum does to weights that get no gradient.
 *   npx refold reproduce gsm --table figure-3
 * quick takes about 8 minutes on two cores: 8 runs (2 momenta with 3 seeds, 2 with one) of LeNet-300-100, 9 epochs;
 * standard 4 hours: 8 of ResNet-20, 12 epochs.
 * Comes out: accuracy before and after zeroing, shares of small weights, and whether a large momentum is better.
 */
import { greater } from '@refold/lab';
import { studyTable } from './studies.ts';

/** Claims are about the first and the last; the others have one seed. */
export const MOMENTA = {
  'momentum 0.90': { momentum: 0.9 },
  'momentum 0.95': { momentum: 0.95, seeds: [0] },
  'momentum 0.98': { momentum: 0.98, seeds: [0] },
  'momentum 0.99': { momentum: 0.99 },
};

const claim = (column: string, sentence: string, source: string) =>
  greater('momentum 0.99', 'momentum 0.90', column, { sentence, source });

export default studyTable(MOMENTA, {
  title: 'Figure 3: momentum',
  printed: 'figure3_momentum.csv',
  claims: [
    claim(
      'below3',
      'With a momentum of 0.99 fewer weights stay above 1e-3 than with 0.9.',
      'section 4.3, figure 3 (c)',
    ),
    claim('after', 'A momentum of 0.99 leaves a better network after zeroing than 0.9.', 'section 4.3, figure 3 (b)'),
  ],
  deviations: ['Momenta of 0.95 and 0.98 have one seed.'],
});
