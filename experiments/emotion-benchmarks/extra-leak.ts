/**
 * What near-duplicates are worth: OASIS, folds by theme and by picture.
 *   npx refold reproduce emotion-benchmarks --table extra-leak
 * About a minute at quick, ten at standard, on two cores.
 * Comes out: how much too good results are where pictures of one theme are on both sides.
 */
import { defineTable, greaterInRow, type Row, score, trained } from '@refold/lab';
import { TOGETHER } from './features.ts';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, scalesOf } from './scales.ts';

const LEAKY = { folds: 5, grouped: false };
const SOUND = { folds: 5 };

const r2 = (heading: string) => score({ heading, unit: '', digits: 3, tolerance: 0.03 });

const rowOf = (
  name: string,
  learner: string,
  features: readonly string[] = TOGETHER.features,
): Row<BenchmarkSettings> => {
  const at = (folds: typeof SOUND, metric: string) =>
    trained<BenchmarkSettings>(cell({ features, learner, label: 'dimensions', folds }), metric);
  return {
    name,
    cells: {
      'valence-leaky': at(LEAKY, 'r2/valence'),
      valence: at(SOUND, 'r2/valence'),
      'arousal-leaky': at(LEAKY, 'r2/arousal'),
      arousal: at(SOUND, 'r2/arousal'),
    },
  };
};

const pitfall = { source: 'sheet, pitfall 2', claimant: 'us' } as const;

export default defineTable<BenchmarkSettings>({
  title: 'Extra: what near-duplicates are worth, OASIS',
  scales: scalesOf('OASIS'),
  columns: {
    'valence-leaky': r2('R² valence, folds by picture'),
    valence: r2('R² valence, folds by theme'),
    'arousal-leaky': r2('R² arousal, folds by picture'),
    arousal: r2('R² arousal, folds by theme'),
  },
  rows: [rowOf('Constant prediction', 'mean'), rowOf('Ridge', 'ridge'), rowOf('SVR', 'svr')],
  claims: [
    greaterInRow('SVR', 'valence-leaky', 'valence', {
      sentence: 'Folds by picture make valence look more predictable (SVR).',
      ...pitfall,
    }),
    greaterInRow('SVR', 'arousal-leaky', 'arousal', {
      sentence: 'Folds by picture make arousal look more predictable (SVR).',
      ...pitfall,
    }),
  ],
  deviations: [...DEVIATIONS],
});
