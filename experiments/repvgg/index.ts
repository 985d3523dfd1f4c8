/** RepVGG, reproduced: `npx refold reproduce repvgg` takes about a quarter of an hour at quick and two hours at standard, on two cores. */
import { paperIn } from '@refold/lab';
import { models, nameMaps } from 'repvgg';
import { omissions } from './omissions.ts';
import { reasons } from './reasons.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'X. Ding, X. Zhang, N. Ma, J. Han, G. Ding, J. Sun: RepVGG: Making VGG-style ConvNets Great Again. CVPR 2021, arXiv 2101.03697',
  models,
  reasons,
  nameMaps,
  omissions,
});
