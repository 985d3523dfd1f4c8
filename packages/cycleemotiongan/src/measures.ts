/** What is measured of a finished run, beside the classifier's score: what translation kept of pictures and of their labels. */
import type { Augmentation, Batch, Dataset, Labels } from '@refold/core/data';
import { type EvaluationContext, evaluator, type Metrics, type Player } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import type { AdaptationConfig } from './config.ts';
import { outputOf } from './iteration.ts';
import { msSsimPerImage } from './ms-ssim.ts';
import { recallMetrics } from './recall.ts';
import type { Game } from './translation.ts';

/** Pictures of the source that are looked at: a share of them is then known to about 0.02. */
const LOOKED_AT = 500;

/**
 * Over pictures of the source: `moved`, the mean |x' − x| on 0 to 1; `agreement`, how often the frozen classifier says the same of both; `preserved`, how
 * often the oracle names an adapted picture's label (of shares, the largest), and `known`, how often that of the picture itself; `reconstruction`, MS-SSIM
 * of pictures that went there and back. Each is left out where a player that it needs isn't there. And `recall/<class>` of the test pictures.
 */
export async function measured(
  {
    config,
    sourceSet,
    testSet,
  }: { readonly config: AdaptationConfig; readonly sourceSet: Dataset; readonly testSet: Dataset },
  view: { readonly augment: Augmentation },
  { players, beforeBatch }: EvaluationContext,
): Promise<Metrics> {
  const sums = new Map<string, number>();
  let pictures = 0;
  const order = Uint32Array.from({ length: Math.min(LOOKED_AT, sourceSet.size) }, (_, i) => i);
  for (let start = 0; start < order.length && 'toTarget' in players; start += config.batchSize) {
    beforeBatch();
    const batch = await sourceSet.batch(order.subarray(start, start + config.batchSize), view);
    for (const [name, values] of Object.entries(await translated(players, batch))) {
      sums.set(name, (sums.get(name) ?? 0) + values.reduce((sum, value) => sum + value, 0));
    }
    pictures += batch.shape[0];
  }
  const means = Object.fromEntries([...sums].map(([name, sum]) => [name, sum / pictures]));
  return {
    ...means,
    ...(await recalls(players.classifier!, testSet, { ...view, batchSize: config.batchSize, beforeBatch })),
  };
}

/** A number for each picture of a batch, by the metric's name. */
async function translated(
  { toTarget, toSource, judge, oracle }: Game,
  { images, shape, labels }: Batch,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const x = tf.tensor(images, [...shape]);
  const adapted = outputOf(toTarget!, x);
  const perPicture = async (make: () => tf.Tensor): Promise<number[]> => {
    const values = tf.tidy(make);
    const read = Array.from(await values.data());
    values.dispose();
    return read;
  };
  const said = async (player: Player, of: tf.Tensor): Promise<number[]> => {
    const scores = outputOf(player, of);
    const classes = await perPicture(() => tf.argMax(scores, -1));
    scores.dispose();
    return classes;
  };
  const sameAs = (one: readonly number[], other: ArrayLike<number>) =>
    one.map((value, i) => Number(value === other[i]));
  const found: Record<string, readonly number[]> = {
    moved: await perPicture(() => tf.div(tf.mean(tf.abs(tf.sub(adapted, x)), [1, 2, 3]), 2)),
  };
  if (judge !== undefined) found.agreement = sameAs(await said(judge, adapted), await said(judge, x));
  if (oracle !== undefined) {
    const right = (classes: readonly number[]) => classes.map((said, i) => Number(isLabel(labels, i, said)));
    found.preserved = right(await said(oracle, adapted));
    found.known = right(await said(oracle, x));
  }
  if (toSource !== undefined) {
    const home = outputOf(toSource, adapted);
    const unit = (pictures: tf.Tensor) => tf.div(tf.add(pictures, 1), 2);
    found.reconstruction = await perPicture(() => msSsimPerImage(unit(home), unit(x)));
    home.dispose();
  }
  tf.dispose([x, adapted]);
  return found;
}

/** Whether a class is a picture's label; of shares, one of those with the largest. */
function isLabel(labels: Labels, picture: number, said: number): boolean {
  if (labels.kind === 'class') return labels.values[picture] === said;
  if (labels.kind !== 'distribution') return false;
  const shares = labels.values.subarray(picture * labels.width, (picture + 1) * labels.width);
  return shares[said] === Math.max(...shares);
}

/** The share of each class's test pictures that is named, where labels are classes; 0 for one that doesn't occur. */
async function recalls(classifier: Player, testSet: Dataset, view: Parameters<typeof evaluator>[1]): Promise<Metrics> {
  const { labelKind } = testSet;
  if (labelKind.kind !== 'class') return {};
  const judged = evaluator(testSet, view);
  const shares = judged.confusion(await judged.predictions(await classifier.network())).accuracyPerClass();
  return recallMetrics(labelKind.classes, shares);
}
