/**
 * Table 6: semantic segmentation with PSPNet; here at small scale, on CamVid where the data folder has it.
 *   npx refold reproduce repmlp --table table-6
 * quick trains 6 runs (2 rows, 3 seeds) of 8 epochs on images of 72×96, standard 6 of 60 epochs on 168×240 with twice the channels.
 * On two cores training takes about a minute at quick and 3 hours at standard.
 * Comes out: mean IoU, pixel accuracy and speed with RepMLPs and with 3×3 convolutions, and which is better; costs of the paper's own
 * networks, which equal its.
 */
import { camvid, isAvailable } from '@refold/core/data';
import type { Block, Layer } from '@refold/core/layers';
import { dilatedResNetStages, pspNet, resnetSpecs } from '@refold/core/zoo';
import { defineTable, exact, greater, type Model, type RunConfig, ratio, type Settings, score, sgd } from '@refold/lab';
import { denseRepMLPStages, segmentationMixers, segmenter } from 'repmlp';

interface SegmentationSettings extends Settings {
  readonly data: string;
  /** Height and width of the images, multiples of 24. */
  readonly size: readonly [number, number];
  /** Channels of the stem; the last stage has twice as many. */
  readonly width: number;
  readonly epochs: number;
}

/** Real scenes where they are in the data folder; generated ones elsewhere. */
const AVAILABLE = isAvailable(camvid) ? 'camvid' : 'generated-scenes';

const at = (settings: SegmentationSettings): SegmentationSettings => ({
  seeds: [0, 1, 2],
  ...settings,
  network: `PSPNet on a backbone of ${settings.width} and ${2 * settings.width} channels, ${settings.size.join('×')}`,
});

/** SGD with momentum 0.9, poly of power 0.9, an auxiliary loss of weight 0.4: PSPNet's way, on whole images, mirrored. */
function segmentation(mixer: Block, { data, size, width, epochs }: SegmentationSettings): RunConfig {
  const isReal = data === 'camvid';
  const input = [...size, 3] as const;
  const scenes = (split: 'train' | 'test', count: number) =>
    isReal
      ? ({ name: 'camvid', split, size } as const)
      : ({ name: 'generated-scenes', split, shape: input, size: count } as const);
  const normalize = { mean: [0.4, 0.4, 0.4], std: [0.27, 0.27, 0.27] };
  return {
    layer: segmenter({ mixer, size, width, classes: isReal ? 11 : 5 }),
    input,
    data: { train: scenes('train', 256), test: scenes('test', 64), augment: { flip: true, normalize } },
    loss: { kind: 'pixelCrossEntropy', aux: { auxiliary: 0.4 } },
    optimizer: sgd({ lr: { kind: 'poly', value: 0.05, end: 0, power: 0.9 }, weightDecay: [['', 1e-4]] }),
    epochs,
    batchSize: 8,
    evalEvery: epochs,
  };
}

const REPMLP = 'PSPNet RepMLP-Res50-g4/8';
const RESNET = 'PSPNet ResNet-50';
const ROWS = { [REPMLP]: segmentationMixers.repmlp, [RESNET]: segmentationMixers.conv };

type Stages = Readonly<Record<string, Layer>>;
/** The paper's PSPNet for the 19 classes of Cityscapes. */
function printedNet(stages: () => Stages): Model {
  const input = [713, 713, 3];
  return { input, build: () => pspNet(stages(), { input, classes: 19, auxiliaryAfter: 'stage3' }) };
}
const PRINTED: Readonly<Record<string, Model>> = {
  [REPMLP]: printedNet(denseRepMLPStages),
  [RESNET]: printedNet(() => dilatedResNetStages(resnetSpecs['resnet-50-v1.5'])),
};

export default defineTable<SegmentationSettings>({
  title: 'Semantic segmentation',
  printed: 'table6_cityscapes.csv',
  scales: {
    smoke: at({ data: 'generated-scenes', size: [48, 48], width: 4, epochs: 1, rounds: 1, seeds: [0] }),
    quick: at({ data: AVAILABLE, size: [72, 96], width: 16, epochs: 8, rounds: 3 }),
    standard: at({ data: AVAILABLE, size: [168, 240], width: 32, epochs: 60, rounds: 5 }),
  },
  columns: {
    miou: score({ heading: 'Mean IoU', printed: 'mIoU', metric: 'miou' }),
    pixels: score({ heading: 'Pixel accuracy', printed: 'pixels', metric: 'pixelAccuracy' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Speed', to: RESNET, fold: true }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate', of: 'folded.macs' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', rounding: 'truncate', of: 'folded.params' }),
  },
  rows: Object.entries(ROWS).map(([name, mixer]) => ({
    name,
    network: name,
    model: PRINTED[name]!,
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
    "Costs are of the paper's networks at 713×713, folded and without the auxiliary head.",
    'RepMLPs stand in the bottlenecks of the last stage, with 3×4 partitions; the other row has 3×3 convolutions there.',
    'Whole images, mirrored half of the time; the paper scales, turns and crops besides.',
  ],
});
