/** Evaluating any network on a run's test data, beside the one that learns. */
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '../data/dataset.ts';
import { outputWidth } from '../data/labels.ts';
import { RefoldError } from '../error.ts';
import { disposeInstance, instantiate } from '../layers/apply.ts';
import { infer } from '../layers/shapes.ts';
import type { Network } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import { type PredictOptions, predict } from './evaluate.ts';
import type { Evaluator } from './method.ts';
import { ConfusionMatrix } from './metrics/index.ts';

/** Evaluates networks of the dataset's shape and classes on a dataset, looked at in one way. */
export function evaluator(dataset: Dataset, view: PredictOptions): Evaluator {
  const labelled = (): Int32Array => {
    const { labels } = dataset;
    if (labels.kind === 'class') return labels.values;
    throw new RefoldError(`${dataset.name}: its labels aren't classes but of kind '${labels.kind}'.`);
  };
  return {
    outputs: (net, images) => outputsOf(net, dataset, within(dataset, images), view),
    predictions: (net, images) => classesOf(net, dataset, within(dataset, images), view),
    accuracy: predictions => {
      const classes = labelled();
      return predictions.filter((one, i) => one === classes[i]).length / predictions.length;
    },
    confusion: predictions => {
      const confusion = new ConfusionMatrix(outputWidth(dataset.labelKind));
      confusion.add(labelled().subarray(0, predictions.length), predictions);
      return confusion;
    },
  };
}

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
  const instance = instantiate(net, { constant: true });
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
