/**
 * Gradient transforms: functions from gradients to updates that compose. SGD is weight decay, then momentum, then a schedule;
 * a paper's optimizer is one more link of the chain.
 */
import * as tf from '@tensorflow/tfjs-core';
import { RefoldError } from '../error.ts';
import type { Clock } from './schedule.ts';

/** Tensors by parameter path. */
export type Tensors = Map<string, tf.Tensor>;
/** Parameters by path; borrowed. */
export type Variables = ReadonlyMap<string, tf.Tensor>;

/** A value, or the promise of one. */
export type Awaitable<T> = T | Promise<T>;

/** A function from gradients to updates, with a state that the caller keeps. */
export interface Transform {
  /** What lives between steps, keyed `slot/path`, so that checkpoints and channel surgery need to know no transform. */
  init(params: Variables): Tensors;
  /**
   * Turns gradients into updates (what is to be subtracted from the parameters). Consumes the gradients, and replaces in `state`
   * what changes. A path without a gradient keeps its state. One that reads values does so by `await tensor.data()`.
   */
  update(gradients: Tensors, state: Tensors, params: Variables, clock: Clock): Awaitable<Tensors>;
}

/** The key of a state tensor. */
export const stateKey = (slot: string, path: string): string => `${slot}/${path}`;

/** One parameter at one step. Tensors are borrowed. */
export interface Parameter<Slot extends string> {
  readonly path: string;
  readonly value: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly state: Readonly<Record<Slot, tf.Tensor>>;
  readonly clock: Clock;
}

/** A rule's update of one parameter, and its new state. */
export interface Outcome<Slot extends string> {
  readonly update: tf.Tensor;
  readonly state: Readonly<Record<Slot, tf.Tensor>>;
}

/** A transform that treats each parameter by itself and remembers nothing. `rule` only combines tensors: it disposes and keeps none. */
export const stateless = (rule: (parameter: Parameter<never>) => tf.Tensor): Transform =>
  perParameter([], parameter => ({ update: rule(parameter), state: {} }));

/**
 * A transform that treats each parameter by itself, with a tensor of the parameter's shape per slot, zero at the start.
 * `rule` only combines tensors: it disposes and keeps none. An update that is also a state is returned as a second handle (`share`).
 */
export function perParameter<Slot extends string>(
  slots: readonly Slot[],
  rule: (parameter: Parameter<Slot>) => Outcome<Slot>,
): Transform {
  const init = (params: Variables): Tensors => {
    const state: Tensors = new Map();
    for (const slot of slots)
      for (const [path, value] of params) state.set(stateKey(slot, path), tf.zeros(value.shape));
    return state;
  };
  return {
    init,
    update(gradients, state, params, clock) {
      const updates: Tensors = new Map();
      for (const [path, gradient] of gradients) {
        const before = slots.map(slot => [slot, requireTensor(state, stateKey(slot, path))] as const);
        const own = Object.fromEntries(before) as Record<Slot, tf.Tensor>;
        const outcome = tf.tidy(() => {
          const { update, state } = rule({ path, value: requireTensor(params, path), gradient, state: own, clock });
          return { update, state: { ...state } };
        });
        updates.set(path, outcome.update);
        if (outcome.update !== gradient) gradient.dispose();
        for (const [slot, old] of before) {
          state.set(stateKey(slot, path), outcome.state[slot]);
          if (outcome.state[slot] !== old) old.dispose();
        }
      }
      return updates;
    },
  };
}

/**
 * The tensor of that key.
 * @throws RefoldError naming the key when there is none
 */
export function requireTensor(tensors: Variables, key: string): tf.Tensor {
  const tensor = tensors.get(key);
  if (!tensor) throw new RefoldError(`optimizer: no state for '${key}': it was initialised with other parameters`);
  return tensor;
}

/**
 * Composition, first to last.
 * @throws RefoldError at `init` when two parts keep the same slot
 */
export const chainTransforms = (...parts: readonly Transform[]): Transform => ({
  init(params) {
    const state: Tensors = new Map();
    for (const part of parts) {
      for (const [key, tensor] of part.init(params)) {
        if (state.has(key))
          throw new RefoldError(`optimizer: two transforms of a chain both use the state key '${key}'`);
        state.set(key, tensor);
      }
    }
    return state;
  },
  async update(gradients, state, params, clock) {
    let updates = gradients;
    for (const part of parts) updates = await part.update(updates, state, params, clock);
    return updates;
  },
});

/** A rule for changing variables. Its state is the caller's, so that it can be saved. */
export interface Optimizer {
  init(params: Variables): Tensors;
  /** One step: consumes the gradients, changes variables and state. */
  step(variables: ReadonlyMap<string, tf.Variable>, gradients: Tensors, state: Tensors, clock: Clock): Awaitable<void>;
}
