import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { loadDataset } from '../src/data/registry.ts';
import { network } from '../src/init/init.ts';
import { disposeInstance, instantiate } from '../src/layers/apply.ts';
import * as L from '../src/layers/index.ts';
import { makeOptimizer } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import {
  evaluate,
  Player,
  playerIn,
  readCheckpoint,
  type SavedPlayer,
  softmaxCrossEntropy,
  train,
  trainStep,
} from '../src/train/index.ts';
import { readResult } from '../src/train/run-folder.ts';
import { activate, onEveryBackend } from './support/backends.ts';
import { config, fileOf, layer, listen, metricsIn, plain, RunFolder } from './support/training-run.ts';

const run = new RunFolder();

onEveryBackend('training', backend => {
  beforeAll(() => activate(backend));

  test('the loss falls, and accuracy rises above chance', async () => {
    const { events, onEvent } = listen();
    const result = await train({ ...plain, epochs: 12 }, { folder: run.path, onEvent });
    const losses = result.epochs.map(epoch => epoch.trainLoss);
    expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]!);
    expect(result.metrics.top1!).toBeGreaterThan(0.5);
    expect(result.metrics).toMatchObject({ n: 33 });
    expect(result.metrics).not.toHaveProperty('top5');
    expect(result.steps).toBe(48);
    // With its instruction set, where it has some.
    expect(result.backend.split(' ')[0]).toBe(backend);
    expect(result.imagesPerSecond).toBeGreaterThan(0);
    expect(readResult(run.path, result.hash)).toEqual(result);
    expect(events[0]).toEqual({ kind: 'start', backend, step: 0, totalSteps: 48 });
    expect(events.filter(event => event.kind === 'step')).toHaveLength(48);
    expect(events.at(-1)).toMatchObject({ kind: 'checkpoint', step: 48 });
  });

  test('the same seed gives the same curve and parameters, another seed others', async () => {
    const runs: string[] = [];
    const finals: unknown[] = [];
    for (const seed of [1, 1, 2]) {
      await train({ ...config, seed }, { folder: run.path, fresh: true });
      runs.push(metricsIn(run.path));
      finals.push(playerIn(readCheckpoint(run.file('checkpoint'))).params);
    }
    expect(runs[1]).toBe(runs[0]);
    expect(finals[1]).toEqual(finals[0]);
    expect(runs[2]).not.toBe(runs[0]);
  });

  test.each([
    ['in mid-epoch', [2]],
    ['before the first epoch is evaluated', [4]],
    ['again and again', [1, 3, 6, 7, 11]],
    ['at the very end', [12]],
  ])('a run interrupted %s ends bit for bit as one that was not', async (_, stops) => {
    const whole = mkdtempSync(join(tmpdir(), 'refold-whole-'));
    try {
      const expected = await train(config, { folder: whole });
      const resumed = await run.inSessions(stops);
      expect(resumed.metrics).toEqual(expected.metrics);
      expect(resumed.epochs).toEqual(expected.epochs);
      expect(metricsIn(run.path)).toBe(metricsIn(whole));
      const [a, b] = [run.path, whole].map(folder => playerIn(readCheckpoint(fileOf(folder, 'checkpoint')))) as [
        SavedPlayer,
        SavedPlayer,
      ];
      expect(a.params).toEqual(b.params);
      expect(a.optimizer).toEqual(b.optimizer);
      expect([...a.params.keys()]).toContain('norm.variance');
      expect([...a.optimizer.keys()]).toContain('momentum/conv.kernel');
    } finally {
      rmSync(whole, { recursive: true });
    }
  });

  test('ten steps leave no tensor behind', async () => {
    const net = network(layer, config.input, Rng.seeded(1));
    const player = new Player({ network: net, optimizer: makeOptimizer(config.optimizer) });
    const x = tf.ones([4, 8, 8, 3]);
    const y = tf.fill([4, 4], 0.25);
    const step = (k: number) =>
      trainStep(
        player,
        { x, y },
        { step: k, stepsPerEpoch: 10, totalSteps: 10 },
        { loss: softmaxCrossEntropy, aux: { aux: 0.3 }, rng: Rng.seeded(k) },
      );
    await step(0);
    const before = tf.memory().numTensors;
    for (let k = 1; k <= 10; k++) await step(k);
    expect(tf.memory().numTensors).toBe(before);
    player.dispose();
    tf.dispose([x, y]);
  });

  test('a run leaves no tensor behind, finished or interrupted', async () => {
    const before = tf.memory().numTensors;
    await run.inSessions([2]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('evaluation counts every example once, whatever the batch', async () => {
  await activate('cpu');
  const data = { name: 'generated', split: 'test', size: 17, classes: 7, shape: [8, 8, 3] } as const;
  const dataset = await loadDataset(data);
  const net = L.chain({ flat: L.flatten(), fc: L.linear(7) });
  const instance = instantiate(network(net, [8, 8, 3], Rng.seeded(3)));
  const whole = await evaluate(instance, dataset, { batchSize: 17 });
  for (const batchSize of [1, 5, 16]) {
    const parts = await evaluate(instance, dataset, { batchSize });
    expect(parts).toMatchObject({ n: 17, top1: whole.top1, top5: whole.top5 });
    expect(parts.loss).toBeCloseTo(whole.loss!, 5);
  }
  // A network that answers its bias ranks class 3 first and classes 0 to 3, 6 among the top five.
  const bias = tf.tensor1d([1, 2, 3, 9, 0, 0, 5]);
  instance.variables.get('fc.bias')!.assign(bias);
  const zeros = tf.zeros([192, 7]);
  instance.variables.get('fc.kernel')!.assign(zeros);
  const fixed = await evaluate(instance, dataset, { batchSize: 4 });
  expect(fixed.top1).toBeCloseTo(3 / 17 - 1 / 17, 12); // of 17 examples, classes 0, 1, 2 occur three times, the others twice
  expect(fixed.top5).toBeCloseTo((3 + 3 + 3 + 2 + 2) / 17, 12);
  disposeInstance(instance);
  tf.dispose([bias, zeros]);
});
