/** Face recognition at small scale: residual networks with and without RepMLPs, judged on people that they have never seen. */
import { faces, isAvailable } from '@refold/core/data';
import type { RunConfig, Settings } from '@refold/lab';
import { faceResNet, type VerificationSettings } from 'repmlp';
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

/** A classifier of the known people, judged besides by pairs of unseen ones. */
export function recognition(repmlp: boolean, settings: FaceSettings): RunConfig {
  const { data, width, epochs, batchSize, lr } = settings;
  const size = [SIDE, SIDE] as const;
  const dataset = (split: 'train' | 'test'): RunConfig['data']['train'] =>
    data === 'faces'
      ? { name: 'faces', split, size }
      : { name: 'generated', split, classes: KNOWN, shape: [SIDE, SIDE, 1], size: KNOWN * (split === 'train' ? 8 : 2) };
  return {
    layer: faceResNet({ repmlp, width, side: SIDE, people: KNOWN }),
    input: [SIDE, SIDE, 1],
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
