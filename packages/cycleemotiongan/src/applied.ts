/** A network at work in a game: several others look at its output, and what they send back is added up before it goes back through it. */
import { RefoldError } from '@refold/core';
import { INPUT, type Instance, type Pass, pass } from '@refold/core/apply';
import * as tf from '@tensorflow/tfjs-core';

/** Gradients of parameters by path. */
export type Gradients = Map<string, tf.Tensor>;

/** How a network is applied. */
export interface ApplyOptions {
  /** Whether the gradient of the input is wanted. Default: false. */
  readonly needsInputGrad?: boolean;
  /** 'inference' leaves statistics of norms alone and is differentiated all the same. Default: 'train'. */
  readonly mode?: 'train' | 'inference';
}

/** One application. `dispose` frees all that it holds, the output too. */
export class Applied {
  readonly output: tf.Tensor;
  readonly #pass: Pass;
  readonly #taps = new Map<string, tf.Tensor>();
  #gradient: tf.Tensor | undefined;

  /** @param x borrowed */
  constructor(instance: Instance, x: tf.Tensor, { needsInputGrad = false, mode = 'train' }: ApplyOptions = {}) {
    this.#pass = pass(instance, x, { mode, needsInputGrad, differentiate: true });
    this.output = this.#pass.output;
  }

  /** What a tap shows; borrowed. @throws RefoldError for a tap that the network doesn't have */
  tap(name: string): tf.Tensor {
    const shown = this.#pass.taps.get(name);
    if (shown !== undefined) return shown;
    throw new RefoldError(`the network has no tap '${name}'. Available: ${[...this.#pass.taps.keys()].join(', ')}.`);
  }

  /** Takes ∂L/∂output of one who looked at it, with its weight. Consumes the gradient. */
  receive(gradient: tf.Tensor, weight = 1): void {
    this.#gradient = added(this.#gradient, weighed(gradient, weight));
  }

  /** As `receive`, of a tap. */
  receiveTap(name: string, gradient: tf.Tensor, weight = 1): void {
    this.#taps.set(name, added(this.#taps.get(name), weighed(gradient, weight)));
  }

  /** Goes back, with a gradient of zeros where nothing was received: gradients of parameters, and that of the input where it is wanted. */
  back(): { readonly gradients: Gradients; readonly input: tf.Tensor | undefined } {
    const gradients = this.#pass.backward(this.#gradient ?? tf.zerosLike(this.output), this.#taps);
    this.#gradient = undefined;
    this.#taps.clear();
    const input = gradients.get(INPUT);
    gradients.delete(INPUT);
    return { gradients, input };
  }

  /** As `back`, for a network that only judges: the gradients of its parameters are freed. @returns ∂L/∂input */
  backToInput(): tf.Tensor {
    const { gradients, input } = this.back();
    tf.dispose([...gradients.values()]);
    return input!;
  }

  dispose(): void {
    tf.dispose([this.output, ...this.#taps.values(), ...(this.#gradient ? [this.#gradient] : [])]);
    this.#pass.dispose();
  }
}

/** The sum of gradients of two applications of a network. Consumes both. */
export function summed(one: Gradients, other: Gradients): Gradients {
  for (const [path, gradient] of other) one.set(path, added(one.get(path), gradient));
  return one;
}

/** Consumes both. */
function added(one: tf.Tensor | undefined, other: tf.Tensor): tf.Tensor {
  if (one === undefined) return other;
  const sum = tf.add(one, other);
  tf.dispose([one, other]);
  return sum;
}

function weighed(gradient: tf.Tensor, weight: number): tf.Tensor {
  if (weight === 1) return gradient;
  const product = tf.mul(gradient, weight);
  gradient.dispose();
  return product;
}
