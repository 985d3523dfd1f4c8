/** Centripetal SGD, reproduced: `npx refold reproduce csgd`. Tables 1 to 3, figures 1 to 5, and extras: counts, deployment. */
import { paperIn } from '@refold/lab';
import {
  type CsgdSettings,
  csgd,
  csgdPruner,
  models,
  type OneShotSettings,
  oneShot,
  type RedundantSettings,
  redundantFilters,
} from 'csgd';
import { omissions } from './omissions.ts';
import { reasons } from './reasons.ts';
import { RESNETS } from './scales.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'X. Ding, G. Ding, Y. Guo, J. Han: Centripetal SGD for Pruning Very Deep Convolutional Networks with Complicated Structure. CVPR 2019, arXiv 1904.03837',
  models,
  reasons,
  omissions,
  methods: {
    csgd: settings => csgd(settings as CsgdSettings),
    redundantFilters: settings => redundantFilters(settings as RedundantSettings),
    oneShot: settings => oneShot(settings as OneShotSettings),
  },
  pruners: { csgd: csgdPruner },
  weights: scale => [RESNETS[scale].net.weights ?? []].flat(),
});
