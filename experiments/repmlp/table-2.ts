/**
 * Table 2: channel reduction and groups of the RepMLPs in c4.
 *   npx refold reproduce repmlp --table table-2
 *   npx refold reproduce repmlp --table table-2 --scale paper    top-1: 100 epochs of ImageNet per row, on a GPU
 * Up to standard nothing is trained; timing the networks at their own size dominates.
 * Comes out: parameters that equal the paper's, and speeds relative to ResNet-50.
 */
import { resnetTable } from './resnet-table.ts';

export default resnetTable({
  title: 'RepMLP in c4: channel reduction r and groups g',
  printed: 'table2_r-g-in-c4.csv',
  reference: 'Original Res50',
  models: {
    'RepMLP-Res50 r=4 g=8': 'repmlp-resnet-50-c4-r4-g8',
    'RepMLP-Res50 r=4 g=2': 'repmlp-resnet-50-c4-r4-g2',
    'RepMLP-Res50 r=8 g=8': 'repmlp-resnet-50-c4-r8-g8',
    'RepMLP-Res50 r=2 g=8': 'repmlp-resnet-50-c4-r2-g8',
    'Original Res50': 'resnet-50-v1.5',
  },
});
