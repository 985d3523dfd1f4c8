/** Networks at work: passes forward and back, and one op on tfjs's tape. */
import * as tf from '@tensorflow/tfjs-core';
import { RefoldError } from '../error.ts';
import type { NdArray } from '../ndarray.ts';
import { Rng } from '../rng.ts';
import { disposeInstance, type Instance, instantiate } from './instance.ts';
import { allowedRules } from './peephole/index.ts';
import { ShapeError, show } from './shapes.ts';
import type { PassState } from './step.ts';
import { share } from './tensors/share.ts';
import type { Network, Params } from './types.ts';

export { disposeInstance, type Instance, type InstanceOptions, instantiate, partOf, restore } from './instance.ts';

/**
 * Copies float32 tensors to the host, under the same keys. They must not be disposed before it resolves. A GPU's values can only be
 * waited for, so nothing here reads tensors synchronously.
 */
export async function download(tensors: ReadonlyMap<string, tf.Tensor>): Promise<Map<string, NdArray>> {
  const copies = [...tensors].map(async ([key, value]) => {
    const { shape } = value;
    return [key, { shape: [...shape], data: new Float32Array(await value.data<'float32'>()) }] as const;
  });
  return new Map(await Promise.all(copies));
}

/** Copies the parameters, as they are now, to the host. */
export const snapshot = (instance: Instance): Promise<Params> => download(instance.variables);

/** How a network is applied. */
export interface PassOptions {
  /** 'train' uses batch statistics, moves the running ones, and drops out. */
  readonly mode: 'train' | 'inference';
  /** Randomness of dropout; needed in training if the network drops out. */
  readonly rng?: Rng;
  /** Whether `backward` will be called. Default: in training. */
  readonly differentiate?: boolean;
  /** Whether `backward` gives ∂L/∂x as well, under the path `INPUT`. Default false. */
  readonly needsInputGrad?: boolean;
  /** Whether running statistics stay as they are in training. Default false. */
  readonly keepStatistics?: boolean;
}

/** Where `backward` puts ∂L/∂x: the path of the root. */
export const INPUT = '';

/** One application of a network. */
export interface Pass {
  /** [batch, ...output shape]; the caller's. */
  readonly output: tf.Tensor;
  /** What taps let out, by name; freed by `dispose`. */
  readonly taps: ReadonlyMap<string, tf.Tensor>;
  /**
   * Gradients of every trainable parameter that L depends on, by path; the caller's. Consumes ∂L/∂output and ∂L/∂taps,
   * and frees what the pass had saved: once only.
   */
  backward(dOutput: tf.Tensor, dTaps?: ReadonlyMap<string, tf.Tensor>): Map<string, tf.Tensor>;
  /** Frees the taps, and what was saved if `backward` has not run. Not the output. */
  dispose(): void;
}

/**
 * Applies a network to x: [batch, ...input shape]; x stays the caller's.
 * @throws ShapeError when x doesn't fit
 * @throws RefoldError for training of an instance whose parameters are constant
 */
export function pass(instance: Instance, x: tf.Tensor, options: PassOptions): Pass {
  expectInput(instance, x);
  const differentiate = options.differentiate ?? options.mode === 'train';
  const needsInputGrad = options.needsInputGrad ?? false;
  const training = options.mode === 'train';
  if (training && instance.derived !== undefined) {
    throw new RefoldError(
      'this instance has constant parameters; to train it, instantiate the network without `constant`',
    );
  }
  const state: PassState = {
    training,
    differentiate,
    keepStatistics: options.keepStatistics ?? false,
    rules: allowedRules({ training, differentiate }),
    rng: options.rng ?? Rng.seeded('a pass without a stream'),
    variables: instance.variables,
    derived: instance.derived,
    taps: new Map(),
    tapGradients: new Map(),
    gradients: new Map(),
    saved: new Set(),
  };
  const { y, back } = instance.step(x, state, needsInputGrad);
  return {
    output: y,
    taps: state.taps,
    dispose: () => {
      tf.dispose([...state.taps.values(), ...state.saved]);
      state.taps.clear();
      state.saved.clear();
    },
    backward: (dOutput, dTaps = new Map()) => {
      if (back === undefined) throw new RefoldError('backward of a pass that was run without differentiation');
      for (const [name, gradient] of dTaps) state.tapGradients.set(name, gradient);
      const dx = back(dOutput);
      // Those of taps that the walk had no reason to reach: nothing learns before them.
      tf.dispose([...state.tapGradients.values()]);
      state.tapGradients.clear();
      if (needsInputGrad && dx) state.gradients.set(INPUT, dx);
      else dx?.dispose();
      return state.gradients;
    },
  };
}

/**
 * Applies a network to x inside tfjs's automatic differentiation: the whole network is one op on the tape, with x and every
 * parameter among its inputs, so that a loss written in tfjs gets its gradients from one eager backward walk.
 */
export function apply(instance: Instance, x: tf.Tensor, options: PassOptions): tf.Tensor {
  const paths = instance.trainable;
  const inputs = [x, ...paths.map(path => instance.variables.get(path)!)];
  const differentiate = options.differentiate ?? tf.engine().state.gradientDepth > 0;
  const op = tf.customGrad((input, ..._parameters) => {
    const forward = pass(instance, input as tf.Tensor, { ...options, differentiate, needsInputGrad: true });
    if (!differentiate) forward.dispose();
    return {
      value: forward.output,
      gradFunc: (dy: tf.Tensor) => {
        const gradients = forward.backward(share(dy));
        forward.dispose();
        return [INPUT, ...paths].map((path, i) => gradients.get(path) ?? tf.zerosLike(inputs[i]!));
      },
    };
  });
  return op(...inputs);
}

/** Applies a network at inference to a batch [n, ...input] on the host, on the active backend; nothing of it stays there. */
export const evaluateOnce = async (net: Network, batch: NdArray): Promise<NdArray> =>
  (await evaluateWithTaps(net, batch)).output;

/** Like `evaluateOnce`, with what the network's taps let out, by name. */
export async function evaluateWithTaps(
  net: Network,
  batch: NdArray,
): Promise<{ readonly output: NdArray; readonly taps: ReadonlyMap<string, NdArray> }> {
  const instance = instantiate(net);
  const x = tf.tensor(new Float32Array(batch.data), [...batch.shape]);
  const { output, taps, dispose } = pass(instance, x, { mode: 'inference' });
  const onHost = async (tensor: tf.Tensor): Promise<NdArray> => ({
    shape: tensor.shape,
    data: (await tensor.data()) as Float32Array,
  });
  const shown = new Map<string, NdArray>();
  for (const [name, tensor] of taps) shown.set(name, await onHost(tensor));
  const found = { output: await onHost(output), taps: shown };
  dispose();
  disposeInstance(instance);
  tf.dispose([x, output]);
  return found;
}

function expectInput({ input }: Instance, x: tf.Tensor): void {
  const [batch, ...sample] = x.shape;
  if (show(sample) === show(input) && batch !== 0) return;
  const problem = batch === 0 ? 'an empty batch' : `samples of shape ${show(sample)}`;
  throw new ShapeError('', `got ${problem}, but the network was made for ${show(input)}`);
}
