/** Gradient resetting and the group lasso as one gradient transform of the penalised parameters (equation 7). */
import type { Clock, Tensors, Transform, Variables } from '@refold/core/optim';
import { requireTensor, stateKey } from '@refold/core/optim';
import * as tf from '@tensorflow/tfjs-core';
import { rowNorms } from './rows.ts';

/** Chooses the rows to be masked, per parameter, from the norms of all rows and the rows that are masked now. */
export type Choose = (
  norms: readonly ArrayLike<number>[],
  masked: readonly ReadonlySet<number>[],
) => readonly ReadonlySet<number>[];

/** Options of `resetting`. */
export interface ResettingOptions {
  /** Paths of the parameters whose rows are penalised. */
  readonly parameters: readonly string[];
  /** λ: the norm of the lasso's gradient for each row, whatever the row's norm. */
  readonly lambda: number;
  /** At which steps rows are chosen whose gradients are reset, and which. Default: gradients are not reset. */
  readonly reset?: { readonly isDue: (clock: Clock) => boolean; readonly choose: Choose };
}

const MASK = 'mask';

/** Lower bound of the norm that a row is divided by, so that zero rows aren't divided by zero. */
const TINY = 1e-12;

/**
 * The transform G(q) = m·∂L/∂q + λ·q/‖q‖ of each row q (equation 7): the mask m, 0 or 1, is applied first; the lasso is added to every row from
 * the first step on. Other parameters' gradients pass unchanged. The state holds one mask per parameter.
 */
export function resetting({ parameters, lambda, reset }: ResettingOptions): Transform {
  return {
    init(params) {
      if (reset === undefined) return new Map();
      return new Map(
        parameters.map(path => [stateKey(MASK, path), tf.ones([requireTensor(params, path).shape.at(-1)!])]),
      );
    },
    async update(gradients, state, params, clock) {
      if (reset?.isDue(clock)) await replaceMasks(parameters, reset.choose, state, params);
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

async function replaceMasks(
  parameters: readonly string[],
  choose: Choose,
  state: Tensors,
  params: Variables,
): Promise<void> {
  const norms = await Promise.all(
    parameters.map(async path => {
      const value = requireTensor(params, path);
      return rowNorms({ shape: value.shape, data: await value.data<'float32'>() });
    }),
  );
  const masks = parameters.map(path => requireTensor(state, stateKey(MASK, path)));
  const masked = await Promise.all(
    masks.map(async mask => new Set([...(await mask.data()).entries()].filter(([, m]) => m === 0).map(([row]) => row))),
  );
  for (const [i, chosen] of choose(norms, masked).entries()) {
    const mask = Float32Array.from({ length: norms[i]!.length }, (_, row) => (chosen.has(row) ? 0 : 1));
    masks[i]!.dispose();
    state.set(stateKey(MASK, parameters[i]!), tf.tensor1d(mask));
  }
}
