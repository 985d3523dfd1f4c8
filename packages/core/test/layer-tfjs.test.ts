/** Our vector-Jacobian products against tfjs's own gradients, and networks as one op on tfjs's tape. */
import '@tensorflow/tfjs'; // registers tfjs's gradients
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { network } from '../src/init/init.ts';
import { apply, disposeInstance, INPUT, instantiate, pass, snapshot } from '../src/layers/apply.ts';
import * as l from '../src/layers/build.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { activate } from './support/backends.ts';
import { inputValues, unusualParams } from './support/gradients.ts';

type Tensors = Readonly<Record<string, tf.Tensor>>;
type Written = (x: tf.Tensor4D, p: Tensors) => tf.Tensor;

const kernel = (p: Tensors) => p.kernel as tf.Tensor4D;

/**
 * The same function of x and the parameters, written with tfjs's public ops. (Where tfjs's own gradients are wrong, central
 * differences must do: average pooling that leaves padding out, resizing without aligned corners.)
 */
const CASES: readonly (readonly [name: string, layer: Layer, input: Shape, written: Written])[] = [
  ['conv 3×3', l.conv(4, 3), [6, 5, 3], (x, p) => tf.conv2d(x, kernel(p), 1, 'same')],
  ['conv 3×3, stride 2', l.conv(4, 3, { stride: 2, pad: 0 }), [7, 7, 3], (x, p) => tf.conv2d(x, kernel(p), 2, 'valid')],
  [
    'conv with bias',
    l.conv(4, 1, { bias: true }),
    [3, 3, 2],
    (x, p) => tf.add(tf.conv2d(x, kernel(p), 1, 'same'), p.bias!),
  ],
  [
    'convTranspose',
    l.convTranspose(3, 3, { stride: 2 }),
    [3, 3, 2],
    (x, p) => tf.conv2dTranspose(x, kernel(p), [x.shape[0], 7, 7, 3], 2, 'valid'),
  ],
  [
    'linear',
    l.chain({ flat: l.flatten(), fc: l.linear(4) }),
    [2, 2, 3],
    (x, p) => tf.add(tf.matMul(tf.reshape(x, [x.shape[0], 12]), p['fc.kernel'] as tf.Tensor2D), p['fc.bias']!),
  ],
  [
    'batchNorm',
    l.batchNorm(),
    [3, 3, 2],
    (x, p) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.batchNorm(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        p.beta as tf.Tensor1D,
        p.gamma as tf.Tensor1D,
        1e-5,
      );
    },
  ],
  [
    'instanceNorm',
    l.instanceNorm({ affine: true, eps: 0.01 }),
    [3, 4, 2],
    (x, p) => {
      const { mean, variance } = tf.moments(x, [1, 2], true);
      return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 0.01))), p.gamma!), p.beta!);
    },
  ],
  [
    'reflectionPad', // mirrorPad's gradient in tfjs leaves out the border
    l.reflectionPad([0, 1, 1, 2]),
    [3, 3, 2],
    x => {
      const rows = tf.concat([x, tf.slice(x, [0, 1, 0, 0], [-1, 1, -1, -1])], 1);
      const column = (at: number) => tf.slice(rows, [0, 0, at, 0], [-1, -1, 1, -1]);
      return tf.concat([column(1), rows, column(1), column(0)], 2);
    },
  ],
  ['relu', l.relu(), [3, 3, 2], x => tf.relu(x)],
  ['relu6', l.relu6(), [3, 3, 2], x => tf.relu6(x)],
  ['sigmoid', l.sigmoid(), [3, 3, 2], x => tf.sigmoid(x)],
  ['tanh', l.tanh(), [3, 3, 2], x => tf.tanh(x)],
  ['leakyRelu', l.leakyRelu(0.2), [3, 3, 2], x => tf.leakyRelu(x, 0.2)],
  ['softmax', l.activation('softmax'), [3, 3, 4], x => tf.softmax(x)],
  ['maxPool', l.maxPool(3, { stride: 2 }), [7, 5, 2], x => tf.maxPool(x, 3, 2, 'valid')],
  [
    'maxPool, with the last window beyond the map',
    l.maxPool(3, { stride: 2, pad: [0, 1, 0, 1] }),
    [8, 6, 2],
    x => tf.maxPool(x, 3, 2, 'same'),
  ],
  [
    'conv, padded more at the end',
    l.conv(3, 3, { stride: 2, pad: [0, 1, 0, 1] }),
    [6, 8, 2],
    (x, p) => tf.conv2d(x, kernel(p), 2, 'same'),
  ],
  [
    'conv, depthwise, padded more at the end',
    l.conv(2, 5, { stride: 2, groups: 2, pad: [1, 2, 1, 2] }),
    [8, 6, 2],
    (x, p) => tf.depthwiseConv2d(x, tf.transpose(kernel(p), [0, 1, 3, 2]), 2, 'same'),
  ],
  ['avgPool', l.avgPool(2), [4, 6, 2], x => tf.avgPool(x, 2, 2, 'valid')],
  ['globalAvgPool', l.globalAvgPool(), [3, 4, 2], x => tf.mean(x, [1, 2], true)],
  [
    'upsample, corners aligned',
    l.upsample([5, 5], { method: 'bilinear', alignCorners: true }),
    [3, 3, 2],
    x => tf.image.resizeBilinear(x, [5, 5], true),
  ],
];

