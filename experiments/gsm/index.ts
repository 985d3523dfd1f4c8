/** Global Sparse Momentum SGD, reproduced: `npx refold reproduce gsm` fills tables and figures, in minutes at quick and hours at standard. */
import { definePaper } from '@refold/lab';
import { type GsmSettings, gsm, type TicketSettings, ticket } from 'gsm';
import { RESNETS, STUDIED } from './cifar.ts';
import figure1 from './figure-1.ts';
import figure2 from './figure-2.ts';
import figure2Layers from './figure-2-layers.ts';
import figure3 from './figure-3.ts';
import figure3Curves from './figure-3-curves.ts';
import figure4 from './figure-4.ts';
import figure4Curves from './figure-4-curves.ts';
import table1 from './table-1.ts';
import table2 from './table-2.ts';
import table3 from './table-3.ts';
import table4 from './table-4.ts';
import table4Layers from './table-4-layers.ts';

export default definePaper({
  paper: 'gsm',
  reference:
    'X. Ding, G. Ding, X. Zhou, Y. Guo, J. Han, J. Liu: Global Sparse Momentum SGD for Pruning Very Deep Neural Networks. NeurIPS 2019, arXiv 1909.12778',
  tables: [table1, table2, table3, table4, table4Layers, figure2, figure3, figure4],
  figures: [figure1, figure2Layers, figure3Curves, figure4Curves],
  models: {},
  methods: {
    gsm: settings => gsm(settings as GsmSettings),
    ticket: settings => ticket(settings as TicketSettings),
  },
  weights: scale => [...new Set([RESNETS, STUDIED].flatMap(by => by[scale].net.weights ?? []))],
});
