/** RepVGG, reproduced: `npx refold reproduce repvgg` takes about a quarter of an hour at quick and two hours at standard, on two cores. */
import { definePaper } from '@refold/lab';
import { models } from 'repvgg';
import figure1 from './figure-1.ts';
import figure3 from './figure-3.ts';
import figure4 from './figure-4.ts';
import table1 from './table-1.ts';
import table2 from './table-2.ts';
import table3 from './table-3.ts';
import table4 from './table-4.ts';
import table5 from './table-5.ts';
import table6 from './table-6.ts';
import table7 from './table-7.ts';
import table8 from './table-8.ts';

export default definePaper({
  paper: 'repvgg',
  reference:
    'X. Ding, X. Zhang, N. Ma, J. Han, G. Ding, J. Sun: RepVGG: Making VGG-style ConvNets Great Again. CVPR 2021, arXiv 2101.03697',
  tables: [table1, table2, table3, table4, table5, table6, table7, table8, figure4],
  figures: [figure1, figure3],
  models,
});
