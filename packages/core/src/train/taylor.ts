/** How much channels matter to a loss, by the gradients that a dataset's batches give. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Augmentation } from '../data/augment.ts';
import { batches } from '../data/batches.ts';
import type { Batch, Dataset } from '../data/dataset.ts';
import { outputWidth } from '../data/labels.ts';
import { RefoldError } from '../error.ts';
import { disposeInstance, type Instance, instantiate, pass } from '../layers/apply.ts';
import type { Network } from '../layers/types.ts';
import { type NdArray, ndarray } from '../ndarray.ts';
import { type Gradients, type Importances, type Target, taylorImportances, taylorParameters } from '../prune/index.ts';
import type { Rng } from '../rng.ts';
import { type Loss, softmaxCrossEntropy } from './losses/index.ts';
import { targetsOf } from './targets.ts';

/** Which batches Taylor importances are averaged over, and of which loss. */
export interface TaylorOptions {
  readonly batchSize: number;
  readonly augment?: Augmentation;
  /** Shuffles the dataset: one whose examples come class by class needs it. */
  readonly order?: Rng;
  /** Default: cross-entropy. */
  readonly loss?: Loss;
}

/**
 * First-order Taylor importance (`taylorImportances`), as its mean over the batches of a dataset, on the active backend. The network
 * is in inference mode: norms use their running statistics, which stay as they are, and nothing drops out.
 * @throws RefoldError when a batch's loss is not finite
 */
export async function taylorImportance(
  net: Network,
  targets: readonly Target[],
  dataset: Dataset,
  options: TaylorOptions,
): Promise<Importances> {
  const paths = taylorParameters(net, targets);
  const means = targets.map(({ group }) => new Float64Array(group.size));
  let count = 0;
  for await (const gradients of batchGradients(net, paths, dataset, options)) {
    count++;
    for (const [t, own] of taylorImportances(net, targets, gradients).entries()) {
      for (const [channel, value] of own.entries()) means[t]![channel]! += (value - means[t]![channel]!) / count;
    }
  }
  return means;
}

/** The loss's gradients by some parameters, batch by batch. */
async function* batchGradients(
  net: Network,
  paths: readonly string[],
  dataset: Dataset,
  { batchSize, augment, order, loss = softmaxCrossEntropy }: TaylorOptions,
): AsyncGenerator<Gradients> {
  const instance = instantiate(net);
  try {
    for await (const batch of batches(dataset, { batchSize, augment, order })) {
      await setImmediate();
      yield await gradientsOf(instance, paths, batch, outputWidth(dataset.labelKind), loss);
    }
  } finally {
    disposeInstance(instance);
  }
}

async function gradientsOf(
  instance: Instance,
  paths: readonly string[],
  { images, shape, labels }: Batch,
  classes: number,
  loss: Loss,
): Promise<Gradients> {
  const { values, width } = targetsOf(labels, classes);
  const [x, target] = [tf.tensor(images, [...shape]), tf.tensor(values, [values.length / width, width])];
  const applied = pass(instance, x, { mode: 'inference', differentiate: true });
  const { value, gradient } = loss(applied.output, target);
  const [number] = await value.data();
  const gradients = applied.backward(gradient);
  applied.dispose();
  tf.dispose([x, target, applied.output, value]);
  try {
    if (!Number.isFinite(number)) throw new RefoldError(`the loss of a batch is ${number}: it has no gradients`);
    const arrays = new Map<string, NdArray>();
    for (const path of paths) {
      // What stands in a head for training only has none: the loss doesn't depend on it.
      const own = gradients.get(path);
      const { shape } = instance.variables.get(path)!;
      arrays.set(path, own === undefined ? ndarray(shape) : { shape, data: (await own.data()) as Float32Array });
    }
    return arrays;
  } finally {
    tf.dispose([...gradients.values()]);
  }
}
