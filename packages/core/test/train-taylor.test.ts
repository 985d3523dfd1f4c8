import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { generatedDataset } from '../src/data/index.ts';
import { evaluateOnce } from '../src/layers/apply.ts';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, relu, tap } from '../src/layers/build.ts';
import type { Network } from '../src/layers/types.ts';
import { type Importances, type Target, targetsOf } from '../src/prune/index.ts';
import { Rng } from '../src/rng.ts';
import { taylorImportance } from '../src/train/index.ts';
import { activate } from './support/backends.ts';
import { valuesOf } from './support/labels.ts';
import { randomNetwork } from './support/random.ts';

beforeAll(() => activate('cpu'));

const dataset = generatedDataset({ split: 'train', size: 12, classes: 3, shape: [6, 6, 3] });
const net = randomNetwork(
  chain({
    one: conv(3, 3),
    norm: batchNorm(),
    act: relu(),
    side: tap('side', { head: chain([conv(2, 1), globalAvgPool(), conv(1, 1)]), trainingOnly: true }),
    two: conv(4, 3, { bias: true }),
    act2: relu(),
    pool: globalAvgPool(),
    flat: flatten(),
    last: linear(3),
  }),
  [6, 6, 3],
  Rng.seeded('taylor'),
);
const targets = targetsOf(net.layer, net.input);

/** Cross-entropy of the images from `start` on. */
async function lossOf(network: Network, start: number, count: number): Promise<number> {
  const { images, shape, labels } = await dataset.batch(Uint32Array.from({ length: count }, (_, i) => start + i));
  const { data } = await evaluateOnce(network, { shape, data: images });
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const row = [...data.subarray(3 * i, 3 * i + 3)];
    sum += Math.log(row.reduce((total, z) => total + Math.exp(z), 0)) - row[valuesOf(labels)[i]!]!;
  }
  return sum / count;
}

/** The network with one channel of a layer, after the norm if there is one, times a factor. */
function gated({ path, norm }: Target, channel: number, gate: number): Network {
  const params = new Map(net.params);
  for (const name of norm === undefined ? [`${path}.kernel`, `${path}.bias`] : [`${norm}.gamma`, `${norm}.beta`]) {
    const values = net.params.get(name);
    if (values === undefined) continue;
    const outputs = values.shape.at(-1)!;
    const data = Float64Array.from(values.data, (value, i) => (i % outputs === channel ? value * gate : value));
    params.set(name, { ...values, data });
  }
  return { ...net, params };
}

const taylor = (batchSize: number): Promise<Importances> => taylorImportance(net, targets, dataset, { batchSize });

it('is the slope of the loss by a gate on each channel, squared, as a mean over batches', async () => {
  const before = tf.memory().numTensors;
  const found = await taylor(6);
  expect(tf.memory().numTensors).toBe(before);
  const step = 1e-2;
  for (const [t, target] of targets.entries()) {
    for (let channel = 0; channel < target.group.size; channel++) {
      let mean = 0;
      for (const start of [0, 6]) {
        const [more, less] = await Promise.all(
          [1 + step, 1 - step].map(gate => lossOf(gated(target, channel, gate), start, 6)),
        );
        mean += ((more! - less!) / (2 * step)) ** 2 / 2;
      }
      const [slope, own] = [Math.sqrt(mean), Math.sqrt(found[t]![channel]!)];
      expect(Math.abs(own - slope)).toBeLessThan(0.01 * slope + 5e-4);
      expect(slope).toBeGreaterThan(target.path.startsWith('side') ? -1 : 1e-3);
    }
  }
});

it('is 0 where the loss does not depend on a layer, and above it elsewhere', async () => {
  const found = await taylor(12);
  const byPath = Object.fromEntries(targets.map(({ path }, i) => [path, Math.max(...found[i]!)]));
  expect(Object.keys(byPath)).toEqual(['one', 'side.head.0', 'two']);
  expect(byPath['side.head.0']).toBe(0);
  expect(Math.min(byPath.one!, byPath.two!)).toBeGreaterThan(1e-6);
});

it('depends on the order of examples, not on when it is asked for', async () => {
  const shuffled = () => taylorImportance(net, targets, dataset, { batchSize: 4, order: Rng.seeded(1) });
  expect(await shuffled()).toEqual(await shuffled());
  expect(await shuffled()).not.toEqual(await taylor(4));
});

it('refuses a loss that is not finite', async () => {
  const kernel = net.params.get('one.kernel')!;
  const params = new Map(net.params).set('one.kernel', { ...kernel, data: kernel.data.map(() => Number.NaN) });
  await expect(taylorImportance({ ...net, params }, targets, dataset, { batchSize: 6 })).rejects.toThrow(
    'the loss of a batch is NaN',
  );
});
