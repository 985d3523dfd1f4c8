/** The joint loss of classes and of what they stand for. */
import { MIKELS } from '@refold/core/data';
import { softmaxCrossEntropy } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { activate } from '../../core/test/support/backends.ts';
import { jointLoss } from '../src/joint-loss.ts';

beforeAll(() => activate('cpu'));

const AMUSEMENT = MIKELS.indexOf('amusement');
const target = () => tf.cast(tf.oneHot(tf.tensor1d([AMUSEMENT], 'int32'), 8), 'float32') as tf.Tensor2D;
const logits = () => tf.tensor2d([[0.3, -0.2, 0.1, 0.4, -0.5, 0.2, 0, -0.1]]);
const numberOf = async (scalar: tf.Scalar): Promise<number> => (await scalar.data())[0]!;

it('is the cross-entropy for λ = 0', async () => {
  const own = jointLoss(0)(logits(), target());
  const plain = softmaxCrossEntropy(logits(), target());
  expect(await numberOf(own.value)).toBeCloseTo(await numberOf(plain.value), 6);
  expect(Array.from(await own.gradient.data())).toEqual(
    Array.from(await plain.gradient.data()).map(value => expect.closeTo(value, 6)),
  );
});

it('is 0 for λ = 1 where the prediction is what the label stands for (sheet, section 11)', async () => {
  // Of amusement: itself .549076, contentment .339595, awe .088733, excitement .022596, and no negative emotion.
  const shares: Record<string, number> = {
    amusement: 0.549076,
    contentment: 0.339595,
    awe: 0.088733,
    excitement: 0.022596,
  };
  const fitting = tf.tensor2d([MIKELS.map(emotion => Math.log(shares[emotion] ?? 1e-12))]);
  expect(await numberOf(jointLoss(1)(fitting, target()).value)).toBeCloseTo(0, 5);
});

it('has the gradient of its value', async () => {
  const loss = jointLoss(0.8);
  const gradient = await loss(logits(), target()).gradient.data();
  const at = async (i: number, step: number): Promise<number> => {
    const moved = Array.from(await logits().data()).map((value, k) => (k === i ? value + step : value));
    return await numberOf(loss(tf.tensor2d([moved]), target()).value);
  };
  for (let i = 0; i < 8; i++) {
    // Central differences of float32 values are right to about 1e-3.
    expect(gradient[i]).toBeCloseTo(((await at(i, 0.01)) - (await at(i, -0.01))) / 0.02, 3);
  }
});

it('refuses other classes and weights that are none', () => {
  expect(() => jointLoss(0.5)(tf.zeros([1, 3]), tf.zeros([1, 3]))).toThrow("Mikels' 8 emotions, not for 3 classes");
  expect(() => jointLoss(2)).toThrow('loss.lambda is 2: it must be 0 to 1');
});
