/**
 * Per emotion: how often pictures of each keyword of Emotion6 are recognised.
 *   npx refold reproduce emotion-benchmarks --table extra-per-class
 * Seconds after extra-class-emotion6, whose runs these are.
 * Comes out: which emotions are told apart, and which are not.
 */
import { EKMAN } from '@refold/core/data';
import { aboveSmoke, defineTable, type Row, score } from '@refold/lab';
import { ALL_FEATURES } from './features.ts';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, scalesOf } from './scales.ts';

const share = (heading: string, metric: string) => score({ heading, metric, unit: '', digits: 3, tolerance: 0.03 });

const rowOf = (name: string, features: readonly string[], learner: string): Row<BenchmarkSettings> => ({
  name,
  // Generated pictures, as smoke has them, are of other emotions.
  train: aboveSmoke(cell({ features, learner, label: 'class' }), 'needs Emotion6'),
});

/** Features of `ALL_FEATURES` by name. */
const featuresNamed = (wanted: string): readonly string[] => ALL_FEATURES.find(({ name }) => name === wanted)!.features;
const withSvm = (name: string): Row<BenchmarkSettings> => rowOf(name, featuresNamed(name), 'svm');

export default defineTable<BenchmarkSettings>({
  title: 'Extra: recall of each keyword of Emotion6, SVM',
  scales: scalesOf('Emotion6'),
  columns: {
    ...Object.fromEntries(EKMAN.map(emotion => [emotion, share(emotion, `recall/${emotion}`)])),
    balanced: share('Mean', 'balanced'),
    f1: share('Macro F1', 'macroF1'),
  },
  rows: [
    rowOf('Largest class', ['colour-statistics'], 'majority'),
    withSvm('Elements of art'),
    withSvm('Principles of art (PAEF)'),
    withSvm('GIST'),
    withSvm('EfficientNet-Lite0, last map'),
  ],
  deviations: DEVIATIONS,
});
