/**
 * Table 7: the two ways to put a RepMLP into a block.
 *   npx refold reproduce repmlp --table table-7
 *   npx refold reproduce repmlp --table table-7 --scale paper    top-1: 100 epochs of ImageNet per row, on a GPU
 * Up to standard nothing is trained; timing the networks at their own size dominates.
 * Comes out: parameters and multiply-adds that equal the paper's, and speeds relative to ResNet-50.
 */
import { resnetTable } from './resnet-table.ts';

export default resnetTable({
  title: 'Bottleneck and light block',
  printed: 'table7_light-block.csv',
  reference: 'Original',
  macs: true,
  models: {
    Original: 'resnet-50-v1.5',
    'RepMLP Bottleneck': 'repmlp-resnet-50',
    'RepMLP Light Block': 'repmlp-resnet-50-light',
  },
  deviations: ["The light block has 8 groups, as the paper's count does; the authors' released weights have 4."],
});
