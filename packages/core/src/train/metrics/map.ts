/** Metrics of label maps. */
import * as tf from '@tensorflow/tfjs-core';
import { ConfusionMatrix } from './confusion.ts';
import type { MetricAccumulator } from './metric.ts';

/**
 * `miou`: intersection over union, averaged over the classes that occur, as labels or as predictions; `pixelAccuracy`: the share of
 * labelled pixels that are right. Neither is defined where no pixel is labelled: both are left out.
 * @param classes how many there are
 */
export function mapMetrics(classes: number): MetricAccumulator {
  const confusion = new ConfusionMatrix(classes);
  return {
    async add(output, labels) {
      if (labels.kind === 'map') confusion.add(labels.values, await classOfEachPixel(output));
    },
    metrics() {
      const overlaps = confusion.intersectionOverUnion().filter(iou => !Number.isNaN(iou));
      if (overlaps.length === 0) return {};
      return {
        miou: overlaps.reduce((sum, iou) => sum + iou, 0) / overlaps.length,
        pixelAccuracy: confusion.accuracy(),
      };
    },
  };
}

async function classOfEachPixel(output: tf.Tensor): Promise<Int32Array> {
  const classes = tf.argMax(output, -1);
  const values = (await classes.data()) as Int32Array;
  classes.dispose();
  return values;
}
