/** What a loss is: a value for the reader, and the gradient with respect to the output for the backward pass. */
import * as tf from '@tensorflow/tfjs-core';
import type { LabelKind } from '../../data/labels.ts';
import { RefoldError } from '../../error.ts';
import type { LossSettings } from '../config.ts';

/** Both are the caller's to dispose. */
export interface LossValue {
  /** Mean over the batch. */
  readonly value: tf.Scalar;
  /** ∂value/∂output, of the output's shape. */
  readonly gradient: tf.Tensor;
}

/** Borrows `output` and `target`, both [n, width]; of label maps, [n, h, w, classes] and [n, h·w]. */
export type Loss = (output: tf.Tensor, target: tf.Tensor) => LossValue;

/** A loss by name: the kinds of labels that it fits, and how it is made of a configuration's settings. */
export interface LossDefinition {
  readonly labels: readonly LabelKind['kind'][];
  /** @throws RefoldError naming a setting that can't be */
  make(settings: LossSettings): Loss;
}

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
