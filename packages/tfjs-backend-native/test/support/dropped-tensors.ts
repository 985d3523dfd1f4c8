/** Makes tensors, disposes of none, and lets the garbage collector have them. Run with --expose-gc. */
import { setTimeout } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { memory } from '../../src/index.ts';

await tf.setBackend('native');
const before = memory().live;
const drop = (): void => {
  for (let i = 0; i < 100; i++) tf.add(tf.ones([64, 64]), i);
};
drop();
const held = memory().live - before;
for (let i = 0; i < 50 && memory().live > before; i++) {
  globalThis.gc!();
  await setTimeout(10);
}
console.log(JSON.stringify({ held, left: memory().live - before }));
