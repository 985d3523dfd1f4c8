/** Table 8: semantic segmentation of Cityscapes with PSPNet, of which only the backbone changes. */
import { countFolded } from '@refold/core/fold';
import type { Layer, Shape } from '@refold/core/layers';
import { pspNet, resnetBackbone, resnetSpecs } from '@refold/core/zoo';
import { benched, compute, defineTable, measured, notRun, onlyAt, ratio, type Settings, score } from '@refold/lab';
import { type RepVGGName, repvggSpecs, repvggStages } from 'repvgg';

interface SegmentationSettings extends Settings {
  readonly side: number;
  readonly rounds: number;
}

const CLASSES = 19;
/** The side of the paper's images: one less is a multiple of 8. */
const SIDE = 713;

/** The last two stages keep their map and dilate their 3×3 by 2 and 4; a fast one dilates its last four layers of stage 3 only. */
function repvggBackbone(name: RepVGGName, fast: boolean): Readonly<Record<string, Layer>> {
  const spec = repvggSpecs[name];
  const dilated = spec.depths[3]! - (fast ? 4 : spec.depths[3]!);
  return repvggStages(
    { ...spec, strides: [2, 2, 2, 1, 1] },
    { dilation: (stage, index) => (stage === 4 ? 4 : stage === 3 && index >= dilated ? 2 : 1) },
  );
}

const resnetStages = (name: keyof typeof resnetSpecs): Readonly<Record<string, Layer>> =>
  Object.fromEntries(resnetBackbone(resnetSpecs[name], { strides: [1, 2, 1, 1], dilations: [1, 1, 2, 4] }).children);

/** Printed names; the auxiliary head reads the stage before the last. */
const ROWS: Readonly<Record<string, readonly [stages: () => Readonly<Record<string, Layer>>, auxiliaryAfter: string]>> =
  {
    'RepVGG-B1g2-fast': [() => repvggBackbone('repvgg-b1g2', true), 'stage3'],
    'ResNet-50': [() => resnetStages('resnet-50'), 'stage3'],
    'RepVGG-B1g2': [() => repvggBackbone('repvgg-b1g2', false), 'stage3'],
    'RepVGG-B2-fast': [() => repvggBackbone('repvgg-b2', true), 'stage3'],
    'ResNet-101': [() => resnetStages('resnet-101'), 'stage3'],
    'RepVGG-B2': [() => repvggBackbone('repvgg-b2', false), 'stage3'],
  };

const segmenter = (name: string, input: Shape): Layer => {
  const [stages, auxiliaryAfter] = ROWS[name]!;
  return pspNet(stages(), { input, classes: CLASSES, auxiliaryAfter });
};

const at = (side: number, rounds: number): SegmentationSettings => ({
  side,
  rounds,
  network: `PSPNet, timed at ${side}×${side}, batch 1`,
});

const CITYSCAPES = notRun('needs Cityscapes, and a training of segmentation');

export default defineTable<SegmentationSettings, 'mean_iou' | 'mean_pixel_acc' | 'speed' | 'params' | 'macs'>({
  paper: 'repvgg',
  id: 'table-8',
  title: 'Cityscapes: PSPNet on dilated backbones',
  printed: 'table8_cityscapes-pspnet.csv',
  scales: { smoke: at(41, 1), quick: at(65, 3), standard: at(193, 5), paper: at(SIDE, 50) },
  columns: {
    mean_iou: score({ heading: 'Mean IoU' }),
    mean_pixel_acc: score({ heading: 'Pixel accuracy' }),
    speed: ratio({ heading: 'Speed, folded', to: 'ResNet-50' }),
    params: measured({ heading: 'Parameters', unit: 'M', digits: 2 }),
    macs: measured({ heading: 'Multiply-adds', unit: 'G', digits: 1 }),
  },
  rows: Object.keys(ROWS).map(name => ({
    name,
    cells: {
      mean_iou: CITYSCAPES,
      mean_pixel_acc: CITYSCAPES,
      speed: onlyAt<SegmentationSettings>(['quick', 'standard', 'paper'], timed(name), 'too large for smoke'),
      params: compute(() => costOf(name).params),
      macs: compute(() => costOf(name).macs),
    },
  })),
  deviations: [
    'Costs are of the folded network with its head at 713×713; the paper prints none.',
    'The paper does not say what stride the fast backbones have: they keep the map as the others do.',
    'Speeds are of smaller images, one at a time.',
  ],
});

function timed(name: string) {
  return benched<SegmentationSettings>(({ side, rounds }) => ({
    layer: segmenter(name, [side, side, 3]),
    input: [side, side, 3],
    batchSize: 1,
    fold: true,
    rounds,
  }));
}

const costs = new Map<string, { params: number; macs: number }>();

function costOf(name: string) {
  const input: Shape = [SIDE, SIDE, 3];
  const cost = costs.get(name) ?? countFolded(segmenter(name, input), input).total;
  costs.set(name, cost);
  return cost;
}
