/** Optimizers described as data, because a run's configuration is hashed. */
import type { PathRules, Pattern } from './rules.ts';
import type { Schedule } from './schedule.ts';
import type { AdamSettings } from './transforms.ts';

/** Settings of every optimizer. Patterns of rules are given as strings where a description is to be stored as JSON. */
export interface CommonSettings {
  readonly lr: Schedule;
  /** Multipliers of the learning rate by path; default 1. */
  readonly lrScale?: PathRules<number>;
  readonly weightDecay?: PathRules<number>;
  /** Joint L2 norm of all gradients, at most. */
  readonly clipNorm?: number;
  /** Size of each gradient element, at most. */
  readonly clipValue?: number;
  /** Parameters that stay as they are. */
  readonly freeze?: readonly Pattern[];
}

/** Stochastic gradient descent with PyTorch's meaning of momentum and weight decay. */
export interface Sgd extends CommonSettings {
  readonly kind: 'sgd';
  /** Default 0: none. */
  readonly momentum?: PathRules<number>;
  readonly nesterov?: boolean;
}

/** Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019). */
export interface Adam extends CommonSettings, AdamSettings {
  /** `adam` adds weight decay to the gradient, `adamW` to the update (Loshchilov and Hutter 2019). */
  readonly kind: 'adam' | 'adamW';
}

/** An optimizer by its settings. */
export type OptimizerDescription = Sgd | Adam;
