/**
 * Retrieval: pictures of the query's emotion among others of D-ViSA, nearest first.
 *   npx refold reproduce emotion-benchmarks --table extra-retrieval
 * About a minute at quick, two at standard, on two cores.
 * Comes out: whether pictures near each other in a space of features are of the same emotion.
 */
import { defineTable, greater, type Row, score } from '@refold/lab';
import { ALL_FEATURES, fromScale } from './features.ts';
import { retrieval } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, scalesOf } from './scales.ts';

const measure = (heading: string, metric: string, better: 'higher' | 'lower' = 'higher') =>
  score({ heading, metric, unit: '', digits: 3, better, tolerance: 0.01 });

export default defineTable<BenchmarkSettings>({
  title: 'Extra: retrieval by emotion, D-ViSA',
  scales: scalesOf('D-ViSA'),
  columns: {
    nn: measure('Nearest', 'nn'),
    firstTier: measure('First tier', 'firstTier'),
    secondTier: measure('Second tier', 'secondTier'),
    f1: measure('F1 at 20', 'f1At20'),
    map: measure('Mean average precision', 'map'),
    dcg: measure('DCG', 'dcg'),
    anmrr: measure('ANMRR', 'anmrr', 'lower'),
  },
  rows: ALL_FEATURES.map(
    (row): Row<BenchmarkSettings> => ({ name: row.name, train: fromScale(row, retrieval(row.features)) }),
  ),
  claims: [
    greater('EfficientNet-Lite0, last map', 'Principles of art (PAEF)', 'map', {
      sentence: 'Deep features retrieve better than principles of art.',
      source: 'survey, C2',
    }),
    greater('Principles of art (PAEF)', 'Elements of art', 'map', {
      sentence: 'Principles of art retrieve better than elements of art.',
      source: 'PAEF, abstract',
    }),
  ],
  deviations: [
    'Distances are Euclidean, on standardised features; the pictures ranked are those of the fold.',
    ...DEVIATIONS,
  ],
});
