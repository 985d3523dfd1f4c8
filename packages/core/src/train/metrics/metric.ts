/** What the metrics of a kind of label are: something that batches are added to. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Labels } from '../../data/labels.ts';
import type { Metrics } from '../records.ts';

/** Metrics of a dataset, from its batches one after another. */
export interface MetricAccumulator {
  /** Adds a batch. @param output the network's, [n, ...]; borrowed */
  add(output: tf.Tensor, labels: Labels): Promise<void>;
  /** Over all that was added. */
  metrics(): Metrics;
}

/** Values of a tensor in rows of `width`. */
export async function rowsOf(output: tf.Tensor, width: number): Promise<readonly Float32Array[]> {
  const values = (await output.data()) as Float32Array;
  return Array.from({ length: values.length / width }, (_, i) => values.subarray(i * width, (i + 1) * width));
}
