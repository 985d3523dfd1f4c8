/** Table 3: the stages that have RepMLPs. */
import { resnetTable } from './resnet-table.ts';

export default resnetTable({
  id: 'table-3',
  title: 'RepMLP by stages',
  printed: 'table3_stages.csv',
  reference: 'Original Res50',
  rows: {
    'RepMLP-Res50 c2+c3+c4+c5': { model: 'repmlp-resnet-50-c2-c5' },
    'RepMLP-Res50 c2+c3+c4': { model: 'repmlp-resnet-50-c2-c4' },
    'RepMLP-Res50 c3+c4+c5': { model: 'repmlp-resnet-50-c3-c5' },
    'RepMLP-Res50 c3+c4': { model: 'repmlp-resnet-50' },
    'RepMLP-Res50 c3': { model: 'repmlp-resnet-50-c3' },
    'RepMLP-Res50 c4': { model: 'repmlp-resnet-50-c4-r4-g8' },
    'Original Res50': { model: 'resnet-50-v1.5' },
  },
});
