import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { memory, trim } from '../src/index.ts';
import { runChild } from './support/child.ts';

beforeAll(() => tf.setBackend('native'));

const KIB = 2 ** 10;

describe('native memory', () => {
  it('is constant over 1,000 steps of training, at its peak too', () => {
    const kernel = tf.variable(tf.randomNormal([3, 3, 2, 4], 0, 0.3, 'float32', 1));
    const dense = tf.variable(tf.randomNormal([64, 3], 0, 0.1, 'float32', 2));
    const x = tf.randomNormal([4, 8, 8, 2], 0, 1, 'float32', 3) as tf.Tensor4D;
    const labels = tf.oneHot([0, 1, 2, 1], 3);
    const optimizer = tf.train.momentum(0.05, 0.9);
    const step = (): void => {
      optimizer.minimize(() => {
        const y = tf.relu(tf.conv2d(x, kernel as tf.Variable<tf.Rank.R4>, 1, 'same')) as tf.Tensor4D;
        const features: tf.Tensor2D = tf.reshape(tf.maxPool(y, 2, 2, 'same'), [4, 64]);
        return tf.losses.softmaxCrossEntropy(labels, tf.matMul(features, dense as tf.Variable<tf.Rank.R2>));
      });
    };
    const samples: { live: number; peak: number }[] = [];
    for (let i = 0; i < 1000; i++) {
      step();
      const { live, peak } = memory();
      samples.push({ live, peak });
    }
    expect(new Set(samples.slice(10).map(({ live }) => live)).size).toBe(1);
    expect(samples.at(-1)!.peak).toBe(samples[10]!.peak);
    optimizer.dispose();
    tf.dispose([kernel, dense, x, labels]);
  });

  it('of a disposed tensor is kept for reuse until it is trimmed', () => {
    trim();
    const { live } = memory();
    const x = tf.ones([64, KIB]);
    const held = memory().live - live;
    expect(held).toBeGreaterThanOrEqual(256 * KIB);
    x.dispose();
    expect(memory()).toMatchObject({ live, idle: expect.any(Number) });
    expect(memory().idle).toBeGreaterThanOrEqual(held);
    trim(held / 2);
    expect(memory().idle).toBeLessThanOrEqual(held / 2);
    trim();
    expect(memory().idle).toBe(0);
  });

  it('goes back when the garbage collector finds a tensor that nobody disposed of', () => {
    const { held, left } = runChild<{ held: number; left: number }>('./dropped-tensors.ts', { flags: ['--expose-gc'] });
    expect(held).toBeGreaterThan(100 * 64 * 64 * 4);
    expect(left).toBe(0);
  });

  it('is kept for reuse no further than the cap', () => {
    const { left, idle } = runChild<{ left: number; idle: number }>('./kept-blocks.ts', {
      environment: { TFJS_NATIVE_CACHE: '1' },
    });
    expect(left).toBe(0);
    expect(idle).toBeGreaterThan(0);
    expect(idle).toBeLessThanOrEqual(KIB * KIB);
  });
});

describe('out of memory', () => {
  it('is an error that says what to do, and the program goes on', () => {
    const { messages, sum, left } = runChild<{ messages: string[]; sum: number; left: number }>('./out-of-memory.ts', {
      environment: { TFJS_NATIVE_MEMORY: '8' },
    });
    const account = expect.stringMatching(
      /out of memory: \d+ MiB are in use, of 8 MiB that may be.*TFJS_NATIVE_MEMORY/,
    );
    expect(messages).toEqual([account, account, '', '', '', '']);
    expect(sum).toBe(1000);
    expect(left).toBe(0);
  });

  it('is what a tensor beyond all measure gives', () => {
    expect(() => tf.zeros([2 ** 40])).toThrow(
      /out of memory|Invalid typed array length|Array buffer allocation failed/,
    );
  });
});
