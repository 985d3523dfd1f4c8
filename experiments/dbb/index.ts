/** Diverse Branch Block, reproduced: `npx refold reproduce dbb` fills tables, figure 5 and extras; its blocks are rewritings of any network. */
import { paperIn, type Rewriting } from '@refold/lab';
import { blocks, diversify, nameMaps } from 'dbb';
import { omissions } from './omissions.ts';
import { reasons } from './reasons.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'X. Ding, X. Zhang, J. Han, G. Ding: Diverse Branch Block: Building a Convolution as an Inception-like Unit. CVPR 2021, arXiv 2103.13425',
  models: {},
  reasons,
  nameMaps,
  omissions,
  rewritings: Object.fromEntries(
    Object.entries(blocks).map(([name, block]): [string, Rewriting] => [
      name,
      (layer, input) => diversify(layer, input, { block }),
    ]),
  ),
});
