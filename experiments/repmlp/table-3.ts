/**
 * Table 3: the stages that have RepMLPs.
 *   npx refold reproduce repmlp --table table-3
 *   npx refold reproduce repmlp --table table-3 --scale paper    top-1: 100 epochs of ImageNet per row, on a GPU
 * Up to standard nothing is trained; timing the networks at their own size dominates.
 * Comes out: parameters that equal the paper's, and speeds relative to ResNet-50.
 */
import { resnetTable } from './resnet-table.ts';

export default resnetTable({
  title: 'RepMLP by stages',
  printed: 'table3_stages.csv',
  reference: 'Original Res50',
  models: {
    'RepMLP-Res50 c2+c3+c4+c5': 'repmlp-resnet-50-c2-c5',
    'RepMLP-Res50 c2+c3+c4': 'repmlp-resnet-50-c2-c4',
    'RepMLP-Res50 c3+c4+c5': 'repmlp-resnet-50-c3-c5',
    'RepMLP-Res50 c3+c4': 'repmlp-resnet-50',
    'RepMLP-Res50 c3': 'repmlp-resnet-50-c3',
    'RepMLP-Res50 c4': 'repmlp-resnet-50-c4-r4-g8',
    'Original Res50': 'resnet-50-v1.5',
  },
});
