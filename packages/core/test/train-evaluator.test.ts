import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as L from '../src/layers/index.ts';
import { constant } from '../src/optim/index.ts';
import {
  type Evaluator,
  initialParams,
  type Method,
  type TrainConfig,
  type Trained,
  train,
} from '../src/train/index.ts';
import { activate } from './support/backends.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-method-'));
beforeAll(() => activate('cpu'));
afterAll(() => rmSync(folder, { recursive: true }));

const data = { name: 'generated', classes: 4, shape: [4, 4, 3] } as const;
const config: TrainConfig = {
  layer: L.chain({ flat: L.flatten(), fc: L.linear(4) }),
  input: [4, 4, 3],
  data: { train: { ...data, split: 'train', size: 24 }, test: { ...data, split: 'test', size: 21 } },
  optimizer: { kind: 'sgd', lr: constant(0.01), momentum: 0.9 },
  epochs: 1,
  batchSize: 8,
  seed: 3,
  method: { name: 'watching' },
};

test('a method is given the network, what it began with, the state of its transform, and an evaluator', async () => {
  let seen: (Trained & { readonly evaluator: Evaluator }) | undefined;
  let outputs = new Float32Array(0);
  let classes = new Int32Array(0);
  const method: Method = {
    transform: () => ({
      init: () => new Map([['steps/all', tf.zeros([1])]]),
      update(gradients, state, _, { step }) {
        state.get('steps/all')!.dispose();
        state.set('steps/all', tf.tensor1d([step + 1]));
        return gradients;
      },
    }),
    measure: async (trained, evaluator) => {
      seen = { ...trained, evaluator };
      outputs = new Float32Array(await evaluator.outputs(trained.net));
      classes = new Int32Array(await evaluator.predictions(trained.net));
      expect(await evaluator.outputs(trained.net, 11)).toEqual(outputs.slice(0, 11 * 4));
      return { judged: evaluator.accuracy(classes) };
    },
  };
  const { metrics } = await train(config, { folder, registry: { methods: { watching: () => method } } });
  expect([...seen!.base.params]).toEqual([...initialParams(config)]);
  expect([...seen!.state.keys()].sort()).toEqual(['momentum/fc.bias', 'momentum/fc.kernel', 'steps/all']);
  expect([...seen!.state.get('steps/all')!.data]).toEqual([3]);
  expect(metrics.judged).toBe(metrics.top1);
  const confusion = seen!.evaluator.confusion(classes);
  expect(confusion.accuracy()).toBe(metrics.top1);
  expect([0, 1, 2, 3].reduce((n, k) => n + confusion.at(k, classes[0]!), 0)).toBe(
    classes.filter(one => one === classes[0]).length,
  );
  const best = Array.from(classes, (_, i) => {
    const row = outputs.subarray(4 * i, 4 * i + 4);
    return row.indexOf(Math.max(...row));
  });
  expect([...classes]).toEqual(best);
  expect(classes).toHaveLength(21);
});
