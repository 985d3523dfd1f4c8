/**
 * Table 4: RepMLP-ResNets beside deeper and larger networks.
 *   npx refold reproduce repmlp --table table-4
 *   npx refold reproduce repmlp --table table-4 --scale paper    top-1: 100 epochs of ImageNet per row, on a GPU
 * Up to standard nothing is trained; timing the networks at their own size dominates.
 * Comes out: parameters and multiply-adds that equal the paper's, and speeds relative to ResNet-50 at 224×224.
 */
import { resnetTable } from './resnet-table.ts';

export default resnetTable({
  title: 'Comparison on ImageNet',
  printed: 'table4_imagenet-comparison.csv',
  reference: 'ResNet-50 @224',
  macs: true,
  models: {
    'ResNet-50 @224': 'resnet-50-v1.5',
    'ResNet-101 @224': 'resnet-101-v1.5',
    'RepMLP-Res50 @224': 'repmlp-resnet-50',
    'ResNet-50 @320': 'resnet-50-v1.5@320',
    'ResNet-101 @320': 'resnet-101-v1.5@320',
    'RepMLP-Res50-g8/16 @320': 'repmlp-resnet-50-320-g8-16',
    'RepMLP-Res50-g8/8 @320': 'repmlp-resnet-50-320-g8-8',
    'RepMLP-Res50-g4/8 @320': 'repmlp-resnet-50-320-g4-8',
    'NL-Res50 @320': undefined,
    'GC-Res50 @320': undefined,
    'EfficientNet-B1 @240': undefined,
    'EfficientNet-B2 @260': undefined,
    'EfficientNet-B3 @300': undefined,
  },
});
