/** PDANet, reproduced: `npx refold reproduce pdanet`. Tables 1 to 3, on three sets of pictures, and forms of the attention. */
import { paperIn } from '@refold/lab';
import { models, pcr, type RidgeSettings, ridge } from 'pdanet';
import { reasons } from './reasons.ts';
import { pcrRun } from './recipes.ts';
import { SETS, scalesOf, weightsAt } from './scales.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'S. Zhao, Z. Jia, H. Chen, L. Li, G. Ding, K. Keutzer: PDANet: Polarity-consistent Deep Attention Network for Fine-grained Visual Emotion Regression. ACM MM 2019, arXiv 1909.05693',
  models,
  reasons,
  weights: weightsAt,
  methods: { ridge: settings => ridge(settings as RidgeSettings) },
  losses: { pcr },
  shown: scale => ({ ...pcrRun(1)(scalesOf(SETS.dVisa)[scale], 0), seed: 0 }),
});
