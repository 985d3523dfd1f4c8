/** A small training for tests, in a folder of its own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import * as L from '../../src/layers/index.ts';
import { cosine, linearWarmup } from '../../src/optim/index.ts';
import {
  Interrupted,
  RUN_FILES,
  type TrainConfig,
  type TrainEvent,
  type TrainOptions,
  train,
} from '../../src/train/index.ts';

/** Has all that could spoil a resume: running statistics, dropout, an auxiliary head. */
export const layer = L.chain({
  conv: L.conv(8, 3, { stride: 2 }),
  norm: L.batchNorm(),
  relu: L.relu(),
  aux: L.tap('aux', {
    head: L.chain({ pool: L.globalAvgPool(), flat: L.flatten(), fc: L.linear(4) }),
    trainingOnly: true,
  }),
  drop: L.dropout(0.1),
  pool: L.globalAvgPool(),
  flat: L.flatten(),
  fc: L.linear(4),
});

/** 3 epochs of 4 steps; 64 examples fill 4 batches of 14, and 8 are left over. */
export const config: TrainConfig = {
  layer,
  input: [8, 8, 3],
  data: {
    train: { name: 'generated', split: 'train', size: 64, classes: 4, shape: [8, 8, 3], noise: 20 },
    test: { name: 'generated', split: 'test', size: 33, classes: 4, shape: [8, 8, 3], noise: 20 },
    augment: { crop: { pad: 1 }, flip: true, normalize: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } },
  },
  loss: { labelSmoothing: 0.1, mixup: 0.2, aux: { aux: 0.3 } },
  optimizer: {
    kind: 'sgd',
    lr: linearWarmup(0.5, cosine(0.1)),
    momentum: 0.9,
    nesterov: true,
    weightDecay: [
      ['kernel$', 1e-3],
      ['', 0],
    ],
  },
  epochs: 3,
  batchSize: 14,
  seed: 7,
  logEvery: 3,
};
/** The same without what blurs the loss. */
export const plain: TrainConfig = { ...config, loss: {}, data: { ...config.data, augment: {} } };

type RunFile = keyof typeof RUN_FILES;

/** The folder of each test's run. */
export class RunFolder {
  path = '';

  constructor() {
    beforeEach(() => {
      this.path = mkdtempSync(join(tmpdir(), 'refold-train-'));
    });
    afterEach(() => rmSync(this.path, { recursive: true }));
  }

  file(name: RunFile): string {
    return fileOf(this.path, name);
  }

  /** Runs to the end, stopping once at each of the given steps. */
  async inSessions(stops: readonly number[], options: Partial<TrainOptions> = {}, what: TrainConfig = config) {
    const folder = this.path;
    for (const stop of stops) {
      const controller = new AbortController();
      const onEvent = (event: TrainEvent) => event.kind === 'step' && event.step === stop && controller.abort();
      const stopped = train(what, { folder, ...options, signal: controller.signal, onEvent });
      await expect(stopped).rejects.toThrow(Interrupted);
    }
    return train(what, { folder, ...options });
  }
}

export const fileOf = (folder: string, name: RunFile): string => join(folder, RUN_FILES[name]);

export const metricsIn = (folder: string): string => readFileSync(fileOf(folder, 'metrics'), 'utf8');

export function listen() {
  const events: TrainEvent[] = [];
  return { events, onEvent: (event: TrainEvent) => void events.push(event) };
}
