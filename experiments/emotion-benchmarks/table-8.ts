/**
 * Table 8: networks on Emotion6's six keywords.
 *   npx refold reproduce emotion-benchmarks --table table-8
 * About two minutes at quick, eight at standard, on two cores.
 * Comes out: what WSCNet's and PDANet's heads are worth on a backbone that stays as it is, beside linear classifiers on the same features.
 */
import { defineTable, greater, type Row, score } from '@refold/lab';
import { CLASSIFIER_HEADS, headRun } from './networks.ts';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, scalesOf } from './scales.ts';

const CONSTANT = 'Largest class';
const PLAIN = 'Linear layer on the last map';

const own = (name: string, train: Row<BenchmarkSettings>['train']): Row<BenchmarkSettings> => ({
  name,
  printed: false,
  train: train!,
});

export default defineTable<BenchmarkSettings>({
  title: 'Networks on Emotion6, six classes',
  printed: 'table8_deep-baselines.csv',
  scales: scalesOf('Emotion6', { network: 'EfficientNet-Lite0' }),
  columns: {
    accuracy: score({ heading: 'Accuracy', printed: 'Emotion6-6', metric: 'top1', digits: 1, tolerance: 2 }),
  },
  rows: [
    own(CONSTANT, cell({ learner: 'majority', label: 'class' })),
    own('Logistic regression on its mean', cell({ learner: 'logistic-regression', label: 'class' })),
    own(PLAIN, headRun(CLASSIFIER_HEADS.plain, 'class')),
    { name: 'WSCNet', train: headRun(CLASSIFIER_HEADS.wscNet, 'class') },
    { name: 'PDANet', train: headRun(CLASSIFIER_HEADS.both, 'class') },
    ...['AlexNet', 'VGG-16', 'ResNet-50', 'DenseNet-121', 'StyleNet', 'Stimuli-aware', 'MDAN'].map(name => ({
      name,
      notRun: 'needs weights that aren’t to be had here',
    })),
  ],
  claims: [
    greater('WSCNet', PLAIN, 'accuracy', {
      sentence: 'WSCNet’s head is better than a linear layer.',
      source: 'EmoSet, table of baselines',
    }),
    greater('PDANet', PLAIN, 'accuracy', {
      sentence: 'PDANet’s head is better than a linear layer.',
      source: 'EmoSet, table of baselines',
    }),
    greater('PDANet', 'WSCNet', 'accuracy', {
      sentence: 'PDANet is better than WSCNet.',
      source: 'EmoSet, table of baselines',
    }),
  ],
  deviations: [
    'The published networks are fine-tuned whole, from ResNet-50; here EfficientNet-Lite0 stays as ImageNet left it, a learnt 1×1 convolution leaves 128 of its channels, and heads are trained for eight epochs; attention sums over places.',
    ...DEVIATIONS,
  ],
});
