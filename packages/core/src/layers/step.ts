/** The steps of a compiled expression, and the state that the steps of one pass share. */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../rng.ts';
import { share } from './tensors/share.ts';

/** What the steps of one pass share. */
export interface PassState {
  readonly training: boolean;
  readonly differentiate: boolean;
  /** Whether running statistics stay as they are. */
  readonly keepStatistics: boolean;
  /** Peephole rules that it may use (`allowedRules`). */
  readonly rules: number;
  readonly rng: Rng;
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** What passes keep of constant parameters, by the path of their layer; undefined where parameters may change. */
  readonly derived: Derived | undefined;
  /** Outputs of taps by name; owned by the pass. */
  readonly taps: Map<string, tf.Tensor>;
  /** ∂L/∂tap, set before the backward walk; consumed by it. */
  readonly tapGradients: Map<string, tf.Tensor>;
  /** ∂L/∂parameter by path, filled by the backward walk. */
  readonly gradients: Map<string, tf.Tensor>;
  /** Tensors kept for the backward walk. */
  readonly saved: Set<tf.Tensor>;
}

/** Tensors made of parameters alone, by the path of their layer. */
export type Derived = Map<string, readonly tf.Tensor[]>;

/** What a step gives. */
export interface Outcome {
  readonly y: tf.Tensor;
  /** Present when the pass differentiates. */
  readonly back: Back | undefined;
}
/** ∂L/∂x from ∂L/∂y, added to `total`, ∂L/∂x from other paths, where there is one. Consumes both. */
export type Back = (dy: tf.Tensor, total?: tf.Tensor) => tf.Tensor | undefined;
/** Evaluates a node on x, which it borrows; the output is the caller's. */
export type Step = (x: tf.Tensor, state: PassState, needsInputGrad: boolean) => Outcome;

/** Keeps a tensor, as it is, until the backward walk (or the end of the pass) frees it: for one that the caller owns. */
export function adopt<T extends tf.Tensor>(state: PassState, x: T): T {
  state.saved.add(tf.keep(x));
  return x;
}

/** What `compute` makes of the parameters of the layer at `path`: once, where they are constant. To be called within `tf.tidy`. */
export function ofParameters<T extends readonly tf.Tensor[]>(
  { derived }: PassState,
  path: string,
  compute: () => T,
): T {
  const known = derived?.get(path);
  if (known !== undefined) return known as readonly tf.Tensor[] as T;
  const made = compute();
  if (derived !== undefined) {
    for (const tensor of made) tf.keep(tensor);
    derived.set(path, made);
  }
  return made;
}

/** As `adopt`, with a handle of its own: for a tensor that is borrowed. */
export const keep = (state: PassState, x: tf.Tensor): tf.Tensor => adopt(state, share(x));

/** Frees tensors that were kept for the backward walk. */
export function release(state: PassState, tensors: readonly tf.Tensor[]): void {
  for (const tensor of tensors) {
    state.saved.delete(tensor);
    tensor.dispose();
  }
}
