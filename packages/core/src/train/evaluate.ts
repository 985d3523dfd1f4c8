/** Evaluation: a network in inference mode over a dataset. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Augmentation } from '../data/augment.ts';
import { batches } from '../data/batches.ts';
import type { Batch, Dataset } from '../data/dataset.ts';
import { outputWidth } from '../data/labels.ts';
import { RefoldError } from '../error.ts';
import { type Instance, pass } from '../layers/apply.ts';
import { type Loss, lossFor } from './losses/index.ts';
import { metricsFor } from './metrics/index.ts';
import type { Metrics } from './records.ts';
import { type Targets, targetsOf } from './targets.ts';

/** How a dataset is run through a network. */
export interface PredictOptions {
  readonly batchSize: number;
  readonly augment?: Augmentation;
  /** Called before each batch; may throw to give up. */
  readonly beforeBatch?: () => void;
}

/** What a network makes of each batch of a dataset, in order, the last one maybe smaller. `output` is freed when the next is asked for. */
export async function* predict(
  instance: Instance,
  dataset: Dataset,
  { batchSize, augment, beforeBatch }: PredictOptions,
): AsyncGenerator<{ readonly batch: Batch; readonly output: tf.Tensor }> {
  for await (const batch of batches(dataset, { batchSize, augment })) {
    await setImmediate();
    beforeBatch?.();
    const images = tf.tensor(batch.images, [...batch.shape]);
    const applied = pass(instance, images, { mode: 'inference' });
    tf.dispose(images);
    applied.dispose();
    try {
      yield { batch, output: applied.output };
    } finally {
      applied.output.dispose();
    }
  }
}

/**
 * The metrics of the dataset's kind of label, the mean `loss` and the number of examples `n`, over a dataset.
 * @param options `loss` defaults to the usual one of the labels' kind, without smoothing
 * @throws RefoldError for a dataset of no examples
 */
export async function evaluate(
  instance: Instance,
  dataset: Dataset,
  { loss = lossFor({}, dataset.labels.kind), ...options }: PredictOptions & { readonly loss?: Loss },
): Promise<Metrics> {
  if (dataset.size === 0) throw new RefoldError(`${dataset.name} (${dataset.split}) has no examples to evaluate.`);
  const accumulator = metricsFor(dataset.labelKind);
  const width = outputWidth(dataset.labelKind);
  let [lossSum, n] = [0, 0];
  for await (const { batch, output } of predict(instance, dataset, options)) {
    const { labels } = batch;
    const size = batch.shape[0];
    lossSum += size * (await lossOf(loss, output, targetsOf(labels, width)));
    n += size;
    await accumulator.add(output, labels);
  }
  return { ...accumulator.metrics(), loss: lossSum / n, n };
}

async function lossOf(loss: Loss, output: tf.Tensor, { values, width }: Targets): Promise<number> {
  const target = tf.tensor(values, [values.length / width, width]);
  const { value, gradient } = loss(output, target);
  const [number] = await value.data();
  tf.dispose([target, value, gradient]);
  return number!;
}
