/** RepMLP and RepMLPNet, reproduced: `npx refold reproduce repmlp` fills the tables of both, figure 4 and an extra. */
import { definePaper } from '@refold/lab';
import { models, type VerificationSettings, verifying } from 'repmlp';
import extraConversion from './extra-conversion.ts';
import figure4 from './figure-4.ts';
import netTable1 from './net-table-1.ts';
import netTable2 from './net-table-2.ts';
import netTable3 from './net-table-3.ts';
import netTable4 from './net-table-4.ts';
import table1 from './table-1.ts';
import table2 from './table-2.ts';
import table3 from './table-3.ts';
import table4 from './table-4.ts';
import table5 from './table-5.ts';
import table6 from './table-6.ts';
import table7 from './table-7.ts';

export default definePaper({
  paper: 'repmlp',
  reference:
    'X. Ding, X. Zhang, J. Han, G. Ding: RepMLP: Re-parameterizing Convolutions into Fully-connected Layers for Image Recognition. arXiv 2105.01883, 2021; X. Ding, H. Chen, X. Zhang, J. Han, G. Ding: RepMLPNet: Hierarchical Vision MLP with Re-parameterized Locality. CVPR 2022, arXiv 2112.11081',
  tables: [
    table1,
    table2,
    table3,
    table4,
    table5,
    table6,
    table7,
    netTable1,
    netTable2,
    netTable3,
    netTable4,
    extraConversion,
  ],
  figures: [figure4],
  models,
  methods: { verification: settings => verifying(settings as VerificationSettings) },
});
