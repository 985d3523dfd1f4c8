/**
 * Table 8: semantic segmentation of Cityscapes with PSPNet, of which only the backbone changes.
 *   npx refold reproduce repvgg --table table-8
 * Trains nothing: Cityscapes is not here. Timing six PSPNets against ResNet-50's dominates (65×65 images at quick, 193×193 at standard).
 * Comes out: costs of the folded networks at 713×713, and speeds relative to ResNet-50.
 */
import type { Layer } from '@refold/core/layers';
import { dilatedResNetStages, pspNet, resnetSpecs } from '@refold/core/zoo';
import { aboveSmoke, defineTable, type Model, measured, notRun, ratio, score, timedAt, timingOf } from '@refold/lab';
import { dilatedStages } from 'repvgg';

/** The side of the paper's images: one less is a multiple of 8. */
const SIDE = 713;

type Stages = Readonly<Record<string, Layer>>;

/** Printed names. */
const BACKBONES: Readonly<Record<string, () => Stages>> = {
  'RepVGG-B1g2-fast': () => dilatedStages('repvgg-b1g2', { fast: true }),
  'ResNet-50': () => dilatedResNetStages(resnetSpecs['resnet-50']),
  'RepVGG-B1g2': () => dilatedStages('repvgg-b1g2'),
  'RepVGG-B2-fast': () => dilatedStages('repvgg-b2', { fast: true }),
  'ResNet-101': () => dilatedResNetStages(resnetSpecs['resnet-101']),
  'RepVGG-B2': () => dilatedStages('repvgg-b2'),
};

/** PSPNet for the 19 classes of Cityscapes; its pools depend on the size of the images. */
function segmenter(stages: () => Stages, side = SIDE): Model {
  const input = [side, side, 3];
  return { input, build: () => pspNet(stages(), { input, classes: 19, auxiliaryAfter: 'stage3' }) };
}

const at = (side: number, rounds: number) => timedAt(1, rounds, side, 'PSPNet');

export default defineTable({
  title: 'Cityscapes: PSPNet on dilated backbones',
  printed: 'table8_cityscapes-pspnet.csv',
  scales: { smoke: at(41, 1), quick: at(65, 3), standard: at(193, 5), paper: at(SIDE, 50) },
  columns: {
    mean_iou: score({ heading: 'Mean IoU', metric: 'miou' }),
    mean_pixel_acc: score({ heading: 'Pixel accuracy', metric: 'pixelAccuracy' }),
    speed: ratio({ heading: 'Speed, folded', to: 'ResNet-50', fold: true }),
    params: measured({ heading: 'Parameters', unit: 'M', digits: 2, of: 'folded.params' }),
    macs: measured({ heading: 'Multiply-adds', unit: 'G', digits: 1, of: 'folded.macs' }),
  },
  rows: Object.entries(BACKBONES).map(([name, stages]) => ({
    name,
    model: segmenter(stages),
    train: notRun('needs Cityscapes, and a training of segmentation'),
    bench: aboveSmoke(settings => timingOf(segmenter(stages, settings.timedSide))(settings)),
  })),
  deviations: [
    'Costs are of the folded network with its head at 713×713; the paper prints none.',
    'The paper does not say what stride the fast backbones have: they keep the map as the others do.',
    'Speeds are of smaller images, one at a time.',
  ],
});
