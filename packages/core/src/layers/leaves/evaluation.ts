/** What a leaf's two halves, forward and vector-Jacobian product, are given and give back. */
import type * as tf from '@tensorflow/tfjs-core';
import type { AverageMove } from '../../backend/fused-kernels.ts';
import type { Rng } from '../../rng.ts';

/** A step of the leaf's running statistic of that name. */
export type StatisticMove = Omit<AverageMove, 'average'> & { readonly name: string };

/** One leaf in one pass. */
export interface LeafContext {
  /** Batch statistics and dropout, instead of running statistics and none. */
  readonly training: boolean;
  /** Whether ∂L/∂x is wanted: not at the input of the network. */
  readonly needsInputGrad: boolean;
  /** A stream of this leaf and this pass. */
  readonly rng: Rng;
  /** The leaf's parameter of that name; borrowed. */
  param<T extends tf.Tensor = tf.Tensor>(name: string): T;
  /** Hands over ∂L/∂parameter: a tensor of its own. */
  gradient(name: string, value: tf.Tensor): void;
  /** Moves running statistics, each towards a value of its shape; borrowed. */
  moveAverages(moves: readonly StatisticMove[]): void;
}

/** Hands over ∂L/∂x from other paths, if there is any, to a leaf that adds its own to it while it computes that. */
export type TakeTotal = () => tf.Tensor | undefined;

/**
 * A leaf's value and its vector-Jacobian product. Both run inside a `tf.tidy`, so intermediate tensors need no care.
 * `backward` gets ∂L/∂y and the tensors of `saved`, gives parameters' gradients to the context and returns ∂L/∂x
 * (or nothing where it isn't wanted), summed with the total if it took that. What is saved is freed as soon as
 * `backward` has run.
 */
export interface Evaluated<S extends readonly tf.Tensor[] = readonly tf.Tensor[]> {
  readonly y: tf.Tensor;
  readonly saved: S;
  backward(dy: tf.Tensor, saved: S, takeTotal?: TakeTotal): tf.Tensor | undefined;
}

/** Evaluates a leaf on x: [batch, ...input shape]. */
export type Evaluate<L> = (layer: L, x: tf.Tensor, context: LeafContext) => Evaluated;

/** Types `saved` for `backward` by what is saved. */
export const evaluated = <const S extends readonly tf.Tensor[]>(
  y: tf.Tensor,
  saved: S,
  backward: (dy: tf.Tensor, saved: S, takeTotal?: TakeTotal) => tf.Tensor | undefined,
): Evaluated => ({ y, saved, backward: backward as Evaluated['backward'] });
