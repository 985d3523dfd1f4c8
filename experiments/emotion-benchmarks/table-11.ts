/**
 * Table 11: learners of label distributions on Emotion6, as published beside StyleEDL.
 *   npx refold reproduce emotion-benchmarks --table table-11
 * About two minutes at quick, fifteen at standard, on two cores.
 * Comes out: the order of the classic learners on features of a network, beside the published one.
 */
import { type Cell, type Claim, defineTable, greaterInRow, score, trained } from '@refold/lab';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, scalesOf } from './scales.ts';

/** Learners by the names that are printed. */
const LEARNERS = {
  'PT-Bayes': 'pt-bayes',
  'PT-SVM': 'pt-svm',
  'AA-kNN': 'aa-knn',
  'AA-BP': 'aa-bp',
  'SA-BFGS': 'sa-bfgs',
  'SA-CPNN': 'cpnn',
} as const;

/** Measures by the names that are printed; Clark and Canberra are divided by their largest values there. */
const MEASURES = {
  KL: ['kl', 'lower', 0.05],
  Chebyshev: ['chebyshev', 'lower', 0.02],
  Clark: ['clarkPerClass', 'lower', 0.02],
  Canberra: ['canberraPerClass', 'lower', 0.02],
  Cosine: ['cosine', 'higher', 0.02],
  Intersection: ['intersection', 'higher', 0.02],
} as const;

const keyOf = (learner: string, measure: string): string => `${learner}: ${measure}`;
const PAIRS = Object.entries(LEARNERS).flatMap(([name, learner]) =>
  Object.entries(MEASURES).map(([measure, [metric, better, tolerance]]) => ({
    key: keyOf(name, measure),
    learner,
    metric,
    better,
    tolerance,
  })),
);

const cellsFor = (learnerOf: (own: string) => string): Readonly<Record<string, Cell<BenchmarkSettings>>> =>
  Object.fromEntries(
    PAIRS.map(({ key, learner, metric }) => [
      key,
      trained<BenchmarkSettings>(cell({ learner: learnerOf(learner), label: 'distribution' }), metric),
    ]),
  );

const ROW = 'Emotion6';
const MEAN = 'Mean of the training distributions';

/** The KL divergence of the other is greater. */
const nearer = (one: keyof typeof LEARNERS, other: keyof typeof LEARNERS): Claim =>
  greaterInRow(ROW, keyOf(other, 'KL'), keyOf(one, 'KL'), {
    sentence: `${one} is nearer to the votes (KL) than ${other}.`,
    source: 'StyleEDL, table of Emotion6',
  });

export default defineTable<BenchmarkSettings>({
  title: 'Learners of distributions on Emotion6',
  printed: 'table11_ldl-modern-baseline.csv',
  scales: scalesOf('Emotion6'),
  columns: Object.fromEntries(
    PAIRS.map(({ key, better, tolerance }) => [key, score({ heading: key, unit: '', digits: 3, better, tolerance })]),
  ),
  rows: [
    { name: MEAN, printed: false, cells: cellsFor(() => 'mean') },
    { name: ROW, cells: cellsFor(own => own) },
  ],
  claims: [
    nearer('SA-CPNN', 'PT-Bayes'),
    nearer('SA-CPNN', 'PT-SVM'),
    nearer('AA-BP', 'AA-kNN'),
    nearer('SA-CPNN', 'SA-BFGS'),
    greaterInRow(ROW, keyOf('AA-kNN', 'Cosine'), keyOf('AA-BP', 'Cosine'), {
      sentence: 'By the cosine AA-kNN is better than AA-BP.',
      source: 'StyleEDL, table of Emotion6',
    }),
  ],
  deviations: [
    'The published learners get features of a ResNet-50 on a split that isn’t stated; here those of EfficientNet-Lite0, in folds.',
    ...DEVIATIONS,
  ],
});
