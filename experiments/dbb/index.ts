/** Diverse Branch Block, reproduced: its tables, its figure, its block for any network. */

import type { Block } from '@refold/core/layers';
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

const rewritingOf =
  (block: Block): Rewriting =>
  (layer, input) =>
    diversify(layer, input, { block });

export default definePaper({
  paper: 'dbb',
  reference:
    'X. Ding, X. Zhang, J. Han, G. Ding: Diverse Branch Block: Building a Convolution as an Inception-like Unit. CVPR 2021, arXiv 2103.13425',
  tables: [table1, table2, table3, table4, extraHosts, extraOneRecipe],
  figures: [figure5, extraConversion],
  models: {},
  rewritings: Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, rewritingOf(block)])),
});
