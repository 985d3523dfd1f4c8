/** Face recognition at small scale: residual networks with and without RepMLPs, judged on people that they have never seen. */
import { faces, isAvailable } from '@refold/core/data';
import {
  chain,
  flatten,
  identity,
  type Layer,
  linear,
  makeSite,
  relu,
  type Shape,
  sum,
  tap,
} from '@refold/core/layers';
import { convNorm, convNormRelu } from '@refold/core/zoo';
import type { RunConfig, Settings } from '@refold/lab';
import { repmlpBlock, type VerificationSettings } from 'repmlp';
import { sgd } from './recipes.ts';

export interface FaceSettings extends Settings {
  readonly data: 'faces' | 'generated';
  /** Channels of the first stage. */
  readonly width: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
}

/** The ORL faces where they are in the data folder; generated patterns elsewhere. */
const AVAILABLE = isAvailable(faces) ? 'faces' : 'generated';
/** Side of the images, and people that are trained. */
const SIDE = 48;
const KNOWN = 30;
const NORMALIZE = { mean: [0.45], std: [0.2] };
export const INPUT: Shape = [SIDE, SIDE, 1];

const at = (width: number, settings: Omit<FaceSettings, 'network' | 'width' | 'lr' | 'batchSize'>): FaceSettings => ({
  ...settings,
  width,
  batchSize: 16,
  lr: 0.01,
  network: `FaceResNet of ${width} to ${4 * width} channels, ${SIDE}×${SIDE}`,
});

export const SCALES = {
  smoke: at(8, { data: 'generated', epochs: 1, rounds: 1, seeds: [0] }),
  quick: at(16, { data: AVAILABLE, epochs: 40, rounds: 3, seeds: [0, 1, 2] }),
  standard: at(32, { data: AVAILABLE, epochs: 120, rounds: 5, seeds: [0, 1, 2] }),
} as const satisfies Record<string, FaceSettings>;

/**
 * Stages of two bottlenecks on maps of 24, 12 and 6; the paper's has 3, 2, 2, 2. With RepMLPs, the last block of each is a RepMLP
 * bottleneck, on partitions of 6×6, in 4 groups, half as wide (r = 2).
 */
export function faceResNet(withRepMLP: boolean, { width }: Pick<FaceSettings, 'width'>): Layer {
  const stages = [1, 2, 4].map((times, s): [string, Layer] => {
    const [out, size] = [width * times, SIDE / 2 ** (s + 1)];
    const first = block(s === 0 ? convNorm(out, 1) : convNorm(out, 1, { stride: 2 }), plain(out, s === 0 ? 1 : 2));
    const last = block(identity(), withRepMLP ? repmlp(size, out) : plain(out, 1));
    return [`stage${s + 1}`, chain([first, last])];
  });
  return chain({
    stem: convNormRelu(width, 3, { stride: 2 }),
    ...Object.fromEntries(stages),
    flatten: flatten(),
    embed: linear(64),
    embedding: tap('embedding'),
    classify: linear(KNOWN),
  });
}

const block = (shortcut: Layer, body: Layer): Layer => chain({ branches: sum({ shortcut, body }), relu: relu() });

/** As wide inside as outside, as the paper says of FaceResNet. */
const plain = (out: number, stride: number): Layer =>
  chain({ reduce: convNormRelu(out, 1), spatial: convNormRelu(out, 3, { stride }), expand: convNorm(out, 1) });

const mixer = repmlpBlock({ partition: [6, 6], groups: 4, kernels: [1, 3, 5] });

const repmlp = (size: number, out: number): Layer =>
  chain({
    reduce: convNormRelu(out, 1),
    enter: convNormRelu(out / 2, 3),
    mlp: mixer(makeSite(out / 2, out / 2, 3, { map: [size, size] })),
    relu: relu(),
    leave: convNormRelu(out, 3),
    expand: convNorm(out, 1),
  });

/** A classifier of the known people, judged besides by pairs of unseen ones. */
export function recognition(withRepMLP: boolean, settings: FaceSettings): RunConfig {
  const { data, epochs, batchSize, lr } = settings;
  const size = [SIDE, SIDE] as const;
  const dataset = (split: 'train' | 'test'): RunConfig['data']['train'] =>
    data === 'faces'
      ? { name: 'faces', split, size }
      : { name: 'generated', split, classes: KNOWN, shape: [SIDE, SIDE, 1], size: KNOWN * (split === 'train' ? 8 : 2) };
  return {
    layer: faceResNet(withRepMLP, settings),
    input: INPUT,
    data: {
      train: dataset('train'),
      test: dataset('test'),
      augment: { flip: true, crop: { pad: 3 }, normalize: NORMALIZE },
    },
    method: {
      name: 'verification',
      tap: 'embedding',
      data:
        data === 'faces'
          ? { name: 'faces', split: 'test', size, people: 'unseen' }
          : { name: 'generated', split: 'test', classes: 10, shape: [SIDE, SIDE, 1], size: 100, seed: 1 },
      batchSize,
      augment: { normalize: NORMALIZE },
    } satisfies VerificationSettings,
    optimizer: sgd({ lr, weightDecay: 5e-4, warmUp: 1 }),
    epochs,
    batchSize,
    evalEvery: epochs,
  };
}
