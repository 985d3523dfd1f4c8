/** Optimizers as the papers use them: SGD with momentum 0.9, a rate that falls along a cosine or by plateaus, a warm-up. */
import type { PathRules, Schedule, Sgd } from '@refold/core/optim';

/** SGD, with a momentum of 0.9 where `rules` say no other. */
export const sgd = (rules: Omit<Sgd, 'kind'>): Sgd => ({ kind: 'sgd', momentum: 0.9, ...rules });

/** How long a run is, its rate at the start, and the epochs at which it is divided by ten. */
export interface Phase {
  readonly epochs: number;
  readonly lr: number;
  readonly at: readonly number[];
}

/** A linear warm-up from zero over so many epochs (default: none), and then what `then` gives at that moment. */
export const warmedUp = (then: Schedule, epochs = 0): Schedule =>
  epochs === 0 ? then : { kind: 'linearWarmup', epochs, from: 0, then, shift: false };

/** Half a cosine from `lr` to zero, after a warm-up of so many epochs. */
export const cosineRate = (lr: number, warmUp = 0): Schedule => warmedUp({ kind: 'cosine', value: lr, end: 0 }, warmUp);

/** `lr` divided by ten at each of the epochs `at`, after a warm-up of so many epochs. */
export const plateauRate = (lr: number, at: readonly number[], warmUp = 0): Schedule =>
  warmedUp({ kind: 'multiStep', value: lr, at, factor: 0.1 }, warmUp);

/** Weight decay on the parameters whose path ends so (default: kernels alone), none on norms and biases. */
export const decayOn = (decay: number, ending = 'kernel'): readonly (readonly [ending: string, decay: number])[] => [
  [`${ending}$`, decay],
  ['', 0],
];

/** Twice the rate on biases and norms' β, as in the authors' scripts. */
export const FAST_BIASES: PathRules<number> = [
  ['(bias|beta)$', 2],
  ['', 1],
];
