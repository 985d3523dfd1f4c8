/** Networks other than the one that learns, judged on a run's test data. */
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '../data/dataset.ts';
import { RefoldError } from '../error.ts';
import { disposeInstance, instantiate } from '../layers/apply.ts';
import type { Network } from '../layers/types.ts';
import { type PredictOptions, predict } from './evaluate.ts';
import type { Judge } from './method.ts';

/** @throws RefoldError, when asked for an accuracy, if the dataset's labels are no classes */
export const judgeOn = (dataset: Dataset, view: PredictOptions): Judge => ({
  predictions: (net, images = dataset.size) => classesOf(net, dataset, Math.min(images, dataset.size), view),
  accuracy: predictions => {
    const { labels } = dataset;
    if (labels.kind !== 'class') throw new RefoldError(`${dataset.name}: its labels are no classes`);
    return predictions.filter((one, i) => one === labels.values[i]).length / predictions.length;
  },
});

async function classesOf(net: Network, dataset: Dataset, count: number, view: PredictOptions): Promise<Int32Array> {
  const instance = instantiate(net);
  const classes = new Int32Array(count);
  let done = 0;
  try {
    for await (const { output } of predict(instance, dataset, view)) {
      const best = tf.argMax(output, -1);
      classes.set(((await best.data()) as Int32Array).subarray(0, count - done), done);
      best.dispose();
      done = Math.min(count, done + output.shape[0]!);
      if (done === count) break;
    }
    return classes;
  } finally {
    disposeInstance(instance);
  }
}
