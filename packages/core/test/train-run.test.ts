import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadDataset } from '../src/data/registry.ts';
import { disposeInstance, instantiate } from '../src/layers/apply.ts';
import * as L from '../src/layers/index.ts';
import { constant, cosine, linearWarmup, makeOptimizer, type Optimizer } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import {
  evaluate,
  Interrupted,
  learning,
  RUN_FILES,
  readCheckpoint,
  softmaxCrossEntropy,
  type TrainConfig,
  type TrainEvent,
  type TrainOptions,
  train,
  trainStep,
} from '../src/train/index.ts';
import { activate, onEveryBackend } from './support/backends.ts';

/** Has all that could spoil a resume: running statistics, dropout, an auxiliary head. */
const layer = L.chain({
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
const config: TrainConfig = {
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
  batch: 14,
  seed: 7,
  logEvery: 3,
};
/** The same without what blurs the loss. */
const plain: TrainConfig = { ...config, loss: {}, data: { ...config.data, augment: {} } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-train-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (file: keyof typeof RUN_FILES, under = folder) => join(under, RUN_FILES[file]);
const lines = (under = folder) => readFileSync(path('metrics', under), 'utf8');
const listen = () => {
  const events: TrainEvent[] = [];
  return { events, onEvent: (event: TrainEvent) => void events.push(event) };
};

/** Runs to the end, stopping once at each of the given steps. */
async function inSessions(stops: readonly number[], options: Partial<TrainOptions> = {}, what = config) {
  for (const stop of stops) {
    const controller = new AbortController();
    const onEvent = (event: TrainEvent) => event.kind === 'step' && event.step === stop && controller.abort();
    await expect(train(what, { folder, ...options, signal: controller.signal, onEvent })).rejects.toThrow(Interrupted);
  }
  return train(what, { folder, ...options });
}

onEveryBackend('training', backend => {
  beforeAll(() => activate(backend));

  test('the loss falls, and accuracy rises above chance', async () => {
    const { events, onEvent } = listen();
    const result = await train({ ...plain, epochs: 12 }, { folder, onEvent });
    const losses = result.epochs.map(epoch => epoch.trainLoss);
    expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]!);
    expect(result.metrics.top1!).toBeGreaterThan(0.5);
    expect(result.metrics).toMatchObject({ n: 33 });
    expect(result.metrics).not.toHaveProperty('top5');
    expect(result).toMatchObject({ steps: 48, backend });
    expect(result.imagesPerSecond).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(path('result'), 'utf8'))).toEqual(result);
    expect(events[0]).toEqual({ kind: 'start', backend, step: 0, totalSteps: 48 });
    expect(events.filter(event => event.kind === 'step')).toHaveLength(48);
    expect(events.at(-1)).toMatchObject({ kind: 'checkpoint', step: 48 });
  });

  test('the same seed gives the same curve and parameters, another seed others', async () => {
    const runs: string[] = [];
    const finals: unknown[] = [];
    for (const seed of [1, 1, 2]) {
      await train({ ...config, seed }, { folder, fresh: true });
      runs.push(lines());
      finals.push(readCheckpoint(path('checkpoint')).params);
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
      const resumed = await inSessions(stops);
      expect(resumed.metrics).toEqual(expected.metrics);
      expect(resumed.epochs).toEqual(expected.epochs);
      expect(lines()).toBe(lines(whole));
      const [a, b] = [readCheckpoint(path('checkpoint')), readCheckpoint(path('checkpoint', whole))];
      expect(a.params).toEqual(b.params);
      expect(a.optimizer).toEqual(b.optimizer);
      expect([...a.params.keys()]).toContain('norm.variance');
      expect([...a.optimizer.keys()]).toContain('momentum/conv.kernel');
    } finally {
      rmSync(whole, { recursive: true });
    }
  });

  test('ten steps leave no tensor behind', async () => {
    const instance = instantiate(L.network(layer, config.input, Rng.seeded(1)));
    const optimizer = makeOptimizer(config.optimizer);
    const state = optimizer.init(learning(instance));
    const learner = { instance, optimizer, state, loss: softmaxCrossEntropy, aux: { aux: 0.3 } };
    const images = tf.ones([4, 8, 8, 3]);
    const target = tf.fill([4, 4], 0.25);
    const step = (k: number) =>
      trainStep(learner, images, target, { step: k, stepsPerEpoch: 10, totalSteps: 10 }, Rng.seeded(k));
    await step(0);
    const before = tf.memory().numTensors;
    for (let k = 1; k <= 10; k++) await step(k);
    expect(tf.memory().numTensors).toBe(before);
    disposeInstance(instance);
    tf.dispose([images, target, ...state.values()]);
  });

  test('a run leaves no tensor behind, finished or interrupted', async () => {
    const before = tf.memory().numTensors;
    await inSessions([2]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('sessions', () => {
  beforeAll(async () => {
    await activate('cpu');
  });

  test('a finished run is returned without another step, and a lost result is made again from its checkpoint', async () => {
    const first = await train(config, { folder });
    const { events, onEvent } = listen();
    expect(await train(config, { folder, onEvent })).toEqual(first);
    expect(events).toEqual([]);
    writeFileSync(path('result'), '{"hash":');
    const again = await train(config, { folder, onEvent });
    expect({ ...again, seconds: 0 }).toEqual({ ...first, seconds: 0 });
    expect(events.filter(event => event.kind === 'step')).toEqual([]);
  });

  test('an interruption says where it stopped and that it can go on', async () => {
    const signal = AbortSignal.abort();
    const stopped = train(config, { folder, signal });
    await expect(stopped).rejects.toThrow(
      /after step 1 of 12 \(epoch 1 of 3\) and saved to .*Run the same command again/,
    );
    expect(readCheckpoint(path('checkpoint')).standing.step).toBe(1);
  });

  test('an evaluation can be interrupted, and is done again', async () => {
    const controller = new AbortController();
    const onEvent = (event: TrainEvent) =>
      event.kind === 'step' && event.step === 4 && setImmediate(() => setImmediate(() => controller.abort()));
    await expect(train(config, { folder, signal: controller.signal, onEvent })).rejects.toThrow(/after step 4 of 12/);
    expect(readCheckpoint(path('checkpoint')).standing.records.filter(record => 'test' in record)).toEqual([]);
    const { epochs } = await train(config, { folder });
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 8],
      [3, 12],
    ]);
  });

  test('the backend can be chosen, and a run that changed it names both', async () => {
    await expect(train(config, { folder, backend: 'cpu', signal: AbortSignal.abort() })).rejects.toThrow(Interrupted);
    expect((await train(config, { folder, backend: 'wasm' })).backend).toBe('cpu, wasm');
    await activate('cpu');
    await expect(train(config, { folder, fresh: true, backend: 'abacus' })).rejects.toThrow(/unknown backend 'abacus'/);
  });

  test('checkpoints are written as often as asked', async () => {
    const { events, onEvent } = listen();
    await train(config, { folder, onEvent, checkpointEvery: 0 });
    expect(events.filter(event => event.kind === 'checkpoint').map(event => event.step)).toEqual([
      ...Array.from({ length: 12 }, (_, i) => i + 1),
      12,
    ]);
  });

  test('metrics hold a line every so many steps and one an epoch', async () => {
    await train({ ...config, evalEvery: 2 }, { folder });
    const records = lines()
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(records.map(record => [record.step, 'lr' in record, 'test' in record])).toEqual([
      [3, true, false],
      [4, false, false],
      [6, true, false],
      [8, false, true],
      [9, true, false],
      [12, true, false],
      [12, false, true],
    ]);
  });

  test('a damaged checkpoint is refused by name, and --fresh begins again', async () => {
    await expect(inSessions([5], { signal: AbortSignal.abort() })).rejects.toThrow(Interrupted);
    const bytes = readFileSync(path('checkpoint'));
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(path('checkpoint'), bytes);
    await expect(train(config, { folder })).rejects.toThrow(
      /can't resume: .*checkpoint\.safetensors.*checksum.*--fresh/s,
    );
    expect(existsSync(path('checkpoint'))).toBe(true);
    expect((await train(config, { folder, fresh: true })).steps).toBe(12);
  });

  test('a checkpoint of another configuration is refused', async () => {
    await expect(train(config, { folder, signal: AbortSignal.abort() })).rejects.toThrow(Interrupted);
    const other = { ...config, seed: 8 };
    await expect(train(other, { folder })).rejects.toThrow(
      /belongs to a run of another configuration.*another folder.*--fresh/,
    );
  });

  test('a loss that is not finite stops the run and leaves the last checkpoint', async () => {
    await expect(train(plain, { folder, signal: AbortSignal.abort() })).rejects.toThrow(Interrupted);
    const saved = readFileSync(path('checkpoint'));
    const loss: TrainOptions['loss'] = (output, target) => {
      const { value, gradient } = softmaxCrossEntropy(output, target);
      const value2 = tf.mul(value, Number.NaN) as tf.Scalar;
      value.dispose();
      return { value: value2, gradient };
    };
    const before = tf.memory().numTensors;
    await expect(train(plain, { folder, loss })).rejects.toThrow(
      /the loss is NaN at step 2 of 12 \(epoch 1, learning rate 0\.05\)\. Lower/,
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(readFileSync(path('checkpoint')).equals(saved)).toBe(true);
  });

  test('an optimizer and parameters can be given as code', async () => {
    const stay: Optimizer = {
      init: () => new Map(),
      step: (_variables, gradients) => tf.dispose([...gradients.values()]),
    };
    const initial = L.init(layer, config.input, Rng.seeded('mine'));
    await train({ ...config, variant: { optimizer: 'stay' } }, { folder, optimizer: stay, initial });
    const { params } = readCheckpoint(path('checkpoint'));
    expect(params.get('conv.kernel')).toEqual(initial.get('conv.kernel'));
    expect(params.get('norm.mean')).not.toEqual(initial.get('norm.mean'));
  });

  const small = { name: 'generated', split: 'train', size: 10, classes: 4, shape: [8, 8, 3] } as const;
  test.each<[string, Partial<TrainConfig>, RegExp]>([
    ['epochs', { epochs: 0 }, /epochs is 0; it must be a whole number above 0/],
    ['smoothing', { loss: { labelSmoothing: 1 } }, /labelSmoothing is 1; it must be in \[0, 1\)/],
    ['taps', { loss: { aux: { nope: 1 } } }, /no tap 'nope'; its taps: aux/],
    [
      'images',
      { input: [8, 8, 1] },
      /generated \(train\) has images of \[8, 8, 3\], but the network takes \[8, 8, 1\]/,
    ],
    [
      'classes',
      { data: { ...config.data, test: { ...small, split: 'test', classes: 5 } } },
      /\(test\) has 5 classes.*\[4\]/,
    ],
    ['batch', { data: { ...config.data, train: small } }, /10 training examples, fewer than the batch of 14/],
    [
      'decay',
      { optimizer: { kind: 'sgd', lr: constant(0.1), weightDecay: [['kernel$', 1]] } },
      /no rule matches.*norm\.gamma/,
    ],
  ])('what cannot be is said at the door: %s', async (_, change, message) => {
    await expect(train({ ...config, ...change }, { folder })).rejects.toThrow(message);
  });
});

test('evaluation counts every example once, whatever the batch', async () => {
  await activate('cpu');
  const data = { name: 'generated', split: 'test', size: 17, classes: 7, shape: [8, 8, 3] } as const;
  const dataset = await loadDataset(data);
  const net = L.chain({ flat: L.flatten(), fc: L.linear(7) });
  const instance = instantiate(L.network(net, [8, 8, 3], Rng.seeded(3)));
  const whole = await evaluate(instance, dataset, { batch: 17 });
  for (const batch of [1, 5, 16]) {
    const parts = await evaluate(instance, dataset, { batch });
    expect(parts).toMatchObject({ n: 17, top1: whole.top1, top5: whole.top5 });
    expect(parts.loss).toBeCloseTo(whole.loss!, 5);
  }
  // A network that answers its bias ranks class 3 first and classes 0 to 3, 6 among the top five.
  const bias = tf.tensor1d([1, 2, 3, 9, 0, 0, 5]);
  instance.variables.get('fc.bias')!.assign(bias);
  const zeros = tf.zeros([192, 7]);
  instance.variables.get('fc.kernel')!.assign(zeros);
  const fixed = await evaluate(instance, dataset, { batch: 4 });
  expect(fixed.top1).toBeCloseTo(3 / 17 - 1 / 17, 12); // of 17 examples, classes 0, 1, 2 occur three times, the others twice
  expect(fixed.top5).toBeCloseTo((3 + 3 + 3 + 2 + 2) / 17, 12);
  disposeInstance(instance);
  tf.dispose([bias, zeros]);
});
