/** Forward and vector-Jacobian product of sum, product, concat and tap. */
import * as tf from '@tensorflow/tfjs-core';
import { merge } from './accumulate.ts';
import { type Back, keep, release, type Step } from './step.ts';
import { share } from './tensors/share.ts';
import type { Shape, Tap } from './types.ts';

/** Adds up the outputs of the children; each gets ∂L/∂y, summed where its output was broadcast. */
export function sumStep(children: readonly Step[]): Step {
  return branches(children, outputs => ({
    y: outputs.slice(1).reduce((total, next) => replace(total, tf.add(total, next)), share(outputs[0]!)),
    kept: [],
    split: dy => outputs.map(output => () => summedTo(dy, output.shape)),
  }));
}

/** Multiplies the outputs of the children; each gets ∂L/∂y times the others' outputs. */
export function productStep(children: readonly Step[]): Step {
  return branches(children, outputs => ({
    y: outputs.slice(1).reduce((total, next) => replace(total, tf.mul(total, next)), share(outputs[0]!)),
    kept: outputs,
    split: (dy, kept) =>
      kept.map((own, i) => () => {
        const others = kept.filter((_, j) => j !== i).reduce<tf.Tensor>((total, other) => tf.mul(total, other), dy);
        return summedTo(others, own.shape);
      }),
  }));
}

/** Joins the outputs of the children along channels, at the places of `shape`, a sample's; each gets its slice of ∂L/∂y. */
export function concatStep(children: readonly Step[], shape: Shape): Step {
  return branches(children, outputs => {
    const axis = shape.length;
    const widths = outputs.map(output => output.shape[axis]!);
    return {
      y: tf.tidy(() =>
        tf.concat(
          outputs.map(output => spreadOver(shape, output)),
          axis,
        ),
      ),
      kept: [],
      split: dy => {
        const parts = tf.split(dy, widths, axis);
        return parts.map((part, i) => () => {
          const own = summedTo(part, outputs[i]!.shape);
          part.dispose();
          return own;
        });
      },
    };
  });
}

const replace = (old: tf.Tensor, next: tf.Tensor): tf.Tensor => {
  old.dispose();
  return next;
};

/** At every place of a map of that shape, its channels aside. */
function spreadOver(shape: Shape, x: tf.Tensor): tf.Tensor {
  const whole = [x.shape[0]!, ...shape.slice(0, -1), x.shape.at(-1)!];
  return x.shape.every((n, axis) => n === whole[axis]) ? x : tf.broadcastTo(x, whole);
}

/** Undoes a broadcast: the gradient of a repeated value is the sum over its repetitions. */
function summedTo(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const repeated = [...shape.keys()].filter(axis => dy.shape[axis] !== shape[axis]);
  return repeated.length === 0 ? share(dy) : tf.sum(dy, repeated, true);
}

interface Joined {
  readonly y: tf.Tensor;
  /** Children's outputs that `split` needs. */
  readonly kept: readonly tf.Tensor[];
  /** ∂L/∂output of each child from ∂L/∂y; computed when asked, so that one is alive at a time. */
  split(dy: tf.Tensor, kept: readonly tf.Tensor[]): readonly (() => tf.Tensor)[];
}

/** What sum, product and concat have in common: the same input for all, and ∂L/∂x added up over the children. */
function branches(children: readonly Step[], joinOutputs: (outputs: readonly tf.Tensor[]) => Joined): Step {
  return (x, state, needsInputGrad) => {
    const outcomes = children.map(child => child(x, state, needsInputGrad));
    const outputs = outcomes.map(outcome => outcome.y);
    const { y, kept, split } = joinOutputs(outputs);
    const saved = state.differentiate ? kept.map(output => keep(state, output)) : [];
    for (const output of outputs) output.dispose();
    if (!state.differentiate) return { y, back: undefined };
    return {
      y,
      back(dy, others) {
        let total = others;
        const gradients = split(dy, saved);
        outcomes.forEach(({ back }, i) => {
          const own = tf.tidy(gradients[i]!);
          total = back!(own, total);
        });
        release(state, saved);
        dy.dispose();
        return total;
      },
    };
  };
}

const passOn: Back = (dy, total) => merge(total, dy);

/** Passes its input on; the tap's own gradient, through its head if it has one, joins on the way back. */
export function tapStep(layer: Tap, head: Step | undefined): Step {
  return (x, state, needsInputGrad) => {
    if (layer.trainingOnly && !state.training) return { y: share(x), back: state.differentiate ? passOn : undefined };
    const outcome = head?.(x, state, needsInputGrad);
    state.taps.set(layer.name, outcome?.y ?? share(x));
    if (!state.differentiate) return { y: share(x), back: undefined };
    return {
      y: share(x),
      back(dy, others) {
        const total = merge(others, dy);
        const own = state.tapGradients.get(layer.name);
        if (own === undefined) return total;
        state.tapGradients.delete(layer.name);
        return outcome?.back ? outcome.back(own, total) : merge(total, own);
      },
    };
  };
}
