/** Table 4: RepMLP-ResNets beside deeper and larger networks. */
import { resnetTable } from './resnet-table.ts';

export default resnetTable({
  id: 'table-4',
  title: 'Comparison on ImageNet',
  printed: 'table4_imagenet-comparison.csv',
  reference: 'ResNet-50 @224',
  macs: true,
  rows: {
    'ResNet-50 @224': { model: 'resnet-50-v1.5' },
    'ResNet-101 @224': { model: 'resnet-101-v1.5' },
    'RepMLP-Res50 @224': { model: 'repmlp-resnet-50' },
    'ResNet-50 @320': { model: 'resnet-50-v1.5', side: 320 },
    'ResNet-101 @320': { model: 'resnet-101-v1.5', side: 320 },
    'RepMLP-Res50-g8/16 @320': { model: 'repmlp-resnet-50-320-g8-16' },
    'RepMLP-Res50-g8/8 @320': { model: 'repmlp-resnet-50-320-g8-8' },
    'RepMLP-Res50-g4/8 @320': { model: 'repmlp-resnet-50-320-g4-8' },
    'NL-Res50 @320': undefined,
    'GC-Res50 @320': undefined,
    'EfficientNet-B1 @240': undefined,
    'EfficientNet-B2 @260': undefined,
    'EfficientNet-B3 @300': undefined,
  },
});
