/** Table 2: channel reduction and groups of the RepMLPs in c4. */
import { resnetTable } from './resnet-table.ts';

export default resnetTable({
  id: 'table-2',
  title: 'RepMLP in c4: channel reduction r and groups g',
  printed: 'table2_r-g-in-c4.csv',
  reference: 'Original Res50',
  rows: {
    'RepMLP-Res50 r=4 g=8': { model: 'repmlp-resnet-50-c4-r4-g8' },
    'RepMLP-Res50 r=4 g=2': { model: 'repmlp-resnet-50-c4-r4-g2' },
    'RepMLP-Res50 r=8 g=8': { model: 'repmlp-resnet-50-c4-r8-g8' },
    'RepMLP-Res50 r=2 g=8': { model: 'repmlp-resnet-50-c4-r2-g8' },
    'Original Res50': { model: 'resnet-50-v1.5' },
  },
});
