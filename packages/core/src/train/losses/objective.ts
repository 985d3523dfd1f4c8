/** The objective of a network with auxiliary heads. */
import * as tf from '@tensorflow/tfjs-core';
import { RefoldError } from '../../error.ts';
import type { Loss, LossValue } from './loss.ts';

/** A loss of a network's output and, weighted by tap name, of its auxiliary heads. */
export interface Objective extends LossValue {
  readonly taps: ReadonlyMap<string, tf.Tensor>;
}

/**
 * loss(output) + Σ weight·loss(tap), and its gradients.
 * @throws RefoldError when a weighted tap isn't there
 */
export function objective(
  loss: Loss,
  { output, taps }: { readonly output: tf.Tensor; readonly taps: ReadonlyMap<string, tf.Tensor> },
  target: tf.Tensor,
  weights: Readonly<Record<string, number>> = {},
): Objective {
  const { value, gradient, gradients } = tf.tidy(() => {
    let { value, gradient } = loss(output, target);
    const gradients: Record<string, tf.Tensor> = {};
    for (const [name, weight] of Object.entries(weights)) {
      const tap = taps.get(name);
      if (!tap)
        throw new RefoldError(`loss.aux: the network has no tap '${name}'; its taps: ${[...taps.keys()].join(', ')}`);
      const part = loss(tap, target);
      value = tf.add(value, tf.mul(part.value, weight));
      gradients[name] = tf.mul(part.gradient, weight);
    }
    return { value, gradient, gradients };
  });
  return { value, gradient, taps: new Map(Object.entries(gradients)) };
}
