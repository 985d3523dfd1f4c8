/** Networks other than the one that learns, judged on a run's test data. */
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '../data/dataset.ts';
import { RefoldError } from '../error.ts';
import { disposeInstance, instantiate } from '../layers/apply.ts';
import { infer } from '../layers/shapes.ts';
import type { Network } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import { type PredictOptions, predict } from './evaluate.ts';
import type { Evaluator } from './method.ts';

/** @throws RefoldError, when asked for an accuracy, if the dataset's labels are no classes */
export const evaluator = (dataset: Dataset, view: PredictOptions): Evaluator => ({
  outputs: (net, images) => outputsOf(net, dataset, within(dataset, images), view),
  predictions: (net, images) => classesOf(net, dataset, within(dataset, images), view),
  accuracy: predictions => {
    const { labels } = dataset;
    if (labels.kind !== 'class') throw new RefoldError(`${dataset.name}: its labels are no classes`);
    return predictions.filter((one, i) => one === labels.values[i]).length / predictions.length;
  },
});

const within = ({ size }: Dataset, images = size): number => Math.min(images, size);

async function outputsOf(net: Network, dataset: Dataset, count: number, view: PredictOptions): Promise<Float32Array> {
  const width = sizeOf(infer(net.layer, net.input));
  const outputs = new Float32Array(count * width);
  for await (const { output, done, wanted } of firstOutputs(net, dataset, count, view)) {
    outputs.set(((await output.data()) as Float32Array).subarray(0, wanted * width), done * width);
  }
  return outputs;
}

async function classesOf(net: Network, dataset: Dataset, count: number, view: PredictOptions): Promise<Int32Array> {
  const classes = new Int32Array(count);
  for await (const { output, done, wanted } of firstOutputs(net, dataset, count, view)) {
    const best = tf.argMax(output, -1);
    classes.set(((await best.data()) as Int32Array).subarray(0, wanted), done);
    best.dispose();
  }
  return classes;
}

/** A network's outputs batch by batch, how many samples came before, and how many of these belong to the first `count`. */
async function* firstOutputs(net: Network, dataset: Dataset, count: number, view: PredictOptions) {
  const instance = instantiate(net);
  let done = 0;
  try {
    for await (const { output } of predict(instance, dataset, view)) {
      const wanted = Math.min(count - done, output.shape[0]!);
      yield { output, done, wanted };
      done += wanted;
      if (done === count) break;
    }
  } finally {
    disposeInstance(instance);
  }
}
