/** Diverse Branch Block, reproduced: `npx refold reproduce dbb` fills tables, figure 5 and three extras; its blocks are rewritings of any network. */
import { definePaper, type Rewriting } from '@refold/lab';
import { blocks, diversify } from 'dbb';
import extraConversion from './extra-conversion.ts';
import extraHosts from './extra-hosts.ts';
import extraOneRecipe from './extra-one-recipe.ts';
import figure5 from './figure-5.ts';
import table1 from './table-1.ts';
import table2 from './table-2.ts';
import table3 from './table-3.ts';
import table4 from './table-4.ts';

export default definePaper({
  paper: 'dbb',
  reference:
    'X. Ding, X. Zhang, J. Han, G. Ding: Diverse Branch Block: Building a Convolution as an Inception-like Unit. CVPR 2021, arXiv 2103.13425',
  tables: [table1, table2, table3, table4, extraHosts, extraOneRecipe, extraConversion],
  figures: [figure5],
  models: {},
  rewritings: Object.fromEntries(
    Object.entries(blocks).map(([name, block]): [string, Rewriting] => [
      name,
      (layer, input) => diversify(layer, input, { block }),
    ]),
  ),
});
