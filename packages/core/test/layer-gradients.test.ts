import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { network } from '../src/init/init.ts';
import { INPUT, instantiate, pass } from '../src/layers/apply.ts';
import * as l from '../src/layers/build.ts';
import { LEAVES } from '../src/layers/leaves/index.ts';
import { leaves, trace } from '../src/layers/shapes.ts';
import { ACTIVATIONS, type Layer, type Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { activate, onEveryBackend } from './support/backends.ts';
import { checkGradients } from './support/gradients.ts';

type Case = readonly [name: string, layer: Layer, input: Shape];

/** Smooth enough for central differences in both modes. */
const CASES: readonly Case[] = [
  ['conv 3×3', l.conv(3, 3), [5, 4, 2]],
  ['conv 3×3, stride 2, odd map', l.conv(3, 3, { stride: 2, bias: true }), [5, 7, 2]],
  ['conv 3×3, stride 2, even map', l.conv(3, 3, { stride: 2 }), [6, 4, 2]],
  ['conv 1×1', l.conv(4, 1, { bias: true }), [3, 3, 2]],
  ['conv 1×1, stride 2', l.conv(4, 1, { stride: 2 }), [5, 4, 2]],
  ['conv 1×1, padded', l.conv(2, 1, { pad: 1 }), [3, 3, 2]],
  ['conv 1×3', l.conv(2, [1, 3]), [4, 4, 2]],
  ['conv 5×5, no padding', l.conv(2, 5, { pad: 0 }), [6, 6, 2]],
  ['conv, uneven padding', l.conv(2, 3, { pad: [0, 2, 1, 0] }), [5, 5, 2]],
  ['conv, more padding than kernel', l.conv(2, 2, { pad: 3 }), [3, 3, 2]],
  ['conv, dilation 2', l.conv(2, 3, { dilation: 2 }), [6, 5, 2]],
  ['conv, dilation 2, stride 2', l.conv(2, 3, { dilation: 2, stride: 2 }), [7, 6, 2]],
  ['conv, stride 3, dropped border', l.conv(2, 2, { stride: 3, pad: 0 }), [7, 7, 2]],
  ['conv, 2 groups', l.conv(4, 3, { groups: 2, stride: 2 }), [5, 5, 4]],
  ['conv, 2 groups, dilated', l.conv(2, 3, { groups: 2, dilation: 2 }), [5, 5, 4]],
  ['conv, depthwise', l.conv(3, 3, { groups: 3, stride: 2, bias: true }), [5, 6, 3]],
  ['conv, depthwise, dilated', l.conv(2, 3, { groups: 2, dilation: 2 }), [5, 5, 2]],
  ['conv, depthwise, of unequal strides', l.conv(2, 3, { groups: 2, stride: [1, 2], dilation: [2, 1] }), [5, 6, 2]],
  ['conv, depthwise, two filters a channel', l.conv(4, 3, { groups: 2 }), [4, 4, 2]],
  ['conv, padded more at the end', l.conv(2, 3, { stride: 2, pad: [0, 1, 0, 1] }), [6, 4, 2]],
  ['conv, depthwise, padded more at the end', l.conv(2, 5, { groups: 2, stride: 2, pad: [1, 2, 1, 2] }), [6, 6, 2]],
  ['conv, unit norm', l.conv(3, 3, { unitNorm: true }), [4, 4, 2]],
  ['convTranspose', l.convTranspose(2, 3, { stride: 2, pad: 1, bias: true }), [3, 4, 2]],
  ['convTranspose, cropped more at the beginning', l.convTranspose(2, 3, { stride: 2, pad: [1, 0, 1, 0] }), [3, 4, 2]],
  ['convTranspose, stride > kernel', l.convTranspose(2, 2, { stride: 3 }), [3, 2, 2]],
  ['linear', l.linear(3), [5]],
  ['spatialLinear', l.spatialLinear([2, 3, 2], { bias: true }), [2, 2, 3]],
  ['spatialLinear, 2 groups', l.spatialLinear([2, 2, 4], { groups: 2 }), [2, 3, 2]],
  ['batchNorm', l.batchNorm(), [3, 3, 2]],
  ['batchNorm of a vector', l.batchNorm(), [4]],
  ['batchNorm with border', l.batchNorm({ border: [1, 0, 2, 1], momentum: 0 }), [3, 2, 2]],
  ['instanceNorm', l.instanceNorm(), [3, 4, 2]],
  ['instanceNorm, affine', l.instanceNorm({ affine: true }), [3, 4, 2]],
  ['instanceNorm of one place', l.instanceNorm({ affine: true, eps: 0.1 }), [1, 1, 3]],
  ['conv, instanceNorm, tanh', l.chain([l.conv(3, 3, { bias: true }), l.instanceNorm(), l.tanh()]), [4, 4, 2]],
  ...ACTIVATIONS.map((fn): Case => [fn, l.activation(fn), [2, 2, 3]]),
  ['maxPool', l.maxPool(2), [4, 5, 2]],
  ['maxPool 3, stride 2, padded', l.maxPool(3, { stride: 2, pad: 1 }), [5, 6, 2]],
  ['maxPool 3, stride 2, padded at the end', l.maxPool(3, { stride: 2, pad: [0, 1, 0, 1] }), [6, 5, 2]],
  ['avgPool', l.avgPool(2), [4, 5, 2]],
  ['avgPool 3, stride 2, padded', l.avgPool(3, { stride: 2, pad: 1 }), [5, 5, 2]],
  ['avgPool without padded zeros', l.avgPool(3, { stride: 1, pad: 1, countPad: false }), [4, 4, 2]],
  ['globalAvgPool', l.globalAvgPool(), [3, 4, 2]],
  ['globalMaxPool', l.globalMaxPool(), [3, 4, 2]],
  ['affine', l.affine(-2.5, 0.3), [2, 2, 3]],
  ['slice', l.slice(1, 3), [2, 3, 4]],
  ['slice of a vector', l.slice(0, 2), [3]],
  ['identity', l.identity(), [3]],
  ['flatten', l.flatten(), [2, 3, 2]],
  ['reshape', l.reshape([3, 2, 2]), [2, 2, 3]],
  ['permute', l.permute([2, 0, 1]), [2, 3, 2]],
  ['pad', l.pad([1, 0, 2, 1]), [2, 3, 2]],
  ['reflectionPad', l.reflectionPad([1, 0, 2, 1]), [3, 4, 2]],
  ['reflectionPad, of a map almost as small', l.reflectionPad(2), [3, 3, 2]],
  ['reflectionPad of nothing', l.reflectionPad(0), [2, 3, 2]],
  ['dropout', l.dropout(0.4), [3, 3, 2]],
  ['upsample, nearest', l.upsample([5, 4]), [2, 3, 2]],
  ['upsample, nearest, by whole factors', l.upsample([4, 9]), [2, 3, 2]],
  ['upsample, nearest, times', l.upsample({ times: [2, 3] }), [2, 3, 2]],
  ['upsample, bilinear, times', l.upsample({ times: 2 }, { method: 'bilinear' }), [2, 3, 2]],
  ['upsample, bilinear', l.upsample([5, 6], { method: 'bilinear' }), [3, 2, 2]],
  ['upsample, bilinear, corners aligned', l.upsample([5, 6], { method: 'bilinear', alignCorners: true }), [3, 2, 2]],
  ['scale', l.scale(), [3, 2, 3]],
  ['scale of a whole tensor', l.scale({ per: 'tensor' }), [3, 2, 3]],
  ['chain', l.chain([l.conv(3, 3), l.batchNorm(), l.sigmoid(), l.conv(2, 1)]), [4, 4, 2]],
  ['empty chain', l.chain([]), [2, 2, 2]],
  ['sum', l.sum({ body: l.chain([l.conv(2, 3), l.sigmoid()]), shortcut: l.identity() }), [3, 3, 2]],
  ['sum with broadcast', l.sum({ map: l.conv(2, 3), context: l.globalAvgPool() }), [3, 3, 2]],
  ['concat', l.concat({ a: l.conv(2, 3), b: l.identity(), c: l.conv(1, 1) }), [3, 3, 2]],
  ['concat with broadcast', l.concat({ all: l.globalAvgPool(), map: l.conv(2, 1) }), [3, 4, 2]],
  ['product', l.product({ a: l.conv(2, 3), b: l.identity(), c: l.sigmoid() }), [3, 3, 2]],
  [
    'squeeze and excitation',
    l.product({ map: l.identity(), gate: l.chain([l.globalAvgPool(), l.conv(2, 1, { bias: true }), l.sigmoid()]) }),
    [3, 3, 2],
  ],
  ['spatial attention', l.product({ map: l.identity(), gate: l.chain([l.conv(1, 1), l.sigmoid()]) }), [3, 3, 2]],
  ['gates of places and of channels', l.product({ places: l.conv(1, 1), channels: l.globalAvgPool() }), [3, 3, 2]],
  ['tiles', l.tiles([2, 3, 2], l.chain([l.conv(3, 3), l.batchNorm(), l.sigmoid()])), [4, 6, 2]],
  ['tiles along channels', l.tiles([3, 2, 2], l.spatialLinear([2, 2, 4], { groups: 2 })), [3, 4, 6]],
  ['one tile', l.tiles([2, 2, 3], l.conv(2, 1)), [2, 2, 3]],
  ['nested branches', l.sum([l.chain([]), l.concat([l.conv(1, 1), l.sum([l.conv(1, 3), l.conv(1, 1)])])]), [3, 3, 2]],
];

/** The kinds of leaves in an expression. */
const kindsIn = (layer: Layer, input: Shape): readonly string[] =>
  [...leaves(trace(layer, input))].map(leaf => leaf.layer.op);

/** What it passes on isn't the derivative of a staircase: quantize.test.ts. */
const STRAIGHT_THROUGH = 'quantize';

it('checks every kind of leaf', () => {
  const checked = new Set([STRAIGHT_THROUGH, ...CASES.flatMap(([, layer, input]) => kindsIn(layer, input))]);
  expect([...checked].sort()).toEqual(Object.keys(LEAVES).sort());
});

/** Derivatives compared of each tensor, where every pass of a processor that plays a GPU takes a tenth of a second. */
const FEW = 6;

onEveryBackend('gradients against central differences', backend => {
  beforeAll(() => activate(backend));
  const atMost = backend === 'webgpu' ? FEW : undefined;

  it.each(CASES)('%s', async (_, layer, input) => {
    for (const mode of ['train', 'inference'] as const) {
      const { error, compared } = await checkGradients(layer, input, mode, atMost);
      expect(compared).toBeGreaterThan(0);
      expect(error).toBeLessThan(4e-3);
    }
  });

  it('passes no gradient through ReLU6 below 0 or above 6', async () => {
    const instance = instantiate({ layer: l.relu6(), input: [6], params: new Map() });
    const { output, backward } = pass(instance, tf.tensor2d([[-7, -0.5, 0.5, 5.5, 6.5, 70]]), {
      mode: 'train',
      needsInputGrad: true,
    });
    expect(Array.from(await output.data())).toEqual([0, 0, 0.5, 5.5, 6, 6]);
    const gradient = backward(tf.tensor2d([[1, 2, 3, 4, 5, 6]])).get(INPUT)!;
    expect(Array.from(await gradient.data())).toEqual([0, 0, 3, 4, 0, 0]);
  });

  it('drops out its share of values, others in every pass', async () => {
    const instance = instantiate(network(l.dropout(0.25), [4000], Rng.seeded(1)));
    const outputs = [1, 2].map(async seed => {
      const { output } = pass(instance, tf.ones([1, 4000]), { mode: 'train', rng: Rng.seeded(seed) });
      return Array.from(await output.data());
    });
    const [first, second] = await Promise.all(outputs);
    const kept = first!.filter(value => value !== 0);
    expect(kept.length / 4000).toBeCloseTo(0.75, 1);
    expect(kept.every(value => Math.abs(value - 4 / 3) < 1e-6)).toBe(true);
    expect(second).not.toEqual(first);
  });

  it('reaches what taps and their heads let out', async () => {
    const head = l.chain({ pool: l.globalAvgPool(), flat: l.flatten(), fc: l.linear(2) });
    const body = l.chain({ a: l.conv(2, 3), tap: l.tap('aux', { head, trainingOnly: true }), b: l.conv(1, 1) });
    const instance = instantiate(network(body, [3, 3, 2], Rng.seeded(1)));
    const x = tf.ones([2, 3, 3, 2]);
    const before = tf.memory().numTensors;

    const trained = pass(instance, x, { mode: 'train' });
    const aux = trained.taps.get('aux')!;
    expect(aux.shape).toEqual([2, 2]);
    const gradients = trained.backward(tf.zerosLike(trained.output), new Map([['aux', tf.onesLike(aux)]]));
    expect([...gradients.keys()].sort()).toEqual(['a.kernel', 'b.kernel', 'tap.head.fc.bias', 'tap.head.fc.kernel']);
    expect((await gradients.get('a.kernel')!.data()).some(value => value !== 0)).toBe(true);
    expect((await gradients.get('b.kernel')!.data()).every(value => value === 0)).toBe(true);
    tf.dispose([trained.output, ...gradients.values()]);
    trained.dispose();

    const deployed = pass(instance, x, { mode: 'inference' });
    expect(deployed.taps.size).toBe(0);
    deployed.output.dispose();
    deployed.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  describe('memory', () => {
    it.each(CASES)('%s frees all it made', (_, layer, input) => {
      const instance = instantiate(network(layer, input, Rng.seeded(1)));
      const x = tf.ones([2, ...input]);
      const before = tf.memory().numTensors;
      const once = pass(instance, x, { mode: 'train', rng: Rng.seeded(2), needsInputGrad: true });
      const gradients = once.backward(tf.onesLike(once.output));
      tf.dispose([once.output, ...gradients.values()]);
      once.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});
