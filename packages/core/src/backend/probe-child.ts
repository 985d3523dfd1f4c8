/** Run by probe.ts in a process of its own: opens the backend named by the first argument, tries it, sends the answer. */
import * as tf from '@tensorflow/tfjs-core';
import { type BackendName, BackendUnavailable, messageOf } from './info.ts';
import { openBackend } from './open.ts';
import type { ProbeAnswer } from './probe.ts';

/** A 3x3 kernel of ones on a 3x3 image of ones, zero-padded: the middle sees nine, an edge six, a corner four. */
async function convolvesRightly(): Promise<boolean> {
  const y = tf.conv2d(tf.ones([1, 3, 3, 1]) as tf.Tensor4D, tf.ones([3, 3, 1, 1]) as tf.Tensor4D, 1, 'same');
  return [4, 6, 4, 6, 9, 6, 4, 6, 4].toString() === (await y.data()).toString();
}

async function probe(name: BackendName): Promise<ProbeAnswer> {
  try {
    const { detail } = await openBackend(name);
    return (await convolvesRightly())
      ? { status: 'found', detail }
      : { status: 'broken', detail: `${detail}: a convolution comes out wrong` };
  } catch (error) {
    if (error instanceof BackendUnavailable) {
      return { status: error.status, detail: error.reason, remedy: error.remedy };
    }
    return { status: 'broken', detail: messageOf(error) };
  }
}

const answer = await probe(process.argv[2] as BackendName);
// Some libraries keep threads, and with them the process, alive.
process.send?.(answer, () => process.exit(0));
