/** One step of training: forward, loss, backward, update. */
import * as tf from '@tensorflow/tfjs-core';
import { type Instance, pass } from '../layers/apply.ts';
import type { Clock } from '../optim/schedule.ts';
import type { Optimizer, Tensors } from '../optim/transform.ts';
import type { Rng } from '../rng.ts';
import { type Loss, objective } from './loss.ts';

export interface Learner {
  readonly instance: Instance;
  readonly optimizer: Optimizer;
  /** The optimizer's. */
  readonly state: Tensors;
  readonly loss: Loss;
  /** Weights of auxiliary heads by tap name. */
  readonly aux: Readonly<Record<string, number>>;
}

/** The variables that learn, by path. */
export const learning = ({ trainable, variables }: Instance): ReadonlyMap<string, tf.Variable> =>
  new Map(trainable.map(path => [path, variables.get(path)!]));

/**
 * Moves the network by one step on a batch, and returns the loss that the batch had before. Images and target are borrowed.
 * A loss that isn't finite moves nothing but the running statistics.
 */
export async function trainStep(
  { instance, optimizer, state, loss, aux }: Learner,
  images: tf.Tensor,
  target: tf.Tensor,
  clock: Clock,
  rng: Rng,
): Promise<number> {
  const applied = pass(instance, images, { mode: 'train', rng });
  const { value, gradient, taps } = objective(loss, applied, target, aux);
  applied.output.dispose();
  const [number] = await value.data();
  value.dispose();
  if (!Number.isFinite(number)) {
    tf.dispose([gradient, ...taps.values()]);
    applied.dispose();
    return number!;
  }
  const gradients = applied.backward(gradient, taps);
  applied.dispose();
  optimizer.step(learning(instance), gradients, state, clock);
  return number!;
}