describe('against tfjs on cpu', () => {
  beforeAll(() => activate('cpu'));

  it.each(CASES)('%s: value and every gradient', (name, layer, input, written) => {
    const rng = Rng.seeded(name);
    const params = unusualParams(layer, input, rng);
    const instance = instantiate({ layer, input, params });
    const { shape, data } = inputValues([2, ...input], rng);
    const x = tf.tensor4d(Float32Array.from(data), shape as [number, number, number, number]);
    const ours = pass(instance, x, { mode: 'train', needsInputGrad: true });
    const dy = tf.tensor(
      Float32Array.from({ length: ours.output.size }, () => rng.uniform(-1, 1)),
      ours.output.shape,
    );

    const paths = instance.trainable;
    const values = paths.map(path => {
      const value = params.get(path)!;
      return tf.tensor(Float32Array.from(value.data), [...value.shape]);
    });
    const loss = (x: tf.Tensor, ...p: tf.Tensor[]) =>
      tf.sum(
        tf.mul(written(x as tf.Tensor4D, Object.fromEntries(paths.map((path, i) => [path, p[i]!]))), dy),
      ) as tf.Scalar;
    const theirs = tf.grads(loss)([x, ...values]);
    const value = written(x, Object.fromEntries(paths.map((path, i) => [path, values[i]!])));

    expectClose(ours.output, value);
    const gradients = ours.backward(dy);
    for (const [i, path] of [INPUT, ...paths].entries()) expectClose(gradients.get(path)!, theirs[i]!);
  });

  it.each([
    ['bilinear', (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [6, 8], false, true)],
    ['nearest', (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [6, 8])],
  ] as const)('upsample, %s: value', (method, written) => {
    const instance = instantiate(network(l.upsample([6, 8], { method }), [3, 4, 2], Rng.seeded(1)));
    const x = tf.tensor4d(Float32Array.from(inputValues([2, 3, 4, 2], Rng.seeded(2)).data), [2, 3, 4, 2]);
    expectClose(apply(instance, x, { mode: 'inference' }), written(x));
  });

  it('is one op on the tape, through which any loss written in tfjs gets its gradients', () => {
    const layer = l.chain([l.conv(4, 3), l.batchNorm(), l.relu(), l.globalAvgPool(), l.flatten(), l.linear(3)]);
    const instance = instantiate(network(layer, [6, 6, 2], Rng.seeded(1)));
    const x = tf.tensor4d(Float32Array.from(inputValues([4, 6, 6, 2], Rng.seeded(2)).data), [4, 6, 6, 2]);
    const labels = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0], [4, 3]);
    const loss = () => tf.losses.softmaxCrossEntropy(labels, apply(instance, x, { mode: 'train' })) as tf.Scalar;

    const variables = instance.trainable.map(path => instance.variables.get(path)!);
    const { grads } = tf.variableGrads(loss, variables);
    expect(Object.keys(grads)).toHaveLength(instance.trainable.length);

    const direct = pass(instance, x, { mode: 'train' });
    const dLogits = tf.div(tf.sub(tf.softmax(direct.output), labels), 4);
    const gradients = direct.backward(dLogits);
    for (const [i, path] of instance.trainable.entries()) {
      expectClose(grads[variables[i]!.name]!, gradients.get(path)!);
    }

    const optimizer = tf.train.sgd(0.5);
    const before = optimizer.minimize(loss, true)!.dataSync()[0]!;
    for (let i = 0; i < 20; i++) optimizer.minimize(loss);
    expect(loss().dataSync()[0]).toBeLessThan(before * 0.8);
  });

  it('without a tape, a forward leaves only its output behind', async () => {
    const instance = instantiate(network(l.chain([l.conv(4, 3), l.batchNorm(), l.relu()]), [4, 4, 2], Rng.seeded(1)));
    const x = tf.ones([1, 4, 4, 2]);
    const before = tf.memory().numTensors;
    const y = apply(instance, x, { mode: 'inference' });
    expect(tf.memory().numTensors).toBe(before + 1);
    y.dispose();
    expect((await snapshot(instance)).get('1.mean')!.data).toEqual(new Float32Array(4));
    disposeInstance(instance);
  });

  it('an upstream gradient of a part of the tape reaches x', () => {
    const instance = instantiate(network(l.scale({ per: 'tensor', init: 3 }), [2], Rng.seeded(1)));
    const gradient = tf.grad(x => tf.sum(tf.square(apply(instance, x, { mode: 'inference' }))))(tf.tensor2d([[1, -2]]));
    expect([...gradient.dataSync()]).toEqual([18, -36]);
  });
});

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(1e-3, tf.max(tf.abs(expected)).dataSync()[0]!);
  const error = tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!;
  expect(error / scale).toBeLessThan(2e-5);
}
