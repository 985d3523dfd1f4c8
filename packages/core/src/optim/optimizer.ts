/** Optimizers, built from gradient transforms by their descriptions. */
import * as tf from '@tensorflow/tfjs-core';
import { RefoldError } from '../error.ts';
import type { CommonSettings, OptimizerDescription, Sgd } from './description.ts';
import { fusedAdam } from './fused-adam.ts';
import { fusedSgd } from './fused-sgd.ts';
import { chainTransforms, type Optimizer, type Transform } from './transform.ts';
import {
  adamDirection,
  clipByGlobalNorm,
  clipByValue,
  freeze,
  heavyBall,
  nesterov,
  scaleByPath,
  scaleBySchedule,
  weightDecay,
} from './transforms.ts';

/** The optimizer that subtracts a transform's updates. */
export const descend = (transform: Transform): Optimizer => ({
  init: params => transform.init(params),
  async step(variables, gradients, state, clock) {
    for (const [path, update] of await transform.update(gradients, state, variables, clock)) {
      const variable = variables.get(path)!;
      const moved = tf.sub(variable, update);
      variable.assign(moved);
      tf.dispose([moved, update]);
    }
  },
});

/** The optimizer with a transform of its gradients before it. */
export const withGradientTransform = (transform: Transform, optimizer: Optimizer): Optimizer => ({
  init(params) {
    const own = transform.init(params);
    const state = optimizer.init(params);
    for (const [key, tensor] of own) {
      if (state.has(key)) throw new RefoldError(`optimizer and gradient transform both use the state key '${key}'`);
      state.set(key, tensor);
    }
    return state;
  },
  async step(variables, gradients, state, clock) {
    await optimizer.step(variables, await transform.update(gradients, state, variables, clock), state, clock);
  },
});

/** The optimizer for those parameters alone whose path `learns` says; the others have no state and stay. */
export function limitedTo(learns: (path: string) => boolean, optimizer: Optimizer): Optimizer {
  const some = <T>(all: ReadonlyMap<string, T>) => new Map([...all].filter(([path]) => learns(path)));
  return {
    init: params => optimizer.init(some(params)),
    step: (variables, gradients, state, clock) => optimizer.step(some(variables), gradients, state, clock),
  };
}

/**
 * Builds the optimizer that a description names.
 * @throws RefoldError for an unknown kind or an invalid rule
 */
export function makeOptimizer(description: OptimizerDescription): Optimizer {
  const composed = descend(chainTransforms(...links(description)));
  if (clips(description)) return composed;
  return description.kind === 'sgd' ? fusedSgd(description, composed) : fusedAdam(description, composed);
}

const clips = ({ clipNorm, clipValue }: CommonSettings): boolean => clipNorm !== undefined || clipValue !== undefined;

function links(d: OptimizerDescription): readonly Transform[] {
  const decay = d.weightDecay === undefined ? [] : [weightDecay(d.weightDecay)];
  const before = [
    ...(d.freeze ? [freeze(d.freeze)] : []),
    ...(d.clipValue === undefined ? [] : [clipByValue(d.clipValue)]),
    ...(d.clipNorm === undefined ? [] : [clipByGlobalNorm(d.clipNorm)]),
  ];
  const after = [...(d.lrScale === undefined ? [] : [scaleByPath(d.lrScale)]), scaleBySchedule(d.lr)];
  switch (d.kind) {
    case 'sgd':
      return [...before, ...decay, ...momentum(d), ...after];
    case 'adam':
      return [...before, ...decay, adamDirection(d), ...after];
    case 'adamW':
      return [...before, adamDirection(d), ...decay, ...after];
    default:
      throw new RefoldError(`optimizer: unknown kind '${(d as { kind: string }).kind}'; known: sgd, adam, adamW`);
  }
}

function momentum(d: Sgd): readonly Transform[] {
  if (d.momentum === undefined || d.momentum === 0) return [];
  return [d.nesterov ? nesterov(d.momentum) : heavyBall(d.momentum)];
}
