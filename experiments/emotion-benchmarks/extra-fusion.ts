/**
 * Several kinds of features at once: side by side, with weights that are learnt, and as graphs. The keywords of Emotion6.
 *   npx refold reproduce emotion-benchmarks --table extra-fusion
 * About two minutes at quick, half an hour at standard, on two cores.
 * Comes out: whether learners that weigh kinds of features are better than one that takes them side by side.
 */
import { aboveSmoke, defineTable, greater, type Row, score } from '@refold/lab';
import { DEEP, TOGETHER } from './features.ts';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, scalesOf } from './scales.ts';

const HAND_CRAFTED = TOGETHER.features;
const ALL = [...HAND_CRAFTED, ...DEEP.features];

const rowOf = (name: string, learner: string, features: readonly string[]): Row<BenchmarkSettings> => {
  const train = cell({ features, learner, label: 'class' });
  return { name, train: features === ALL ? aboveSmoke(train, 'needs the weights of a network') : train };
};

const better = (one: string, other: string, sentence: string) =>
  greater(one, other, 'accuracy', { sentence, source: 'sheet, 5: kernels and graphs of several features' });

export default defineTable<BenchmarkSettings>({
  title: 'Extra: several kinds of features at once, the keywords of Emotion6',
  scales: scalesOf('Emotion6'),
  columns: {
    accuracy: score({ heading: 'Accuracy', metric: 'top1', unit: '', digits: 3, tolerance: 0.02 }),
    balanced: score({ heading: 'Mean recall', metric: 'balanced', unit: '', digits: 3, tolerance: 0.02 }),
  },
  rows: [
    rowOf('Largest class', 'majority', HAND_CRAFTED),
    rowOf('SVM, hand-crafted', 'svm', HAND_CRAFTED),
    rowOf('MKL, hand-crafted', 'multiple-kernels', HAND_CRAFTED),
    rowOf('Multi-graph, hand-crafted', 'multi-graph', HAND_CRAFTED),
    rowOf('SVM, with deep features', 'svm', ALL),
    rowOf('MKL, with deep features', 'multiple-kernels', ALL),
    rowOf('Multi-graph, with deep features', 'multi-graph', ALL),
  ],
  claims: [
    better(
      'MKL, hand-crafted',
      'SVM, hand-crafted',
      'Learnt weights of kernels are better than features side by side.',
    ),
    better('MKL, with deep features', 'SVM, with deep features', 'So they are with deep features among them.'),
    better('MKL, with deep features', 'Multi-graph, with deep features', 'Kernels are better than graphs.'),
  ],
  deviations: DEVIATIONS,
});
