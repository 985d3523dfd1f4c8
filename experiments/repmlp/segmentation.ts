/** Segmentation at small scale: PSPNet on narrow backbones that differ in what mixes positions in their last stage. */
import { camvid, isAvailable } from '@refold/core/data';
import type { Block } from '@refold/core/layers';
import { type RunConfig, type Settings, sgd } from '@refold/lab';
import { segmenter } from 'repmlp';

export interface SegmentationSettings extends Settings {
  readonly data: 'camvid' | 'generated-scenes';
  /** Height and width of the images, multiples of 24. */
  readonly size: readonly [number, number];
  /** Channels of the stem; the last stage has twice as many. */
  readonly width: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
}

/** Real scenes where they are in the data folder; generated ones elsewhere. */
const AVAILABLE = isAvailable(camvid) ? 'camvid' : 'generated-scenes';
const CLASSES = { camvid: 11, 'generated-scenes': 5 } as const;

type Size = Pick<SegmentationSettings, 'size' | 'width' | 'epochs'>;

const at = (network: string, settings: Size & Partial<SegmentationSettings>): SegmentationSettings => ({
  data: AVAILABLE,
  batchSize: 8,
  lr: 0.05,
  seeds: [0, 1, 2],
  ...settings,
  network: `PSPNet on ${network}, ${settings.size.join('×')}`,
});

export const SCALES = {
  smoke: at('a backbone of 4 and 8 channels', {
    data: 'generated-scenes',
    size: [48, 48],
    width: 4,
    epochs: 1,
    rounds: 1,
    seeds: [0],
  }),
  quick: at('a backbone of 16 and 32 channels', { size: [72, 96], width: 16, epochs: 8, rounds: 3 }),
  standard: at('a backbone of 32 and 64 channels', { size: [168, 240], width: 32, epochs: 60, rounds: 5 }),
};

/** SGD with momentum 0.9, poly of power 0.9, an auxiliary loss of weight 0.4: PSPNet's way, on whole images, mirrored. */
export function segmentation(mixer: Block, settings: SegmentationSettings): RunConfig {
  const { data, size, width, epochs, batchSize, lr } = settings;
  const normalize = { mean: [0.4, 0.4, 0.4], std: [0.27, 0.27, 0.27] };
  const dataset = (split: 'train' | 'test'): RunConfig['data']['train'] =>
    data === 'camvid'
      ? { name: 'camvid', split, size }
      : { name: 'generated-scenes', split, shape: [size[0], size[1], 3], size: split === 'train' ? 256 : 64 };
  return {
    layer: segmenter({ mixer, size, width, classes: CLASSES[data] }),
    input: [...size, 3],
    data: { train: dataset('train'), test: dataset('test'), augment: { flip: true, normalize } },
    loss: { kind: 'pixelCrossEntropy', aux: { auxiliary: 0.4 } },
    optimizer: sgd({ lr: { kind: 'poly', value: lr, end: 0, power: 0.9 }, weightDecay: [['', 1e-4]] }),
    epochs,
    batchSize,
    evalEvery: epochs,
  };
}
