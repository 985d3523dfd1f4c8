/**
 * Reference targets: the values of another implementation of some features and learners, on OASIS and on Emotion6's released features.
 *   npx refold reproduce emotion-benchmarks --table extra-reference
 * About two minutes at quick and standard, on two cores.
 * Comes out: whether features and learners here are what they are called.
 */
import { aboveSmoke, type Cell, defineTable, isHere, notRun, type Scale, score, trained } from '@refold/lab';
import type { LearnerSpec } from 'emotion-benchmarks';
import { TOGETHER } from './features.ts';
import { cell, type FoldChoice, type Label } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, onceSetsAreHere, SETS, type SetName, scalesOf } from './scales.ts';

type Cells = Readonly<Record<string, Cell<BenchmarkSettings>>>;

interface Subject {
  readonly features: readonly string[];
  readonly learner: LearnerSpec;
}

const ridge = (penalty: number): LearnerSpec => ({ name: 'ridge', settings: { penalty } });
/** Radial kernels of width 1/features, C = 1 and ε = 0.1. */
const svr: LearnerSpec = { name: 'svr', settings: { C: 1, epsilon: 0.1, gamma: 'auto' } };
const ALL = TOGETHER.features;

const AFFECT: Readonly<Record<string, Subject>> = {
  'train-mean predictor': { features: ['colour-statistics'], learner: { name: 'mean' } },
  '20 colour statistics + ridge(10)': { features: ['colour-statistics'], learner: ridge(10) },
  '12 GLCM + ridge(10)': { features: ['glcm'], learner: ridge(10) },
  '59-bin LBP + ridge(10)': { features: ['lbp'], learner: ridge(10) },
  '128-bin HSV histogram + ridge(1000)': { features: ['hsv-histogram'], learner: ridge(1000) },
  '512-d GIST + SVR-RBF': { features: ['gist'], learner: svr },
  'all 731 dims + SVR-RBF': { features: ALL, learner: svr },
  'all 731 dims + ridge(1000)': { features: ALL, learner: ridge(1000) },
};

const POLARITY: Readonly<Record<string, Subject>> = {
  'majority class': { features: ['colour-statistics'], learner: { name: 'majority' } },
  'all 731 dims + SVM-RBF': { features: ALL, learner: { name: 'svm', settings: { C: 1, gamma: 'auto' } } },
  'all 731 dims + Gaussian NB': { features: ALL, learner: { name: 'naive-bayes' } },
  'all 731 dims + 15-NN': { features: ALL, learner: { name: 'knn', settings: { k: 15 } } },
};

const DISTRIBUTIONS: Readonly<Record<string, LearnerSpec>> = {
  'uniform distribution': { name: 'uniform' },
  'train-mean distribution': { name: 'mean' },
  'AA-kNN k=5': { name: 'aa-knn', settings: { k: 5 } },
  'AA-kNN k=20': { name: 'aa-knn', settings: { k: 20 } },
  'SA-BFGS no L2': { name: 'sa-bfgs', settings: { l2: 0 } },
  'SA-BFGS L2=100': { name: 'sa-bfgs', settings: { l2: 100 } },
};

/** Columns of the file, the metric of each, and how far apart values may be: 3 % on OASIS, 0.01 on Emotion6. */
const columnsOf = (
  subjects: readonly string[],
  metrics: Readonly<Record<string, readonly [metric: string, tolerance: number]>>,
) =>
  subjects.flatMap(subject =>
    Object.entries(metrics).map(([name, [metric, tolerance]]) => ({
      key: `${subject}: ${name}`,
      subject,
      metric,
      tolerance,
    })),
  );

