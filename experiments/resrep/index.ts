/** ResRep, reproduced: tables, figures 2 to 4, costs, speed, models. */
import { definePaper } from '@refold/lab';
import { type CutFirstSettings, cutFirst, models, type ResRepSettings, resrep } from 'resrep';
import extraConversion from './extra-conversion.ts';
import extraCounts from './extra-counts.ts';
import extraRepvgg from './extra-repvgg.ts';
import extraSpeed from './extra-speed.ts';
import figure2 from './figure-2.ts';
import figure3 from './figure-3.ts';
import figure4 from './figure-4.ts';
import figure4Checkpoints from './figure-4-checkpoints.ts';
import figure4Magnitudes from './figure-4-magnitudes.ts';
import { SCALES } from './scales.ts';
import table1 from './table-1.ts';
import table2 from './table-2.ts';
import table3 from './table-3.ts';

export default definePaper({
  paper: 'resrep',
  reference:
    'X. Ding, T. Hao, J. Tan, J. Liu, J. Han, Y. Guo, G. Ding: ResRep: Lossless CNN Pruning via Decoupling Remembering and Forgetting. ICCV 2021, arXiv 2007.03260',
  tables: [table1, table2, table3, figure4, extraCounts, extraRepvgg, extraSpeed],
  figures: [figure2, figure3, figure4Checkpoints, figure4Magnitudes, extraConversion],
  models,
  methods: {
    resrep: settings => resrep(settings as ResRepSettings),
    cutFirst: settings => cutFirst(settings as CutFirstSettings),
  },
  weights: scale => {
    const { weights } = SCALES[scale];
    return weights === undefined ? [] : [weights];
  },
});
