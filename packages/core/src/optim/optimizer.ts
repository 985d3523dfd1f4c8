/** Optimizers: described as data, because a run's configuration is hashed, and built from gradient transforms. */
import * as tf from '@tensorflow/tfjs-core';
import { RefoldError } from '../error.ts';
import { fusedSgd } from './fused-sgd.ts';
import type { PathRules, Pattern } from './rules.ts';
import type { Clock, Schedule } from './schedule.ts';
import { chainTransforms, type Tensors, type Transform, type Variables } from './transform.ts';
import {
  type AdamSettings,
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

/** Patterns of rules are given as strings where a description is to be stored as JSON. */
interface Common {
  readonly lr: Schedule;
  /** Multipliers of the learning rate by path; default 1. */
  readonly lrScale?: PathRules<number>;
  readonly weightDecay?: PathRules<number>;
  /** Joint L2 norm of all gradients, at most. */
  readonly clipNorm?: number;
  /** Size of each gradient element, at most. */
  readonly clipValue?: number;
  /** Parameters that stay as they are. */
  readonly freeze?: readonly Pattern[];
}

export interface Sgd extends Common {
  readonly kind: 'sgd';
  /** Default 0: none. */
  readonly momentum?: PathRules<number>;
  readonly nesterov?: boolean;
}

export interface Adam extends Common, AdamSettings {
  /** `adam` adds weight decay to the gradient, `adamW` to the update (Loshchilov and Hutter 2019). */
  readonly kind: 'adam' | 'adamW';
}

export type OptimizerDescription = Sgd | Adam;

/** A rule for changing variables. Its state is the caller's, so that it can be saved. */
export interface Optimizer {
  init(params: Variables): Tensors;
  /** One step: consumes the gradients, changes variables and state. */
  step(variables: ReadonlyMap<string, tf.Variable>, gradients: Tensors, state: Tensors, clock: Clock): void;
}

/** The optimizer that subtracts a transform's updates. */
export const descend = (transform: Transform): Optimizer => ({
  init: params => transform.init(params),
  step(variables, gradients, state, clock) {
    for (const [path, update] of transform.update(gradients, state, variables, clock)) {
      const variable = variables.get(path)!;
      const moved = tf.sub(variable, update);
      variable.assign(moved);
      tf.dispose([moved, update]);
    }
  },
});

/** The optimizer with a transform before it, which edits the gradients that it is given. */
export const withGradientTransform = (transform: Transform, optimizer: Optimizer): Optimizer => ({
  init(params) {
    const own = transform.init(params);
    const state = optimizer.init(params);
    for (const [key, tensor] of own) {
      if (state.has(key)) throw new RefoldError(`optimizer: it and what edits its gradients both keep ${key}`);
      state.set(key, tensor);
    }
    return state;
  },
  step(variables, gradients, state, clock) {
    optimizer.step(variables, transform.update(gradients, state, variables, clock), state, clock);
  },
});

/**
 * Builds the optimizer that a description names.
 * @throws RefoldError for an unknown kind or an invalid rule
 */
export function makeOptimizer(description: OptimizerDescription): Optimizer {
  const composed = descend(chainTransforms(...links(description)));
  return description.kind === 'sgd' && !clips(description) ? fusedSgd(description, composed) : composed;
}

const clips = ({ clipNorm, clipValue }: Common): boolean => clipNorm !== undefined || clipValue !== undefined;

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
