/** Trainings of a network whose zeros stay zeros: winning tickets, and retraining after pruning. */
import type { Network } from '@refold/core/layers';
import { initialParams, type Method, type MethodSpec } from '@refold/core/train';
import { kernelsOf } from './kernels.ts';
import { nonZeros, pruneAtRandom, pruneByMagnitude, valuesOf, type ZeroingOptions } from './magnitude.ts';
import { keepingZeros } from './masking.ts';

/** `kernels` in a configuration are strings. */
export interface TicketSettings extends MethodSpec, ZeroingOptions {
  readonly name: 'ticket';
  /** r: share of the weights that stays. */
  readonly keep: number;
  /** Which stay: those of the largest magnitude in the network that it begins with, the default, or any. */
  readonly by?: 'magnitude' | 'random';
  /**
   * Seed of the training whose fresh parameters the network goes back to: a ticket. Where absent, it goes on from what it begins with:
   * retraining.
   */
  readonly seed?: number;
}

/**
 * The configuration's `initial` is what the mask is taken from: a trained network for magnitude tickets, the end of a training by `gsm`
 * for GSM's. Gradients are masked in every step. It measures `top1Base` of the network that it began with, before
 * anything was zeroed, and `nonZero` and `ratio` of the trained one.
 */
export const ticket = (settings: TicketSettings): Method => ({
  prepare: (base, rng) => {
    const { by = 'magnitude', seed } = settings;
    const pruned = by === 'magnitude' ? pruneByMagnitude(base, settings) : pruneAtRandom(base, settings, rng);
    return seed === undefined ? pruned : rewound(pruned, seed, settings);
  },
  transform: net => keepingZeros(kernelsOf(net, settings.kernels)),
  measure: async ({ net, base }, judge) => {
    const { total, size } = nonZeros(net, settings.kernels);
    return { top1Base: judge.accuracy(await judge.predictions(base)), nonZero: total, ratio: total / size };
  },
});

/** The network with the parameters that a training of the seed begins with, and zeros where its kernels have them. */
function rewound(net: Network, seed: number, { kernels }: TicketSettings): Network {
  const params = new Map(initialParams({ ...net, seed }));
  for (const { path, shape } of kernelsOf(net, kernels)) {
    const kept = valuesOf(net, path);
    const data = params.get(path)!.data.map((value, i) => (kept[i] === 0 ? 0 : value));
    params.set(path, { shape, data });
  }
  return { ...net, params };
}
