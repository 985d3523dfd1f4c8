import { chain, flatten, linear } from '@refold/core/layers';
import type { TrainConfig } from '@refold/core/train';

const data = { name: 'generated', classes: 3, shape: [4, 4, 3], size: 12 } as const;

/** A run of so many epochs of two quick steps. Its method, if the paper's index knows one, is `method`. */
export const longConfig = (epochs: number, method?: string): TrainConfig => ({
  layer: chain({ flat: flatten(), fc: linear(3) }),
  input: [4, 4, 3],
  data: { train: { ...data, split: 'train' }, test: { ...data, split: 'test' } },
  optimizer: { kind: 'sgd', lr: { kind: 'constant', value: 0.01 }, momentum: 0.9 },
  epochs,
  evalEvery: epochs,
  logEvery: 1_000_000,
  batchSize: 6,
  seed: 0,
  ...(method !== undefined && { method: { name: method } }),
});
