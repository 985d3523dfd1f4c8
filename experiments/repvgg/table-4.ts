/**
 * Table 4: RepVGG and its baselines, trained plainly.
 *   npx refold reproduce repvgg --table table-4                  costs, and speeds of 96×96 images
 *   npx refold reproduce repvgg --table table-4 --scale paper    top-1: 120 epochs of ImageNet per row, on a GPU
 * Up to standard nothing is trained; timing the large networks, folded and not, dominates.
 * Comes out: parameters, multiply-adds and Winograd multiplications that equal the paper's, and speeds relative to ResNet-50.
 */
import { greater } from '@refold/lab';
import { imagenetTable } from './imagenet-table.ts';
import { simple } from './recipes.ts';

/** a runs at so many times the speed of b. */
const faster = (a: string, b: string, times: number, sentence: string) =>
  greater(a, b, 'speed', { sentence, size: { times }, source: 'section 4.1, on a 1080Ti' });

const ROWS = `RepVGG-A0 ResNet-18 RepVGG-A1 RepVGG-B0 ResNet-34 RepVGG-A2 RepVGG-B1g4 EfficientNet-B0 RepVGG-B1g2 ResNet-50
  RepVGG-B1 RegNetX-3.2GF RepVGG-B2g4 ResNeXt-50 RepVGG-B2 ResNet-101 VGG-16 ResNet-152 ResNeXt-101`;

export default imagenetTable({
  title: 'ImageNet, 120 epochs of simple training',
  printed: 'table4_imagenet-120ep.csv',
  recipe: simple,
  epochs: 120,
  names: ROWS.split(/\s+/),
  claims: [
    faster('RepVGG-A0', 'ResNet-18', 1.33, 'RepVGG-A0 is 33 % faster than ResNet-18.'),
    faster('RepVGG-A1', 'ResNet-34', 1.64, 'RepVGG-A1 is 64 % faster than ResNet-34.'),
    faster('RepVGG-A2', 'ResNet-50', 1.83, 'RepVGG-A2 is 83 % faster than ResNet-50.'),
    faster('RepVGG-B1g4', 'ResNet-101', 2.01, 'RepVGG-B1g4 is 101 % faster than ResNet-101.'),
    faster('RepVGG-B1g2', 'ResNet-152', 2.66, 'RepVGG-B1g2 runs at 2.66 times the speed of ResNet-152.'),
    faster('RepVGG-A2', 'EfficientNet-B0', 1.59, 'RepVGG-A2 is 59 % faster than EfficientNet-B0.'),
    faster('RepVGG-B2', 'VGG-16', 1.1, 'RepVGG-B2 is 10 % faster than VGG-16.'),
  ],
  deviations: [
    'ResNeXt-101: the paper prints 7.9 G Winograd multiplications. Its own rule (4/9 for a 3×3 of stride 1), which gives every other row, gives 7.73 G.',
    'ResNets have the stride of a bottleneck on the first 1×1, which is what gives the printed values.',
  ],
});
