/** Gradient resetting and the group lasso, as one edit of the gradients of what is penalised (equation 7). */
import type { Clock, Tensors, Transform, Variables } from '@refold/core/optim';
import { requireTensor, stateKey } from '@refold/core/optim';
import * as tf from '@tensorflow/tfjs-core';
import { rowNorms } from './rows.ts';

/** Chooses rows to forget, parameter by parameter, from the norms of all and those that are masked now. */
export type Choose = (
  norms: readonly ArrayLike<number>[],
  masked: readonly ReadonlySet<number>[],
) => readonly ReadonlySet<number>[];

export interface ResettingOptions {
  /** Paths of the parameters whose rows are penalised. */
  readonly parameters: readonly string[];
  /** λ: the length of the pull on each row, whatever its norm. */
  readonly lambda: number;
  /** Whose gradient is reset, and when that is looked at; never where absent. */
  readonly reset?: { readonly isDue: (clock: Clock) => boolean; readonly choose: Choose };
}

const MASK = 'mask';

/** A row's norm is taken as no less than this, so that a row that is zero is not divided by zero. */
const TINY = 1e-12;

/**
 * G(q) = m·∂L/∂q + λ·q/‖q‖ for each row q: the mask first, then the lasso, which is on every row from the first step on. A mask of 0
 * is the gradient's reset. Every other parameter's gradient passes. Masks are kept in the state, one for each parameter.
 */
export function resetting({ parameters, lambda, reset }: ResettingOptions): Transform {
  return {
    init(params) {
      if (reset === undefined) return new Map();
      return new Map(
        parameters.map(path => [stateKey(MASK, path), tf.ones([requireTensor(params, path).shape.at(-1)!])]),
      );
    },
    update(gradients, state, params, clock) {
      if (reset?.isDue(clock)) replaceMasks(parameters, reset.choose, state, params);
      for (const path of parameters) {
        const gradient = gradients.get(path);
        if (gradient === undefined) continue;
        const mask = reset && requireTensor(state, stateKey(MASK, path));
        gradients.set(
          path,
          tf.tidy(() => edit(gradient, requireTensor(params, path), mask, lambda)),
        );
        gradient.dispose();
      }
      return gradients;
    },
  };
}

function edit(gradient: tf.Tensor, value: tf.Tensor, mask: tf.Tensor | undefined, lambda: number): tf.Tensor {
  const own = mask === undefined ? gradient : tf.mul(gradient, mask);
  const axes = value.shape.map((_, axis) => axis).slice(0, -1);
  const norms = axes.length === 0 ? tf.abs(value) : tf.sqrt(tf.sum(tf.square(value), axes, true));
  return tf.add(own, tf.mul(value, tf.div(lambda, tf.maximum(norms, TINY))));
}

function replaceMasks(parameters: readonly string[], choose: Choose, state: Tensors, params: Variables): void {
  const norms = parameters.map(path => {
    const value = requireTensor(params, path);
    return rowNorms({ shape: value.shape, data: value.dataSync() as Float32Array });
  });
  const masks = parameters.map(path => requireTensor(state, stateKey(MASK, path)));
  const masked = masks.map(
    mask => new Set([...mask.dataSync().entries()].filter(([, m]) => m === 0).map(([row]) => row)),
  );
  for (const [i, chosen] of choose(norms, masked).entries()) {
    const mask = Float32Array.from({ length: norms[i]!.length }, (_, row) => (chosen.has(row) ? 0 : 1));
    masks[i]!.dispose();
    state.set(stateKey(MASK, parameters[i]!), tf.tensor1d(mask));
  }
}
