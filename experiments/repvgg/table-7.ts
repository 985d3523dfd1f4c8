/**
 * Table 7: other ways to re-parameterize, and to add shortcuts.
 *   npx refold reproduce repvgg --table table-7
 *   npx refold reproduce repvgg --table table-7 --row DiracNet    one way alone
 * quick trains 24 runs (8 rows, 3 seeds) of 2 epochs on 30,000 images of CIFAR-10, standard 24 of 10 epochs on all of it.
 * On two cores training takes about 18 minutes at quick and 6 hours at standard.
 * Comes out: top-1 of each way, and whether the full block is the best of those that fold.
 */
import type { Layer } from '@refold/core/layers';
import { resnetClassifier, resnetSpecs } from '@refold/core/zoo';
import { defineTable, equal, greater, needsImageNet, ordered, score } from '@refold/lab';
import { repvggBlock, type Variant, variants } from 'repvgg';
import { ABLATION_SCALES, type AblationSettings, ablation, DEVIATIONS } from './ablation.ts';
import { training } from './recipes.ts';

/** Printed names, in the paper's order of accuracy. */
const ROWS: Readonly<Record<string, Variant>> = {
  '+ReLU in branch': variants['relu-in-branch'],
  'Full-featured reparam': variants.full,
  'Residual Reorg': variants['residual-reorg'],
  'Identity w/o BN': variants['identity-without-norm'],
  DiracNet: variants.dirac,
  ACB: variants.asymmetric,
  'Post-addition BN': variants['post-addition-norm'],
  'Trivial Re-param': variants.trivial,
};
/** Rows that claims are about: the paper's, whichever others the table has. */
const FULL = 'Full-featured reparam';
const TRIVIAL = 'Trivial Re-param';
const OTHERS = ['Residual Reorg', 'Identity w/o BN', 'DiracNet', 'ACB', 'Post-addition BN'];
const source = 'table 7';
const betterThan = (a: string, b: string) => `${a} does better than ${b}.`;

/** ResNet-50 as it is, and with the block in place of every 3×3 of stride 1. They have no small form. */
const RESNETS: Readonly<Record<string, () => Layer>> = {
  'ResNet-50 with every 3x3 replaced by a RepVGG block (text)': () =>
    resnetClassifier(resnetSpecs['resnet-50'], { spatial: repvggBlock() }),
  'ResNet-50 baseline (text/table 4)': () => resnetClassifier(resnetSpecs['resnet-50']),
};

export default defineTable<AblationSettings>({
  title: 'Comparison with variants and baselines',
  printed: 'table7_variants-baselines.csv',
  scales: ABLATION_SCALES,
  columns: { top1: score({ heading: 'Top-1', metric: 'top1' }) },
  rows: [
    ...Object.entries(ROWS).map(([name, variant]) => ({ name, train: ablation(variant) })),
    ...Object.entries(RESNETS).map(([name, layer]) => ({
      name,
      train: needsImageNet((settings: AblationSettings) => training(layer(), settings)),
    })),
  ],
  claims: [
    greater('+ReLU in branch', FULL, 'top1', {
      sentence: 'Branches with a ReLU of their own, which do not fold, do better.',
      source,
    }),
    ...[...OTHERS, TRIVIAL].map(other =>
      greater(FULL, other, 'top1', { sentence: betterThan('The full block', other), source }),
    ),
    ...ordered(OTHERS, 'top1', { sentence: betterThan, source }),
    equal('Post-addition BN', TRIVIAL, 'top1', {
      within: 0.5,
      sentence:
        'A norm after the sum takes away what branches add: it comes to within half a point of the trivial way.',
      source,
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    'The initial values of DiracNet (1 and 0.1) are those of its own paper; layers that change shape have no identity term.',
  ],
});
