/** Tables of learners of label distributions on Emotion6, by the measures that they are judged by. */
import { type Claim, defineTable, less, onlyAt, type Row, score, type Table } from '@refold/lab';
import { learnerNamed } from 'emotion-benchmarks';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, scalesOf } from './scales.ts';

/** The learners by name: a new one is a line here. */
const LEARNERS = [
  'pt-bayes',
  'pt-svm',
  'aa-knn',
  'aa-bp',
  'sa-iis',
  'sa-bfgs',
  'ldsvr',
  'cpnn',
  'bcpnn',
  'acpnn',
  'ssl',
  'wmmssl',
];

/** Learners that solve a problem for each picture, or many as large as all of them. */
const SLOW = ['sa-iis', 'ssl', 'wmmssl', 'ldsvr'];

const MEASURES = {
  kl: ['KL', 'lower'],
  chebyshev: ['Chebyshev', 'lower'],
  clark: ['Clark', 'lower'],
  canberra: ['Canberra', 'lower'],
  cosine: ['Cosine', 'higher'],
  intersection: ['Intersection', 'higher'],
  ssd: ['SSD', 'lower'],
  bhattacharyya: ['Bhattacharyya', 'higher'],
  top1: ['Likeliest class', 'higher'],
} as const;

export const UNIFORM = 'Uniform distribution';
export const MEAN = 'Mean of the training distributions';

/** The features that learners get. */
export interface DistributionTable {
  readonly title: string;
  /** Names of extractors; default: the settings' `best`. */
  readonly features?: readonly string[];
  /** Rows beside those of the learners. */
  readonly rows?: readonly Row<BenchmarkSettings>[];
  readonly claims?: readonly Claim[];
  readonly deviations?: readonly string[];
}

export function distributionTable({
  title,
  features,
  rows = [],
  claims = [],
  deviations = [],
}: DistributionTable): Table {
  const rowOf = (name: string, learner: string): Row<BenchmarkSettings> => {
    const train = cell({ learner, label: 'distribution', ...(features && { features }) });
    return { name, train: SLOW.includes(learner) ? onlyAt(['standard', 'paper'], train, 'takes minutes') : train };
  };
  const titleOf = (learner: string): string => learnerNamed(learner).title;
  return defineTable<BenchmarkSettings>({
    title,
    scales: scalesOf('Emotion6'),
    columns: Object.fromEntries(
      Object.entries(MEASURES).map(([metric, [heading, better]]) => [
        metric,
        score({ heading, metric, unit: '', digits: 3, better, tolerance: 0.01 }),
      ]),
    ),
    rows: [
      rowOf(UNIFORM, 'uniform'),
      rowOf(MEAN, 'mean'),
      ...LEARNERS.map(learner => rowOf(titleOf(learner), learner)),
      ...rows,
    ],
    claims: [
      less('SA-BFGS', MEAN, 'kl', {
        sentence: 'SA-BFGS is better than the mean distribution.',
        source: 'our own question',
        claimant: 'us',
      }),
      less('SA-BFGS', 'PT-Bayes', 'kl', {
        sentence: 'Specialised algorithms beat transformed problems: SA-BFGS, PT-Bayes.',
        source: 'Geng 2016',
      }),
      less('SA-BFGS', 'AA-kNN', 'kl', {
        sentence: 'Specialised algorithms beat adapted ones: SA-BFGS, AA-kNN.',
        source: 'Geng 2016',
      }),
      less('ACPNN', 'CPNN', 'kl', { sentence: 'ACPNN is better than CPNN.', source: 'Yang et al. 2017' }),
      ...claims,
    ],
    deviations: [...deviations, ...DEVIATIONS],
  });
}
