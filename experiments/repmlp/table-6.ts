/** Table 6: semantic segmentation with PSPNet; here at small scale, on CamVid where it is there. */
import type { Block } from '@refold/core/layers';
import { benched, defineTable, greater, ratio, score, trained } from '@refold/lab';
import { inputOf, MIXERS, SCALES, type SegmentationSettings, segmentation, segmenter } from './segmentation.ts';

const RESNET = 'PSPNet ResNet-50';
const ROWS: Readonly<Record<string, Block>> = {
  'PSPNet RepMLP-Res50-g4/8': MIXERS.repmlp,
  [RESNET]: MIXERS.conv,
};

export default defineTable<SegmentationSettings, 'miou' | 'pixels' | 'speed'>({
  paper: 'repmlp',
  id: 'table-6',
  title: 'Semantic segmentation',
  printed: 'table6_cityscapes.csv',
  scales: SCALES,
  columns: {
    miou: score({ heading: 'Mean IoU', printed: 'mIoU' }),
    pixels: score({ heading: 'Pixels right', printed: 'pixels' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Speed', to: RESNET }),
  },
  rows: Object.entries(ROWS).map(([name, mixer]) => ({
    name,
    cells: {
      miou: trained<SegmentationSettings>(settings => segmentation(mixer, settings), 'miou'),
      pixels: trained<SegmentationSettings>(settings => segmentation(mixer, settings), 'pixelAccuracy'),
      speed: benched<SegmentationSettings>(settings => ({
        layer: segmenter(mixer, settings),
        input: inputOf(settings),
        batchSize: settings.batchSize,
        fold: true,
        rounds: settings.rounds,
      })),
    },
  })),
  claims: [
    greater('PSPNet RepMLP-Res50-g4/8', RESNET, 'miou', {
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
