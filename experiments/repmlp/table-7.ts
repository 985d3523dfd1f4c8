/** Table 7: the two ways to put a RepMLP into a block. */
import { resnetTable } from './resnet-table.ts';

export default resnetTable({
  id: 'table-7',
  title: 'Bottleneck and light block',
  printed: 'table7_light-block.csv',
  reference: 'Original',
  macs: true,
  rows: {
    Original: { model: 'resnet-50-v1.5' },
    'RepMLP Bottleneck': { model: 'repmlp-resnet-50' },
    'RepMLP Light Block': { model: 'repmlp-resnet-50-light' },
  },
  deviations: ["The light block has 8 groups, as the paper's count does; the authors' released weights have 4."],
});
