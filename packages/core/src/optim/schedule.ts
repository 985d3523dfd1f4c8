/** Schedules are data: a value as a function of the training step. */

/** Where training stands: `step` counts from 0 over all epochs. */
export interface Clock {
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** A value that depends on the step, as JSON. */
export type Schedule =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'cosine'; readonly value: number; readonly end: number }
  | { readonly kind: 'multiStep'; readonly value: number; readonly at: readonly number[]; readonly factor: number }
  | { readonly kind: 'poly'; readonly value: number; readonly end: number; readonly power: number }
  | {
      readonly kind: 'linearWarmup';
      readonly epochs: number;
      readonly from: number;
      readonly then: Schedule;
      readonly shift: boolean;
    };

/** The same value at every step. */
export const constant = (value: number): Schedule => ({ kind: 'constant', value });

/** Half a cosine, step by step, from `value` to `end` at the last step's end: end + (value − end)·(1 + cos πt/T)/2. */
export const cosine = (value: number, end = 0): Schedule => ({ kind: 'cosine', value, end });

/** `value`, multiplied by `factor` at each of the epochs `at`. */
export const multiStep = (value: number, at: readonly number[], factor = 0.1): Schedule => ({
  kind: 'multiStep',
  value,
  at,
  factor,
});

/** end + (value − end)·(1 − t/T)^power. */
export const poly = (value: number, power = 0.9, end = 0): Schedule => ({ kind: 'poly', value, end, power });

/**
 * A line from `from` to the start of `then`, over `epochs`; then `then`.
 * As in RepVGG's official script, `then` counts warm-up steps as its own, so a cosine takes over slightly below its peak.
 * With `shift` it runs over the steps that remain, from its very start.
 */
export const linearWarmup = (
  epochs: number,
  then: Schedule,
  options: { readonly from?: number; readonly shift?: boolean } = {},
): Schedule => ({ kind: 'linearWarmup', epochs, from: options.from ?? 0, then, shift: options.shift ?? false });

/**
 * `value` for the first `epochs`, then a line from it to `end` at the last step's end: CycleGAN's learning rate, falling step by step. A warm-up from
 * `value` to `value` says the first part.
 */
export const linearDecay = (value: number, epochs: number, end = 0): Schedule =>
  linearWarmup(epochs, poly(value, 1, end), { from: value, shift: true });

/** The value of a schedule at a step. */
export function scheduleAt(schedule: Schedule, clock: Clock): number {
  const done = clock.totalSteps > 0 ? clock.step / clock.totalSteps : 0;
  switch (schedule.kind) {
    case 'constant':
      return schedule.value;
    case 'cosine':
      return schedule.end + ((schedule.value - schedule.end) * (1 + Math.cos(Math.PI * done))) / 2;
    case 'multiStep': {
      const passed = schedule.at.filter(epoch => clock.step >= epoch * clock.stepsPerEpoch).length;
      return schedule.value * schedule.factor ** passed;
    }
    case 'poly':
      return schedule.end + (schedule.value - schedule.end) * (1 - done) ** schedule.power;
    case 'linearWarmup': {
      const steps = schedule.epochs * clock.stepsPerEpoch;
      if (clock.step < steps) {
        const peak = scheduleAt(schedule.then, { ...clock, step: 0 });
        return schedule.from + ((peak - schedule.from) * clock.step) / steps;
      }
      if (!schedule.shift) return scheduleAt(schedule.then, clock);
      return scheduleAt(schedule.then, { ...clock, step: clock.step - steps, totalSteps: clock.totalSteps - steps });
    }
  }
}
