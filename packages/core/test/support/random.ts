/** Networks with parameters far from those at which a wrong fold passes. */

import { parameters } from '../../src/layers/parameters.ts';
import { trace } from '../../src/layers/shapes.ts';
import type { Layer, Network, Shape } from '../../src/layers/types.ts';
import type { NdArray } from '../../src/ndarray.ts';
import type { Rng } from '../../src/rng.ts';

/** Every parameter random: norms with statistics far from (0, 1), slopes of both signs, biases away from zero; float64. */
export function randomNetwork(layer: Layer, input: Shape, rng: Rng): Network {
  const params = new Map<string, NdArray>();
  for (const { path, name, shape, fans } of parameters(trace(layer, input))) {
    const draws = rng.fork(path);
    const draw: Record<string, () => number> = {
      kernel: () => draws.normal() / Math.sqrt(fans.in),
      variance: () => draws.uniform(0.2, 3),
      gamma: () => draws.uniform(0.5, 2) * (draws.int(2) === 0 ? 1 : -1),
      mean: () => draws.normal(0.5, 1),
    };
    const next = draw[name] ?? (() => draws.normal(0.5, 1));
    params.set(path, { shape, data: Float64Array.from({ length: shape.reduce((n, m) => n * m, 1) }, next) });
  }
  return { layer, input, params };
}

/** The network with the numbers given for some parameters, by path. */
export const withParams = (net: Network, values: Readonly<Record<string, readonly number[]>>): Network => ({
  ...net,
  params: new Map(
    [...net.params].map(([path, array]) => {
      const given = values[path];
      return [path, given === undefined ? array : { shape: array.shape, data: Float64Array.from(given) }];
    }),
  ),
});
