/**
 * Table 6: what the branches beside the 3×3 are worth.
 *   npx refold reproduce repvgg --table table-6
 * quick trains 12 runs (4 rows, 3 seeds) of 2 epochs on 30,000 images of CIFAR-10, standard 12 of 10 epochs on all of it.
 * On two cores training takes about 8 minutes at quick and 2½ hours at standard.
 * Comes out: top-1 of each block, the speed of its trained form, and whether both branches help. Three runs are table 7's too.
 */
import { defineTable, greater, ratio, score } from '@refold/lab';
import { branchAblations, type Variant } from 'repvgg';
import { ABLATION_SCALES, type AblationSettings, ablation, DEVIATIONS } from './ablation.ts';

/** Printed names. */
const NONE = 'no identity, no 1x1';
const POINTWISE = '1x1 only';
const IDENTITY = 'identity only';
const FULL = 'identity + 1x1 (full)';
/** Slowest to learn first. */
const ROWS: Readonly<Record<string, Variant>> = {
  [NONE]: branchAblations.none,
  [POINTWISE]: branchAblations['pointwise-only'],
  [IDENTITY]: branchAblations['identity-only'],
  [FULL]: branchAblations.full,
};

const claim = (a: string, b: string, sentence: string) => greater(a, b, 'top1', { sentence, source: 'table 6' });

export default defineTable<AblationSettings>({
  title: 'Ablation of the branches',
  printed: 'table6_branch-ablation.csv',
  scales: ABLATION_SCALES,
  columns: {
    top1: score({ heading: 'Top-1', metric: 'top1' }),
    speed_without_reparam: ratio({ heading: 'Speed, not folded', to: NONE }),
  },
  rows: Object.entries(ROWS).map(([name, variant]) => ({ name, train: ablation(variant), bench: 'trained' })),
  claims: [
    claim(FULL, IDENTITY, 'The 1×1 helps beside the identity.'),
    claim(FULL, POINTWISE, 'The identity helps beside the 1×1.'),
    claim(IDENTITY, POINTWISE, 'The identity alone helps more than the 1×1 alone.'),
    claim(POINTWISE, NONE, 'The 1×1 alone helps.'),
  ],
  deviations: DEVIATIONS,
});
