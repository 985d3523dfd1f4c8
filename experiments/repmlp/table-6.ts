/**
 * Table 6: semantic segmentation with PSPNet; here at small scale, on CamVid where it is there.
 *   npx refold reproduce repmlp --table table-6
 * quick trains 6 runs (2 rows, 3 seeds) of 8 epochs on images of 72×96, standard 6 of 60 epochs on 168×240 with twice the channels.
 * Comes out: mean IoU, pixel accuracy and speed with RepMLPs and with 3×3 convolutions, and which is better.
 */
import { defineTable, greater, ratio, score } from '@refold/lab';
import { segmentationMixers } from 'repmlp';
import { SCALES, type SegmentationSettings, segmentation } from './segmentation.ts';

const REPMLP = 'PSPNet RepMLP-Res50-g4/8';
const RESNET = 'PSPNet ResNet-50';
const ROWS = { [REPMLP]: segmentationMixers.repmlp, [RESNET]: segmentationMixers.conv };

export default defineTable<SegmentationSettings>({
  title: 'Semantic segmentation',
  printed: 'table6_cityscapes.csv',
  scales: SCALES,
  columns: {
    miou: score({ heading: 'Mean IoU', printed: 'mIoU', metric: 'miou' }),
    pixels: score({ heading: 'Pixel accuracy', printed: 'pixels', metric: 'pixelAccuracy' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Speed', to: RESNET, fold: true }),
  },
  rows: Object.entries(ROWS).map(([name, mixer]) => ({
    name,
    train: settings => segmentation(mixer, settings),
    bench: 'trained',
  })),
  claims: [
    greater(REPMLP, RESNET, 'miou', {
      sentence: 'RepMLP in the backbone is better for segmentation.',
      source: 'table 6',
    }),
  ],
  deviations: [
    "The paper has Cityscapes and ResNet-50 pretrained on ImageNet. Here narrow networks of PSPNet's shape learn CamVid's 367 scenes from scratch, or generated scenes where CamVid is not in the data folder; rows are named after the paper's.",
    'RepMLPs stand in the bottlenecks of the last stage, with 3×4 partitions; the other row has 3×3 convolutions there.',
    'Whole images, mirrored half of the time; the paper scales, turns and crops besides.',
  ],
});
