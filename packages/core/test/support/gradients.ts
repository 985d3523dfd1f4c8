/** Gradient checks by central differences. */
import * as tf from '@tensorflow/tfjs-core';
import { init } from '../../src/init/init.ts';
import { disposeInstance, download, INPUT, instantiate, pass, restore } from '../../src/layers/apply.ts';
import type { Layer, Params, Shape } from '../../src/layers/types.ts';
import { type NdArray, ndarray } from '../../src/ndarray.ts';
import { Rng } from '../../src/rng.ts';

export interface GradientCheck {
  /** Largest |analytic − numeric| over all values, relative to the largest |analytic| (or 1e-2 if all are tiny). */
  readonly error: number;
  /** How many derivatives were compared. */
  readonly compared: number;
}

/** Values away from 0, ±3 and each other's neighbourhood, so that no kink of a ReLU, a hard sigmoid or a max pool is straddled. */
export function inputValues(shape: Shape, rng: Rng): NdArray {
  const order = rng.permutation(shape.reduce((a, b) => a * b, 1));
  const step = 4 / order.length;
  return ndarray(
    shape,
    i => -2 + step * (order[i]! + 0.5) + (step > 0.2 ? 0 : 0.013 * Math.sign(order[i]! - order.length / 2)),
  );
}

/** Parameters with statistics and scales far from (0, 1): with the defaults a wrong formula passes. */
export function unusualParams(layer: Layer, input: Shape, rng: Rng): Params {
  const params = new Map<string, NdArray>();
  for (const [path, { shape }] of init(layer, input, rng)) {
    const low = /variance|gamma/.test(path) ? 0.5 : -0.6;
    params.set(
      path,
      ndarray(shape, () => rng.uniform(low, low + 1.2)),
    );
  }
  return params;
}

/** Samples in the batch of a check, and the step of its differences. */
const [BATCH, EPSILON] = [2, 1e-2];

/**
 * Compares every derivative of L = Σ y·r (r random) by x and by each parameter with central differences, or at most so many of each tensor,
 * drawn at random. Running statistics are put back before each evaluation.
 */
export async function checkGradients(
  layer: Layer,
  input: Shape,
  mode: 'train' | 'inference',
  atMost = Number.POSITIVE_INFINITY,
): Promise<GradientCheck> {
  const rng = Rng.seeded(`gradients of ${JSON.stringify(layer)}`);
  const params = unusualParams(layer, input, rng.fork('params'));
  const x = inputValues([BATCH, ...input], rng.fork('x'));
  const instance = instantiate({ layer, input, params });

  const passAt = (at: Params, x: NdArray) => {
    restore(instance, at);
    const tensor = tf.tensor(Float32Array.from(x.data), [...x.shape]);
    const options = { mode, differentiate: true, needsInputGrad: true, rng: Rng.seeded(3) };
    const { output, backward, dispose } = pass(instance, tensor, options);
    const draw = rng.fork('weights');
    const weights = ndarray(output.shape, () => draw.uniform(-1, 1));
    const free = (): void => {
      tf.dispose([output, tensor]);
      dispose();
    };
    return { output, weights, backward, free };
  };
  const gradientsAt = async (at: Params, x: NdArray): Promise<Params> => {
    const { output, weights, backward, free } = passAt(at, x);
    const gradients = backward(tf.tensor(Float32Array.from(weights.data), [...output.shape]));
    const values = await download(gradients);
    tf.dispose([...gradients.values()]);
    free();
    return values;
  };
  const lossOf = async (at: Params, x: NdArray): Promise<number> => {
    const { output, weights, free } = passAt(at, x);
    const values = await output.data();
    free();
    return Array.from(values).reduce((sum, value, i) => sum + value * weights.data[i]!, 0);
  };

  const analytic = await gradientsAt(params, x);
  const moved = (value: NdArray, i: number, by: number): NdArray => {
    const data = Float32Array.from(value.data);
    data[i]! += by;
    return { shape: value.shape, data };
  };
  const lossAt = (path: string, i: number, by: number): Promise<number> =>
    path === INPUT
      ? lossOf(params, moved(x, i, by))
      : lossOf(new Map(params).set(path, moved(params.get(path)!, i, by)), x);

  let worst = 0;
  let largest = 1e-2;
  let compared = 0;
  for (const path of [INPUT, ...instance.trainable]) {
    const own = analytic.get(path)?.data;
    if (own === undefined) throw new Error(`no gradient for '${path}'`);
    const chosen = rng.fork(`compared of ${path}`).permutation(own.length).slice(0, atMost);
    // All passes first, then all values: a GPU answers late.
    const losses = await Promise.all(
      Array.from(chosen, i => Promise.all([i, lossAt(path, i, EPSILON), lossAt(path, i, -EPSILON)])),
    );
    for (const [i, above, below] of losses) {
      const numeric = (above - below) / (2 * EPSILON);
      worst = Math.max(worst, Math.abs(own[i]! - numeric));
      compared++;
    }
    for (const value of own) largest = Math.max(largest, Math.abs(value));
  }
  disposeInstance(instance);
  return { error: worst / largest, compared };
}
