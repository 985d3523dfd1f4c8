/**
 * Table 5: how many labels of positive and negative pictures are wrong, estimated set by set.
 *   npx refold reproduce emotion-benchmarks --table table-5
 * About a minute at quick, five at standard, on two cores.
 * Comes out: which of the sets at hand disagree most with a classifier that hasn't seen their pictures.
 */
import { defineTable, greater, less, score } from '@refold/lab';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, onceSetsAreHere, SETS, type SetName, scalesOf } from './scales.ts';

const rate = (heading: string, printed: string, metric: string) =>
  score({ heading, printed, metric, unit: '', digits: 3, better: 'lower', tolerance: 0.03 });

const NAMES = Object.keys(SETS) as readonly SetName[];

export default defineTable<BenchmarkSettings>({
  title: 'Noise of polarity labels',
  printed: 'table5_label-noise.csv',
  scales: scalesOf('Emotion6'),
  columns: {
    negative: rate('Negative labelled positive', 'rho_neg', 'noise/negative'),
    positive: rate('Positive labelled negative', 'rho_pos', 'noise/positive'),
    mean: rate('Mean', 'rho_mean', 'noise'),
  },
  rows: NAMES.map(name => ({
    name,
    ...(name !== 'FI' && { printed: false as const }),
    settings: scale => (scale === 'smoke' ? {} : { data: SETS[name] }),
    train: onceSetsAreHere([name], cell({ learner: 'logistic-regression', label: 'polarity' })),
  })),
  claims: [
    greater('D-ViSA', 'FI', 'mean', {
      sentence: 'Labels of abstract paintings are noisier than those of photographs.',
      source: 'survey, C4: noise is highest on Abstract',
    }),
    less('FI', 'Emotion6', 'mean', {
      sentence: 'Labels that several people agree on (FI) are less noisy than keywords (Emotion6).',
      source: 'our own question',
      claimant: 'us',
    }),
  ],
  deviations: [
    'The survey’s estimator isn’t known: here it is confident counting, on the probabilities of logistic regression for the pictures of the fold that it hasn’t learnt from.',
    'What it counts as noise is also what its features can’t tell: the numbers are upper bounds, to be compared with each other.',
    'FI: 746 pictures of 23,308.',
    ...DEVIATIONS,
  ],
});
