/** Tables of features × regressors, by R² averaged over dimensions. */
import { greater, type Table } from '@refold/lab';
import { CONSTANT, featureTable } from './feature-table.ts';
import { REGRESSORS } from './learners.ts';
import type { SetName } from './scales.ts';

/** How much of the variance of a set's ratings each kind of features explains. */
export const affectTable = (set: SetName, what: string): Table =>
  featureTable({
    title: `Extra: features × learners, ${what}`,
    set,
    label: 'dimensions',
    learners: REGRESSORS,
    metric: 'r2',
    shown: { unit: '', digits: 3, tolerance: 0.02 },
    claims: [
      greater('EfficientNet-Lite0, last map', 'Principles of art (PAEF)', 'svr', {
        sentence: 'Deep features explain more than principles of art.',
        source: 'survey, C2',
      }),
      greater('Principles of art (PAEF)', CONSTANT, 'svr', {
        sentence: 'Principles of art explain more than the mean.',
        source: 'our own question',
        claimant: 'us',
      }),
    ],
    deviations: ['R² is averaged over the dimensions.'],
  });
