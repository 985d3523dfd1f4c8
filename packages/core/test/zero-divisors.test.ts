/** What a norm, a variance or a sum of weights gives where it is zero. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fold, relativeError } from '../src/fold/index.ts';
import { network } from '../src/init/init.ts';
import { disposeInstance, INPUT, instantiate, pass } from '../src/layers/apply.ts';
import { avgPool, batchNorm, chain, conv, instanceNorm, scale } from '../src/layers/build.ts';
import type { Network } from '../src/layers/types.ts';
import { adamDirection, clipByGlobalNorm } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import { metricsFor, reverseKlDivergence, smoothL1 } from '../src/train/index.ts';
import { activate, onEveryBackend } from './support/backends.ts';
import { randomNetwork, withParams } from './support/random.ts';
import { evaluate, randomSample } from './support/reference.ts';

/** Output and gradients of Σ y on a batch of ones, as plain numbers. */
async function passOf(net: Network, mode: 'train' | 'inference' = 'inference') {
  const instance = instantiate(net);
  const x = tf.ones([2, ...net.input]);
  const { output, backward, dispose } = pass(instance, x, { mode, differentiate: true, needsInputGrad: true });
  const gradients = await valuesOf(backward(tf.onesLike(output)));
  const values = [...(await output.data())];
  dispose();
  disposeInstance(instance);
  return { values, gradients };
}

async function valuesOf(tensors: Iterable<readonly [string, tf.Tensor]>): Promise<Map<string, number[]>> {
  const values = new Map<string, number[]>();
  for (const [path, tensor] of tensors) values.set(path, [...(await tensor.data())]);
  return values;
}

onEveryBackend('layers', backend => {
  beforeAll(() => activate(backend));

  /** Two filters of two weights; the second is zeros. */
  const unitNorm = (weights: readonly number[]): Network => ({
    layer: conv(2, 1, { unitNorm: true, bias: true }),
    input: [1, 1, 2],
    params: new Map([
      ['kernel', { shape: [1, 1, 2, 2], data: Float32Array.from(weights) }],
      ['bias', { shape: [2], data: Float32Array.of(0.5, 0.25) }],
    ]),
  });

  it('a filter of zeros with unit norm gives its bias, and a gradient that can move it', async () => {
    const { values, gradients } = await passOf(unitNorm([3, 0, 4, 0]));
    for (const [i, wanted] of [1.9, 0.25, 1.9, 0.25].entries()) expect(values[i]).toBeCloseTo(wanted, 5);
    // Of two samples of ones: du = 2. First filter: (2 − u·⟨u, (2, 2)⟩)/5; second: du itself.
    const wanted = [(2 - 0.6 * 2.8) / 5, 2, (2 - 0.8 * 2.8) / 5, 2];
    for (const [i, value] of gradients.get('kernel')!.entries()) expect(value).toBeCloseTo(wanted[i]!, 5);
    for (const [i, value] of gradients.get(INPUT)!.entries()) expect(value).toBeCloseTo([0.6, 0.8][i % 2]!, 5);
  });

  it('a filter whose squares are too small for float32 has unit norm all the same', async () => {
    const { values, gradients } = await passOf(unitNorm([3e-25, 0, 4e-25, 0]));
    expect(values[0]).toBeCloseTo(1.9, 5);
    expect(gradients.get('kernel')!.every(Number.isFinite)).toBe(true);
  });

  it('an average of padding alone is zero, and takes no gradient', async () => {
    const layer = avgPool(1, { stride: 1, pad: [1, 0, 0, 2], countPad: false });
    const { values, gradients } = await passOf({ layer, input: [1, 2, 1], params: new Map() });
    expect(values.slice(0, 8)).toEqual([0, 0, 0, 0, 1, 1, 0, 0]);
    expect(gradients.get(INPUT)).toEqual([1, 1, 1, 1]);
  });

  it('a channel without spread is normalised to β', async () => {
    for (const layer of [batchNorm({ init: { beta: 2 } }), chain([instanceNorm(), batchNorm({ init: { beta: 2 } })])]) {
      const { values, gradients } = await passOf(network(layer, [2, 2, 1], Rng.seeded(0)), 'train');
      for (const value of values) expect(value).toBeCloseTo(2, 3);
      for (const [path, own] of gradients) expect(own.every(Number.isFinite), path).toBe(true);
    }
  });
});

