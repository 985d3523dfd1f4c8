/** AOFP for any network: samples, and a threshold that rises, fitted to the length of the run. */
import type { Expression } from '@refold/core/layers';
import { multiStep } from '@refold/core/optim';
import { multiplyAdds, requireReachable, type Target } from '@refold/core/prune';
import { othersThan, type PrunePlan, type Pruner, type PruneSchedule } from '@refold/core/train';
import { withMasks } from './masks.ts';
import { type AofpSettings, cutNetwork } from './method.ts';

/** θ to begin with: the authors' on CIFAR-10. */
const THRESHOLD = 0.01;
/** Halvings that a layer has time for: some moves of the widest one. */
const HALVINGS = 40;
/** With fewer, most of what goes was hardly looked at. */
const FEW = 20;
/** The fewest batches for a halving: each candidate is masked in about half of them. */
const FEWEST = 8;

const scoredIn = (net: Expression): readonly Target[] => withMasks(net).scored.map(({ target }) => target);

/** Prunes by AOFP: every layer that one other layer reads. The run decides how wide each becomes. */
export const aofpPruner: Pruner = {
  description: 'filters go that the next layer misses least',
  batchSize: 64,
  targets: scoredIn,
  plan: ({ net, keep, targets, schedule }) => {
    requireReachable(
      targets.map(({ group }) => group.size),
      multiplyAdds(net.layer, net.input, targets),
      keep,
    );
    const times = timesFor(schedule);
    const except = othersThan(targets, scoredIn(net));
    const method: AofpSettings = {
      name: 'aofp',
      keep,
      threshold: THRESHOLD,
      ...times,
      ...(except.length > 0 && { except }),
    };
    const plan: PrunePlan = {
      method,
      optimizer: {
        kind: 'sgd',
        lr: multiStep(schedule.lr, schedule.at),
        momentum: 0.9,
        weightDecay: [
          ['kernel$', 1e-4],
          ['', 0],
        ],
      },
    };
    const halvings = Math.floor((times.deadline - times.warmUp) / times.samples);
    return halvings >= FEW ? plan : { ...plan, advice: adviceFor(halvings) };
  },
  finish: (params, base, method) => cutNetwork(base, params, method as AofpSettings),
};

/**
 * When scoring begins, how long a halving lasts, and when the budget is met: as the rate first drops, so that the rest of the run fine-tunes what is
 * left. A 50th of the steps before that goes by first.
 */
export function timesFor({ at: [drop], stepsPerEpoch }: PruneSchedule) {
  const deadline = Math.floor(drop * stepsPerEpoch);
  const warmUp = Math.floor(deadline / 50);
  return { warmUp, samples: Math.max(FEWEST, Math.floor((deadline - warmUp) / HALVINGS)), deadline };
}

const adviceFor = (halvings: number): string =>
  `the run is short for AOFP: a layer has time for ${halvings} halvings of its filters before the rate drops, where it wants ${FEW} or more. ` +
  'What the budget still takes then goes by what is known, and that costs accuracy: more epochs or images help';
