/** Disposes of more than the cap lets be kept. */
import * as tf from '@tensorflow/tfjs-core';
import { memory } from '../../src/index.ts';

await tf.setBackend('native');
const before = memory().live;
const tensors = Array.from({ length: 20 }, () => tf.zeros([2 ** 16]));
tf.dispose(tensors);
console.log(JSON.stringify({ left: memory().live - before, idle: memory().idle }));
