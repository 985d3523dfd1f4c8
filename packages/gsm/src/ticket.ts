/** Runs of a pruned network whose zeros stay zeros: winning tickets (table 4), and fine-tuning after pruning. */
import type { Network } from '@refold/core/layers';
import { initialParams, type Method, type MethodSpec } from '@refold/core/train';
import { kernelsOf } from './kernels.ts';
import { nonZeros, type PruningOptions, pruneAtRandom, pruneByMagnitude, valuesOf } from './magnitude.ts';
import { keepingZeros } from './masking.ts';

/** Settings of `ticket`, as JSON in a run's configuration; patterns of `kernels` are strings there. */
export interface TicketSettings extends MethodSpec, PruningOptions {
  readonly name: 'ticket';
  /** r: the share of the weights that stay. */
  readonly keep: number;
  /** Which weights stay: those of the largest magnitude in the network that the run starts from, or random ones. Default: 'magnitude'. */
  readonly by?: 'magnitude' | 'random';
  /**
   * Seed of the run to whose initial parameters the kept weights are reset: a winning ticket. Default: they keep their values, which is
   * fine-tuning.
   */
  readonly seed?: number;
}

/**
 * The method that trains what pruning leaves. The mask is that of the configuration's `initial`: a trained network for magnitude tickets, the
 * end of a run of `gsm` for GSM's. Gradients are masked in every step. Its metrics: `top1Base`, the accuracy of the network that the run
 * starts from, before pruning; `nonZero` and `ratio`, number and share of the trained network's weights that are not zero.
 */
export const ticket = (settings: TicketSettings): Method => ({
  prepare: (base, rng) => {
    const { by = 'magnitude', seed } = settings;
    const pruned = by === 'magnitude' ? pruneByMagnitude(base, settings) : pruneAtRandom(base, settings, rng);
    return seed === undefined ? pruned : rewound(pruned, seed, settings);
  },
  transform: net => keepingZeros(kernelsOf(net, settings.kernels)),
  measure: async ({ net, base }, evaluator) => {
    const { total, size } = nonZeros(net, settings.kernels);
    return { top1Base: evaluator.accuracy(await evaluator.predictions(base)), nonZero: total, ratio: total / size };
  },
});

/** The network with the initial parameters of a run with that seed, and zeros where its kernels have them. */
function rewound(net: Network, seed: number, { kernels }: TicketSettings): Network {
  const params = new Map(initialParams({ ...net, seed }));
  for (const { path, shape } of kernelsOf(net, kernels)) {
    const kept = valuesOf(net, path);
    const data = params.get(path)!.data.map((value, i) => (kept[i] === 0 ? 0 : value));
    params.set(path, { shape, data });
  }
  return { ...net, params };
}
