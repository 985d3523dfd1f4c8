/** One step of supervised learning: forward, loss, backward, update. */
import * as tf from '@tensorflow/tfjs-core';
import { type Instance, pass } from '../layers/apply.ts';
import type { Clock } from '../optim/schedule.ts';
import type { Rng } from '../rng.ts';
import { type Loss, objective } from './losses/index.ts';
import type { Player } from './players.ts';

/** What a step of training minimises. */
export interface StepOptions {
  readonly loss: Loss;
  /** Weights of auxiliary heads by tap name. Default: none. */
  readonly aux?: Readonly<Record<string, number>>;
  /** Of dropout. */
  readonly rng: Rng;
  /** What is applied, on the player's variables. Default: the player's whole instance. */
  readonly instance?: Instance;
  /** Called after the forward pass with what taps show, which is borrowed. */
  readonly watch?: ((taps: ReadonlyMap<string, tf.Tensor>) => Promise<void>) | undefined;
}

/** Inputs [n, ...input] and what the outputs should be (see `Loss`). */
export interface Examples {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
}

/**
 * Moves a player by one step on a batch, and returns the loss that the batch had before. The tensors are borrowed.
 * A loss that isn't finite moves nothing but the running statistics.
 */
export async function trainStep(
  player: Player,
  { x, y }: Examples,
  clock: Clock,
  { loss, aux = {}, rng, instance = player.instance, watch }: StepOptions,
): Promise<number> {
  const applied = pass(instance, x, { mode: 'train', rng });
  const { value, gradient, taps } = objective(loss, applied, y, aux);
  applied.output.dispose();
  const [number] = await value.data();
  value.dispose();
  if (!Number.isFinite(number)) {
    tf.dispose([gradient, ...taps.values()]);
    applied.dispose();
    return number!;
  }
  await watch?.(applied.taps);
  const gradients = applied.backward(gradient, taps);
  applied.dispose();
  await player.update(gradients, clock);
  return number!;
}
