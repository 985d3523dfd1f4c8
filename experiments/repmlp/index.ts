/** RepMLP and RepMLPNet, reproduced: `npx refold reproduce repmlp` fills the tables of both, figure 4 and extras. */
import { paperIn } from '@refold/lab';
import { models, nameMaps, type VerificationSettings, verifying } from 'repmlp';
import { omissions } from './omissions.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'X. Ding, X. Zhang, J. Han, G. Ding: RepMLP: Re-parameterizing Convolutions into Fully-connected Layers for Image Recognition. arXiv 2105.01883, 2021; X. Ding, H. Chen, X. Zhang, J. Han, G. Ding: RepMLPNet: Hierarchical Vision MLP with Re-parameterized Locality. CVPR 2022, arXiv 2112.11081',
  models,
  nameMaps,
  omissions,
  methods: { verification: settings => verifying(settings as VerificationSettings) },
});
