/**
 * Joint classification and distribution learning: labels that stand for distributions on Mikels' wheel, D-ViSA.
 *   npx refold reproduce emotion-benchmarks --table extra-joint
 * About a minute at quick, ten at standard, on two cores.
 * Comes out: whether near misses become more likely than far ones, and what that does to accuracy.
 */
import { defineTable, greater, type Row, score } from '@refold/lab';
import { HEADS } from 'pdanet';
import { headRun } from './networks.ts';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, scalesOf } from './scales.ts';

const PLAIN = 'Cross-entropy';
const named = (lambda: number): string => `λ = ${lambda}`;

const joint = (lambda: number): Row<BenchmarkSettings> => ({
  name: named(lambda),
  train: headRun(HEADS.plain, 'class', { kind: 'joint', lambda }),
});

export default defineTable<BenchmarkSettings>({
  title: 'Extra: joint classification and distribution learning, D-ViSA',
  scales: scalesOf('D-ViSA', { network: 'EfficientNet-Lite0' }),
  columns: {
    accuracy: score({ heading: 'Accuracy', metric: 'top1', unit: '', digits: 3, tolerance: 0.02 }),
    top5: score({ heading: 'Among the first five', metric: 'top5', unit: '', digits: 3, tolerance: 0.02 }),
  },
  rows: [
    {
      name: 'Largest class',
      train: cell({ learner: 'majority', label: 'class' }),
      without: ['top5'],
    },
    { name: PLAIN, train: headRun(HEADS.plain, 'class') },
    joint(0.4),
    joint(0.8),
  ],
  claims: [
    greater('λ = 0.8', PLAIN, 'accuracy', {
      sentence: 'Joint learning (λ = 0.8) classifies better than cross-entropy alone.',
      source: 'Yang, She and Sun 2017, abstract',
    }),
  ],
  deviations: DEVIATIONS,
});