describe('folding', () => {
  it('makes zeros of a filter of zeros with unit norm', () => {
    const layer = chain([conv(2, [1, 2], { unitNorm: true, pad: 0 }), batchNorm(), scale()]);
    const net = withParams(randomNetwork(layer, [2, 3, 1], Rng.seeded(1)), { '0.kernel': [3, 0, 4, 0] });
    const { network: folded } = fold(net, { precision: 'float64' });
    const { data } = folded.params.get('kernel')!;
    expect([data[1]!, data[3]!].map(Math.abs)).toEqual([0, 0]);
    const x = randomSample(net.input, Rng.seeded(2));
    expect(relativeError(evaluate(net, x).data, evaluate(folded, x).data)).toBeLessThan(1e-12);
  });

  it('refuses a norm without spread whose ε is 0', () => {
    const net = withParams(randomNetwork(chain([conv(1, 1), batchNorm({ eps: 0 })]), [1, 1, 1], Rng.seeded(1)), {
      '1.variance': [0],
    });
    expect(() => fold(net)).toThrow('1: running variance 0 of channel 0 is not a variance');
  });
});

describe('training', () => {
  beforeAll(() => activate('cpu'));

  const clock = { step: 0, stepsPerEpoch: 10, totalSteps: 30 };
  const zeros = () => new Map([['w', tf.tensor1d([0, 0])]]);

  it('Adam and clipping leave gradients of zeros as they are', async () => {
    for (const transform of [adamDirection(), clipByGlobalNorm(1)]) {
      const params = zeros();
      const updates = await transform.update(zeros(), transform.init(params), params, clock);
      expect([...updates.get('w')!.dataSync()]).toEqual([0, 0]);
    }
  });

  it.each([
    ['epsilon', () => adamDirection({ epsilon: 0 })],
    ['clipNorm', () => clipByGlobalNorm(0)],
    ['beta', () => smoothL1(0)],
    ['floor', () => reverseKlDivergence(0)],
  ])("refuses '%s' of 0, by which zero would be divided", (name, make) => {
    expect(make).toThrow(`'${name}' is 0; it must be above 0`);
  });
});

describe('metrics', () => {
  beforeAll(() => activate('cpu'));

  it('of label maps are left out where no pixel is labelled', async () => {
    const metrics = metricsFor({ kind: 'map', classes: ['a', 'b'] });
    await metrics.add(tf.zeros([1, 1, 2, 2]), { kind: 'map', values: Uint8Array.of(255, 255), width: 2 });
    expect(metrics.metrics()).toEqual({});
  });

  it('of dimensions are NaN where the prediction is', async () => {
    const metrics = metricsFor({ kind: 'dimensions', dimensions: [{ name: 'valence', range: [1, 9], neutral: 5 }] });
    await metrics.add(tf.tensor2d([[Number.NaN], [2]]), {
      kind: 'dimensions',
      values: Float32Array.of(1, 2),
      width: 1,
    });
    expect(metrics.metrics()).toMatchObject({ mse: Number.NaN, r2: Number.NaN });
  });

  it('of distributions count 0/0 as 0', async () => {
    const metrics = metricsFor({ kind: 'distribution', classes: ['a', 'b'] });
    await metrics.add(tf.tensor2d([[1000, -1000]]), { kind: 'distribution', values: Float32Array.of(1, 0), width: 2 });
    expect(metrics.metrics()).toMatchObject({ kl: 0, clark: 0, canberra: 0, cosine: 1 });
    await metrics.add(tf.tensor2d([[0, 0]]), { kind: 'distribution', values: Float32Array.of(0, 0), width: 2 });
    expect(metrics.metrics()).toMatchObject({ cosine: 0.5 });
  });
});