const MSE = { 'valence MSE': ['mse/valence', 0.045], 'arousal MSE': ['mse/arousal', 0.02] } as const;
const RATES = {
  accuracy: ['top1', 0.02],
  'TPR negative': ['recall/negative', 0.05],
  'TPR positive': ['recall/positive', 0.03],
} as const;
const MEASURES = {
  Chebyshev: ['chebyshev', 0.01],
  Clark: ['clark', 0.01],
  Canberra: ['canberra', 0.02],
  KL: ['kl', 0.01],
  Cosine: ['cosine', 0.01],
  Intersection: ['intersection', 0.01],
  SSD: ['ssd', 0.01],
  BC: ['bhattacharyya', 0.01],
  'argmax accuracy': ['top1', 0.02],
} as const;

const affect = columnsOf(Object.keys(AFFECT), MSE);
const polarity = columnsOf(Object.keys(POLARITY), RATES);
const distributions = columnsOf(Object.keys(DISTRIBUTIONS), MEASURES);

/** The subjects of the file's rows by theme: fewer than of those by row. */
const BY_THEME = [
  'train-mean predictor',
  'all 731 dims + SVR-RBF',
  'all 731 dims + ridge(1000)',
  '12 GLCM + ridge(10)',
];
const BY_ROW = Object.keys(AFFECT).filter(name => name !== 'all 731 dims + ridge(1000)');

const onOasis = (
  columns: typeof affect,
  subjects: Readonly<Record<string, Subject>>,
  label: Label,
  folds: FoldChoice,
  shown: readonly string[] = Object.keys(subjects),
): Cells =>
  Object.fromEntries(
    columns
      .filter(({ subject }) => shown.includes(subject))
      .map(({ key, subject, metric }) => [
        key,
        onceSetsAreHere(['OASIS'], trained<BenchmarkSettings>(cell({ ...subjects[subject]!, label, folds }), metric)),
      ]),
  );

const RELEASED = { features: ['emotion6-released'], label: 'distribution', folds: { folds: 10 } } as const;

/** Released features are of Emotion6's pictures alone, so that smoke has none. */
const onEmotion6: Cells = Object.fromEntries(
  distributions.map(({ key, subject, metric }) => [
    key,
    isHere(SETS.Emotion6)
      ? aboveSmoke(
          trained<BenchmarkSettings>(cell({ ...RELEASED, learner: DISTRIBUTIONS[subject]! }), metric),
          'needs Emotion6',
        )
      : notRun('needs Emotion6 and the features released with it'),
  ]),
);

const score3 = ({ key, tolerance }: { readonly key: string; readonly tolerance: number }) =>
  [key, score({ heading: key, unit: '', digits: 3, tolerance })] as const;

/** At smoke generated pictures. */
const on = (set: SetName, seeds: number) => (scale: Scale) =>
  scale === 'smoke' ? {} : { data: SETS[set], seeds: [...Array(seeds).keys()] };

export default defineTable<BenchmarkSettings>({
  title: 'Extra: reference targets',
  printed: 'reference_oasis-emotion6.csv',
  scales: scalesOf('OASIS', { comparable: true }),
  columns: Object.fromEntries([...affect, ...polarity, ...distributions].map(score3)),
  rows: [
    {
      name: 'OASIS folds by row index mod 5',
      settings: on('OASIS', 5),
      cells: onOasis(affect, AFFECT, 'dimensions', { folds: 5, grouped: false }, BY_ROW),
    },
    {
      name: 'OASIS folds by theme group',
      settings: on('OASIS', 5),
      cells: onOasis(affect, AFFECT, 'dimensions', { folds: 5 }, BY_THEME),
    },
    {
      name: 'OASIS polarity (valence > 4), folds by row index mod 5',
      settings: on('OASIS', 5),
      cells: onOasis(polarity, POLARITY, 'polarity', { folds: 5, grouped: false }),
    },
    { name: 'Emotion6 168-d features, 10 random folds', settings: on('Emotion6', 10), cells: onEmotion6 },
  ],
  deviations: [
    'The targets were measured on all 900 pictures of OASIS at 500×400; here are 838 of them at 250×200, and folds are drawn at random, by picture or by theme.',
    'Which 20 colour statistics the targets have isn’t said: here they are our own.',
    ...DEVIATIONS,
  ],
});
