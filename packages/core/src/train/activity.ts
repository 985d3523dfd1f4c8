/** How often channels are active, by what a dataset's images make of them. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Augmentation } from '../data/augment.ts';
import { batches } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { RefoldError } from '../error.ts';
import { disposeInstance, instantiate, pass } from '../layers/apply.ts';
import { tap } from '../layers/build.ts';
import { insertAfter } from '../layers/insert.ts';
import type { Child, Network } from '../layers/types.ts';
import { type Activity, activitiesOf, type Importances, type Target } from '../prune/index.ts';
import type { Rng } from '../rng.ts';

/** Which batches activity is measured on. */
export interface ActivityOptions {
  readonly batchSize: number;
  readonly augment?: Augmentation | undefined;
  /** Shuffles the dataset: one whose examples come class by class needs it. */
  readonly order?: Rng;
}

/**
 * The share of positions of all a dataset's images at which each channel is above zero behind the first ReLU that it passes, at inference:
 * 1 less the average percentage of zeros (APoZ, Hu et al. 2016, arXiv 1607.03250, eq. 1).
 * @throws RefoldError for a target that no ReLU follows
 */
export async function channelActivity(
  net: Network,
  targets: readonly Target[],
  dataset: Dataset,
  { batchSize, augment, order }: ActivityOptions,
): Promise<Importances> {
  const found = activitiesOf(net.layer, net.input);
  const activities = targets.map(({ path, group }) => {
    const activity = found.get(group.name);
    if (activity === undefined) throw new RefoldError(`${path}: no ReLU follows it, so 'apoz' can't rank its channels`);
    return activity;
  });
  const active = targets.map(({ group }) => new Float64Array(group.size));
  let count = 0;
  const instance = instantiate(tapped(net, activities));
  try {
    for await (const { images, shape } of batches(dataset, { batchSize, augment, order })) {
      await setImmediate();
      const x = tf.tensor(images, [...shape]);
      const { output, taps, dispose } = pass(instance, x, { mode: 'inference' });
      const shares = await sharesAboveZero(taps);
      tf.dispose([x, output, ...taps.values()]);
      dispose();
      count += shape[0];
      for (const [t, { relu, places }] of activities.entries()) {
        const share = shares.get(relu)!;
        for (const [channel, place] of places.entries()) {
          active[t]![channel]! += ((share[place]! - active[t]![channel]!) * shape[0]) / count;
        }
      }
    }
  } finally {
    disposeInstance(instance);
  }
  return active;
}

/** The network with a tap behind each of these ReLUs, by its path. */
function tapped({ layer, input, params }: Network, activities: readonly Activity[]): Network {
  const taps = new Map(activities.map(({ relu }, i): [string, Child] => [relu, [`activity ${i + 1}`, tap(relu)]]));
  return { layer: insertAfter(layer, input, taps), input, params };
}

/** By tap, the share of elements above zero of each channel. */
async function sharesAboveZero(taps: ReadonlyMap<string, tf.Tensor>): Promise<ReadonlyMap<string, ArrayLike<number>>> {
  const shares = new Map<string, ArrayLike<number>>();
  for (const [name, tap] of taps) {
    const mean = tf.tidy(() => {
      const above = tf.cast(tf.greater(tap, 0), 'float32');
      return tf.mean(tf.reshape(above, [-1, tap.shape.at(-1)!]), 0);
    });
    shares.set(name, await mean.data());
    mean.dispose();
  }
  return shares;
}
