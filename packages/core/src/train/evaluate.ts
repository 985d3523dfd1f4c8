/** Evaluation: a network in inference mode over a dataset. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Augmentation } from '../data/augment.ts';
import { batches } from '../data/batches.ts';
import type { Batch, Dataset } from '../data/dataset.ts';
import { outputWidth } from '../data/labels.ts';
import { type Instance, pass } from '../layers/apply.ts';
import { Confusion } from './confusion.ts';
import { type Loss, softmaxCrossEntropy } from './loss.ts';
import type { Metrics } from './records.ts';
import { type Targets, targetsOf } from './targets.ts';

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
 * Loss (cross-entropy by default, without smoothing) and, for classes, accuracy; for label maps mean intersection over union
 * and the share of pixels that are right, over a dataset.
 */
export async function evaluate(
  instance: Instance,
  dataset: Dataset,
  { loss = softmaxCrossEntropy, ...options }: PredictOptions & { readonly loss?: Loss },
): Promise<Metrics> {
  const classes = outputWidth(dataset.labelKind);
  let [lossSum, top1, top5, n] = [0, 0, 0, 0];
  const confusion = new Confusion(classes);
  for await (const { batch, output } of predict(instance, dataset, options)) {
    const { labels } = batch;
    const size = batch.shape[0];
    lossSum += size * (await lossOf(loss, output, targetsOf(labels, classes)));
    n += size;
    if (labels.kind === 'map') confusion.add(labels.values, await classOfEachPixel(output));
    if (labels.kind !== 'class') continue;
    const logits = (await output.data()) as Float32Array;
    labels.values.forEach((label, i) => {
      const rank = rankOf(label, logits.subarray(i * classes, (i + 1) * classes));
      if (rank < 1) top1++;
      if (rank < 5) top5++;
    });
  }
  const accuracy = { top1: top1 / n, ...(classes > 5 ? { top5: top5 / n } : {}) };
  const kinds = { class: accuracy, map: confusion.metrics(), distribution: {}, dimensions: {}, none: {} };
  return { ...kinds[dataset.labels.kind], loss: lossSum / n, n };
}

async function classOfEachPixel(output: tf.Tensor): Promise<Int32Array> {
  const classes = tf.argMax(output, -1);
  const values = (await classes.data()) as Int32Array;
  classes.dispose();
  return values;
}

async function lossOf(loss: Loss, output: tf.Tensor, { values, width }: Targets): Promise<number> {
  const target = tf.tensor(values, [values.length / width, width]);
  const { value, gradient } = loss(output, target);
  const [number] = await value.data();
  tf.dispose([target, value, gradient]);
  return number!;
}

/** How many classes are ranked before `label`: those with a larger logit, and, of equal ones, those that come first. NaN ranks last. */
function rankOf(label: number, logits: Float32Array): number {
  const own = logits[label]!;
  let rank = 0;
  logits.forEach((logit, k) => {
    if (k !== label && !(logit < own) && !(logit === own && k > label)) rank++;
  });
  return rank;
}
