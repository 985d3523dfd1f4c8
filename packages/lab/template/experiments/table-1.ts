/**
 * Table 1: the block against a plain convolution.
 *   npx refold reproduce new-paper --table table-1
 * quick trains 6 runs (2 rows, 3 seeds) of 3 epochs on 10,000 images of CIFAR-10. On two cores that takes about a minute.
 * Comes out: parameters that equal the paper's, top-1 of both, and whether the block is better.
 */
import { type Block, convNormOf } from '@refold/core/layers';
import { CIFAR } from '@refold/core/zoo';
import {
  CIFAR_SCALES,
  type ClassificationSettings,
  classesOf,
  classification,
  cosineRate,
  decayOn,
  defineTable,
  exact,
  greater,
  score,
  sgd,
} from '@refold/lab';
import { block, small } from 'new-paper';

/** The paper's rows, by the names that it prints. */
const ROWS: Readonly<Record<string, Block>> = { plain: convNormOf, 'with the block': block };

const network = 'three blocks of 16, 32 and 64 channels';

/** The optimizer of every run: SGD with a momentum of 0.9, after an epoch of warm-up. */
const recipe = ({ lr }: ClassificationSettings) => ({
  optimizer: sgd({ lr: cosineRate(lr, 1), weightDecay: decayOn(5e-4) }),
});

export default defineTable<ClassificationSettings>({
  title: 'The block against a plain convolution',
  printed: 'table1.csv',
  scales: {
    smoke: { ...CIFAR_SCALES.smoke, lr: 0.1, network },
    quick: { ...CIFAR_SCALES.quick, lr: 0.1, network, epochs: 3 },
    standard: { ...CIFAR_SCALES.standard, lr: 0.1, network },
  },
  columns: {
    params: exact({ heading: 'Parameters as trained', unit: 'K', of: 'trained.params' }),
    top1: score({ heading: 'Top-1', metric: 'top1' }),
  },
  rows: Object.entries(ROWS).map(([name, block]) => ({
    name,
    model: { input: CIFAR, build: () => small({ block }) },
    train: settings => classification(small({ block, classes: classesOf(settings) }), settings, recipe(settings)),
  })),
  claims: [
    greater('with the block', 'plain', 'top1', {
      sentence: 'The block is better than a plain convolution.',
      source: 'table 1',
    }),
  ],
  deviations: ['The schedule is short, so top-1 is not comparable with the paper’s.'],
});
