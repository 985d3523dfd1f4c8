/** C-SGD for any network: widths from a share of the multiply-adds, and a pull that is fitted to the length of the run. */
import { exactly, multiStep } from '@refold/core/optim';
import { multiplyAdds, pacesettersOf, uniformWidths } from '@refold/core/prune';
import type { PruneRequest, Pruner, PruneSchedule } from '@refold/core/train';
import type { Widths } from './clusters.ts';
import { type CsgdSettings, tiedBy, trimmed } from './method.ts';

/** The powers of e by which differences within a cluster are to shrink before the rate first drops. */
const SHRINKAGE = 13;
const MOMENTUM = 0.9;

/** Prunes by C-SGD: k-means clusters, the same share of every layer, layers that a sum ties too. */
export const csgdPruner: Pruner = {
  description: 'filters grow alike, then merge',
  batchSize: 64,
  targets: ({ layer, input }) => pacesettersOf(layer, input),
  plan: request => {
    const { schedule, seed } = request;
    const strength = strengthFor(schedule);
    const method: CsgdSettings = {
      name: 'csgd',
      by: 'kmeans',
      seed,
      ...widthsFor(request),
      strength,
      vectorStrength: strength,
    };
    return {
      method,
      optimizer: {
        kind: 'sgd',
        lr: multiStep(schedule.lr, schedule.at),
        momentum: MOMENTUM,
        nesterov: true,
        weightDecay: [
          ['kernel$', 1e-4],
          ['', 0],
        ],
      },
    };
  },
  finish: (params, base, method) => trimmed({ ...base, params }, tiedBy(base, method as CsgdSettings).clusters),
};

/**
 * ε with which differences within a cluster shrink by e^−13 before the rate first drops, in T steps at the rate τ. Under SGD with Nesterov's momentum
 * m and a gradient of ε times themselves they follow d ← d − τ·(ε·d + m·v), v ← m·v + ε·d. In the long run a step multiplies them by λ, the larger
 * root of λ² − (1 + m)·(1 − τε)·λ + m·(1 − τε) = 0. For λ = e^(−13/T) that is
 *
 *     1 − τε = λ²/((1 + m)·λ − m)     if λ ≥ 2m/(1 + m), where roots are real
 *     1 − τε = λ²/m                   in shorter runs, where differences swing about zero, with |λ| as wanted
 *
 * In long runs τε is nearly 13·(1 − m)/T. Weight decay, which is far smaller, adds a little.
 */
export function strengthFor({ lr, at: [drop], stepsPerEpoch }: PruneSchedule): number {
  const factor = Math.exp(-SHRINKAGE / Math.max(1, drop * stepsPerEpoch));
  const rest =
    factor ** 2 / (factor >= (2 * MOMENTUM) / (1 + MOMENTUM) ? (1 + MOMENTUM) * factor - MOMENTUM : MOMENTUM);
  return (1 - rest) / lr;
}

/** The largest share of every target's channels with which the trimmed network is within the budget; other groups stay as they are. */
function widthsFor({ net: { layer, input }, keep, targets }: Pick<PruneRequest, 'net' | 'keep' | 'targets'>): Widths {
  const sizes = targets.map(({ group }) => group.size);
  const { share } = uniformWidths(sizes, multiplyAdds(layer, input, targets), keep);
  const names = new Set(targets.map(({ group }) => group.name));
  const whole = pacesettersOf(layer, input).filter(({ group }) => !names.has(group.name));
  return { keep: [...whole.map(({ group }) => [exactly(group.name), 1] as const), ['', share]] };
}
