/** Schedules of the paper: plateaus of the learning rate, with momentum and weight decay on kernels alone. */
import type { Schedule } from '@refold/core/optim';
import type { RunConfig } from '@refold/lab';

export interface Phase {
  readonly epochs: number;
  /** Epochs at which the rate is divided by ten. */
  readonly at: readonly number[];
  readonly lr: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly batchSize: number;
  /** Epochs in which the rate rises from zero. */
  readonly warmUp: number;
}

/** SGD as a phase describes it, evaluated once, at the end. */
export function phased({ lr, at, warmUp, momentum, weightDecay, epochs, batchSize }: Phase) {
  const then: Schedule = { kind: 'multiStep', value: lr, at, factor: 0.1 };
  return {
    optimizer: {
      kind: 'sgd',
      lr: warmUp === 0 ? then : { kind: 'linearWarmup', epochs: warmUp, from: 0, then, shift: false },
      momentum,
      weightDecay: [
        ['kernel$', weightDecay],
        ['', 0],
      ],
    },
    epochs,
    evalEvery: epochs,
    batchSize,
  } satisfies Partial<RunConfig>;
}

/** Of a baseline: the epochs, batches and plateaus of one phase with the rate, momentum and decay of another. */
export const scheduledAs = (schedule: Phase, { lr, momentum, weightDecay }: Phase): Phase => ({
  ...schedule,
  lr,
  momentum,
  weightDecay,
});
