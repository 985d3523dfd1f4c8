/** Parts of networks with one hidden layer. */
import type { Rng } from '@refold/core';

/** Weights [units, inputs], row-major: normal with variance 1 / inputs, so that sums over standardised inputs have variance 1. */
export function randomWeights(units: number, inputs: number, rng: Rng): Float64Array {
  const deviation = 1 / Math.sqrt(inputs);
  return Float64Array.from({ length: units * inputs }, () => rng.normal(0, deviation));
}

/** Replaces values by their hyperbolic tangent. */
export function tanhInPlace(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]!);
}

/** Multiplies a gradient with respect to tanh units by their derivative 1 - tanh², in place. */
export function timesTanhSlope(gradient: Float64Array, activations: Float64Array): void {
  for (let i = 0; i < gradient.length; i++) gradient[i]! *= 1 - activations[i]! ** 2;
}
