/** AOFP, reproduced: `npx refold reproduce aofp`. Tables 1 to 4, figures 3 to 5, and extras: counts, deployment. */
import { paperIn } from '@refold/lab';
import { type AofpSettings, aofp, aofpPruner, type CutMaskedSettings, cutMasked, models } from 'aofp';
import { omissions } from './omissions.ts';
import { reasons } from './reasons.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'X. Ding, G. Ding, Y. Guo, J. Han, C. Yan: Approximated Oracle Filter Pruning for Destructive CNN Width Optimization. ICML 2019, arXiv 1905.04748',
  models,
  reasons,
  omissions,
  methods: {
    aofp: settings => aofp(settings as AofpSettings),
    cutMasked: settings => cutMasked(settings as CutMaskedSettings),
  },
  pruners: { aofp: aofpPruner },
});
