/** GSM for any network: momentum and weight decay that are fitted to the length of the run. */
import { multiStep } from '@refold/core/optim';
import type { PrunePlan, Pruner, PruneSchedule } from '@refold/core/train';
import { pruneByMagnitude } from './magnitude.ts';
import type { GsmSettings } from './method.ts';
import { type Decay, shrinkage } from './passive.ts';

/** The powers of e by which passive weights are to shrink in a whole run. */
const SHRINKAGE = 11;
/** The paper's, of its runs on CIFAR-10 and ImageNet. */
const MOMENTUM = 0.98;

/** Prunes by GSM: single weights of all kernels. */
export const gsmPruner: Pruner = {
  description: 'single weights decay to zero; --keep is a share of them',
  batchSize: 64,
  plan: ({ keep, schedule }) => {
    const method: GsmSettings = { name: 'gsm', keep };
    const { momentum, weightDecay } = decayFor(schedule);
    const plan: PrunePlan = {
      method,
      optimizer: {
        kind: 'sgd',
        lr: multiStep(schedule.lr, schedule.at),
        momentum,
        weightDecay: [
          ['kernel$', weightDecay],
          ['', 0],
        ],
      },
    };
    return momentum === MOMENTUM ? plan : { ...plan, advice: adviceFor(schedule, weightDecay) };
  },
  finish: (params, base, method) => pruneByMagnitude({ ...base, params }, method as GsmSettings),
};

/** Steps before the first drop of the rate. */
const firstSteps = ({ at: [drop], stepsPerEpoch }: PruneSchedule): number => drop * stepsPerEpoch;

function adviceFor(schedule: PruneSchedule, weightDecay: number): string {
  const [steps, wanted] = [Math.floor(firstSteps(schedule)), Math.ceil((-2 * SHRINKAGE) / Math.log(MOMENTUM))];
  return (
    `the run is short for GSM: ${steps} steps before the rate drops, where it wants ${wanted}. The weight decay of ` +
    `${weightDecay.toPrecision(2)} that it takes instead costs accuracy; more epochs or images make it smaller`
  );
}

/**
 * Momentum and weight decay with which passive weights shrink by e^−11 in a run, by `shrinkage`. Faster than √b a step none shrinks under momentum b
 * (`passiveFactor`): where T steps before the first drop of the rate are too few for that, b is e^(−2·11/T) in place of 0.98, and decay as much
 * stronger.
 */
export function decayFor(schedule: PruneSchedule): Omit<Decay, 'lr'> {
  const { lr, at, epochs, stepsPerEpoch } = schedule;
  const momentum = Math.min(MOMENTUM, Math.exp((-2 * SHRINKAGE) / firstSteps(schedule)));
  const shrunkBy = (weightDecay: number) =>
    shrinkage({ lr, momentum, weightDecay, at, factor: 0.1, epochs, stepsPerEpoch });
  // With more decay than this, passive weights swing about zero and shrink no faster.
  let [least, most] = [0, (1 - Math.sqrt(momentum)) ** 2 / lr];
  while (most - least > 1e-9 * most) {
    const middle = (least + most) / 2;
    if (shrunkBy(middle) < SHRINKAGE) least = middle;
    else most = middle;
  }
  return { momentum, weightDecay: most };
}
