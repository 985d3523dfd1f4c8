/** Asks for more than there may be, and works on. */
import * as tf from '@tensorflow/tfjs-core';
import { memory } from '../../src/index.ts';

await tf.setBackend('native');
const messages: string[] = [];
const attempt = (run: () => tf.Tensor): void => {
  try {
    run().dispose();
    messages.push('');
  } catch (error) {
    messages.push((error as Error).message);
  }
};
const live = memory().live;
const MIB = 2 ** 20;
attempt(() => tf.zeros([16 * MIB]));
// Within a kernel: the map that goes in fits, the one that comes out doesn't.
attempt(() => tf.tidy(() => tf.conv2d(tf.zeros<tf.Rank.R4>([4, 64, 64, 32]), tf.zeros([3, 3, 32, 128]), 1, 'same')));
// As many as fit, one after the other: the pool gives back blocks of another size.
for (let size = 1; size < 5; size++) attempt(() => tf.zeros([(size * MIB) / 4]));
const sum = tf.tidy(() => tf.sum(tf.ones([1000])).dataSync()[0]);
console.log(JSON.stringify({ messages, sum, left: memory().live - live }));
