/** A run on `webgpu` from its first step to its end, in sessions, on whatever plays the GPU here. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { BackendUnavailable, selectBackend } from '../src/backend/index.ts';
import { playerIn, readCheckpoint, type TrainConfig, train } from '../src/train/index.ts';
import { config, fileOf, metricsIn, RunFolder } from './support/training-run.ts';

/** Two epochs of two steps: a step takes a second where a processor plays the GPU. */
const short: TrainConfig = {
  ...config,
  data: { ...config.data, train: { ...config.data.train, size: 32 } as TrainConfig['data']['train'] },
  epochs: 2,
};

const absence = await selectBackend('webgpu').then(
  () => undefined,
  (error: unknown) => {
    if (error instanceof BackendUnavailable) return error.reason;
    throw error;
  },
);
if (absence !== undefined) process.stderr.write(`webgpu isn't tested here: ${absence}.\n`);

describe.skipIf(absence !== undefined)('webgpu', () => {
  const run = new RunFolder();
  beforeAll(() => selectBackend('webgpu'));

  test('a run ends, and one in sessions ends bit for bit as it does', { timeout: 300_000 }, async () => {
    const before = tf.memory().numTensors;
    const whole = mkdtempSync(join(tmpdir(), 'refold-whole-'));
    try {
      const expected = await train(short, { folder: whole });
      expect(expected).toMatchObject({ backend: 'webgpu', steps: 4, metrics: { n: 33 } });
      const resumed = await run.inSessions([1, 2, 4], {}, short);
      expect(resumed.metrics).toEqual(expected.metrics);
      expect(resumed.epochs).toEqual(expected.epochs);
      expect(metricsIn(run.path)).toBe(metricsIn(whole));
      const [own, other] = [run.path, whole].map(folder => playerIn(readCheckpoint(fileOf(folder, 'checkpoint'))));
      expect(own).toEqual(other);
      expect(tf.memory().numTensors).toBe(before);

      await selectBackend('wasm');
      const onWasm = await train(short, { folder: whole, fresh: true });
      for (const [epoch, { trainLoss }] of onWasm.epochs.entries())
        expect(expected.epochs[epoch]!.trainLoss).toBeCloseTo(trainLoss, 4);
    } finally {
      rmSync(whole, { recursive: true });
    }
  });
});
