/** ResRep for any network: a lasso, and masks that grow, fitted to the length of the run. */
import { multiStep, type Schedule, scheduleAt } from '@refold/core/optim';
import { uniformWidths } from '@refold/core/prune';
import { othersThan, type PruneRequest, type Pruner, type PruneSchedule } from '@refold/core/train';
import { COMPACTOR } from './compactors.ts';
import { LearnedNetwork } from './learned.ts';
import type { ResetSchedule, ResRepSettings } from './method.ts';
import { budgetOf, placesOf } from './targets.ts';

/** Of compactors; everything else has 0.9. */
const MOMENTUM = 0.95;
/** How many times its way to zero the lasso alone would take a row of a compactor in a whole run. */
const WAY = 1.5;

/** Prunes by ResRep: compactors behind every layer that no sum ties, whose widths follow from the run. */
export const resrepPruner: Pruner = {
  description: 'compactors forget channels, then fold',
  batchSize: 64,
  targets: net => placesOf(net).map(({ target }) => target),
  takesMinimum: true,
  plan: request => {
    const { net, keep, targets, minKept, schedule } = request;
    const except = othersThan(
      targets,
      placesOf(net).map(({ target }) => target),
    );
    const method: ResRepSettings = {
      name: 'resrep',
      on: 'compactors',
      keep,
      lambda: lambdaFor(schedule),
      reset: resetFor(schedule, channelsToGo(request)),
      withinBudget: true,
      ...(minKept !== undefined && { minKept }),
      ...(except.length > 0 && { except }),
    };
    return {
      method,
      optimizer: {
        kind: 'sgd',
        lr: rateOf(schedule),
        momentum: [
          [COMPACTOR, MOMENTUM],
          ['', 0.9],
        ],
        weightDecay: [
          [COMPACTOR, 0],
          ['kernel$', 1e-4],
          ['', 0],
        ],
      },
    };
  },
  finish: (params, { layer, input }, method) => new LearnedNetwork({ layer, input, method }, params).cut(),
};

const rateOf = ({ lr, at }: PruneSchedule): Schedule => multiStep(lr, at);
const stepsOf = ({ epochs, stepsPerEpoch }: PruneSchedule): number => epochs * stepsPerEpoch;

/**
 * λ with which a row whose gradient is reset travels 1.5 times the way from norm 1 to zero in a whole run: it moves by τ·λ/(1 − m) in a step of rate
 * τ with momentum m, so that λ = 1.5·(1 − m)/Σ τ over all steps.
 */
export function lambdaFor(schedule: PruneSchedule): number {
  const [rate, totalSteps] = [rateOf(schedule), stepsOf(schedule)];
  let sum = 0;
  for (let step = 0; step < totalSteps; step++) {
    sum += scheduleAt(rate, { step, totalSteps, stepsPerEpoch: schedule.stepsPerEpoch });
  }
  return (WAY * (1 - MOMENTUM)) / sum;
}

/**
 * When masks grow, and by how many channels: from a 25th of the steps on, every 250th of them, so fast that so many channels are masked after half of
 * the steps, before the rate drops.
 * @param channels that the budget takes, about
 */
export function resetFor(schedule: PruneSchedule, channels: number): ResetSchedule {
  const steps = stepsOf(schedule);
  const [warmUp, interval] = [Math.round(steps / 25), Math.max(1, Math.round(steps / 250))];
  const selections = Math.max(1, Math.floor((steps / 2 - warmUp) / interval));
  return { warmUp, interval, growth: Math.max(1, Math.ceil(channels / selections)) };
}

/** The channels that the budget takes, about: those that go where every target keeps the same share. @throws RefoldError where the budget is out of reach */
function channelsToGo({ net, keep, targets, minKept }: PruneRequest): number {
  const wanted = new Set(targets.map(({ path }) => path));
  const { targets: own, costOf } = budgetOf(net, ({ path }) => wanted.has(path));
  const sizes = own.map(({ group }) => group.size);
  const { widths } = uniformWidths(sizes, costOf, keep, minKept);
  return sizes.reduce((sum, size, i) => sum + size - widths[i]!, 0);
}
