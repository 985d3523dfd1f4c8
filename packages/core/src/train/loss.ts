/** Losses: a value for the reader, and the gradient with respect to the output for the backward pass. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../backend/fused.ts';
import { IGNORE_LABEL } from '../data/labels.ts';
import { RefoldError } from '../error.ts';

/** Both are the caller's to dispose. */
export interface LossValue {
  /** Mean over the batch. */
  readonly value: tf.Scalar;
  /** ∂value/∂output, of the output's shape. */
  readonly gradient: tf.Tensor;
}

/** Borrows `output` and `target`, both [n, width]; of label maps, [n, h, w, classes] and [n, h·w]. */
export type Loss = (output: tf.Tensor, target: tf.Tensor) => LossValue;

/** Cross-entropy of softmax(output) against target rows that sum to 1 (one-hot, smoothed or mixed): −Σ y·log p, and (p − y)/n. */
export const softmaxCrossEntropy: Loss = (output, target) => {
  const fused = fusedKernel('SoftmaxCrossEntropy');
  if (fused) {
    const { loss, gradient } = fused(output as tf.Tensor2D, target as tf.Tensor2D);
    return { value: loss, gradient };
  }
  return tf.tidy(() => {
    const n = output.shape[0]!;
    const logP = tf.logSoftmax(output);
    return {
      value: tf.div(tf.sum(tf.mul(target, logP)), -n) as tf.Scalar,
      gradient: tf.div(tf.sub(tf.exp(logP), target), n),
    };
  });
};

/** KL(y ‖ softmax(output)) = Σ y·(log y − log p), where 0·log 0 = 0: cross-entropy less the entropy of the target. */
export const klDivergence: Loss = (output, target) =>
  tf.tidy(() => {
    const { value, gradient } = softmaxCrossEntropy(output, target);
    const logTarget = tf.log(tf.where(tf.greater(target, 0), target, tf.onesLike(target)));
    const negativeEntropy = tf.div(tf.sum(tf.mul(target, logTarget)), output.shape[0]!);
    return { value: tf.add(value, negativeEntropy) as tf.Scalar, gradient };
  });

/** Squared error, averaged over the batch and the width (PyTorch's `mse_loss`). */
export const meanSquaredError: Loss = (output, target) =>
  tf.tidy(() => {
    const error = tf.sub(output, target);
    return { value: tf.mean(tf.square(error)) as tf.Scalar, gradient: tf.mul(error, 2 / output.size) };
  });

/**
 * Any loss written in tfjs ops, differentiated by tfjs.
 * @throws RefoldError, when called, if tfjs has no gradient registered for an op that it uses
 */
export const fromTfjs =
  (loss: (output: tf.Tensor, target: tf.Tensor) => tf.Scalar): Loss =>
  (output, target) => {
    try {
      const { value, grad } = tf.valueAndGrad(x => loss(x, target))(output);
      return { value: value as tf.Scalar, gradient: grad };
    } catch (cause) {
      if (!/gradient function not found/i.test((cause as Error).message)) throw cause;
      throw new RefoldError(
        `${(cause as Error).message} In Node, tfjs-core registers no gradients by itself: import '@tensorflow/tfjs' once, for its side effect`,
        { cause },
      );
    }
  };

/**
 * Cross-entropy of every pixel that has a class, averaged over those: output [n, h, w, classes], target [n, h·w] holds
 * classes' numbers, or VOID.
 */
export const pixelCrossEntropy: Loss = (output, target) =>
  tf.tidy(() => {
    const classes = output.shape.at(-1)!;
    const labels = tf.reshape(target, [-1]);
    const known = tf.cast(tf.notEqual(labels, IGNORE_LABEL), 'float32');
    const count = tf.maximum(tf.sum(known), 1);
    const weights = tf.reshape(tf.div(known, count), [-1, 1]);
    // Cast afterwards: tfjs's wasm kernel makes integers whatever type is asked for.
    const wanted = tf.cast(tf.oneHot(tf.cast(tf.mul(labels, known), 'int32'), classes), 'float32');
    const logP = tf.logSoftmax(tf.reshape(output, [-1, classes]));
    return {
      value: tf.neg(tf.sum(tf.mul(tf.mul(wanted, weights), logP))) as tf.Scalar,
      gradient: tf.reshape(tf.mul(tf.sub(tf.exp(logP), wanted), weights), output.shape),
    };
  });

export const LOSSES = {
  crossEntropy: softmaxCrossEntropy,
  pixelCrossEntropy,
  kl: klDivergence,
  mse: meanSquaredError,
} as const;
export type LossName = keyof typeof LOSSES;

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
