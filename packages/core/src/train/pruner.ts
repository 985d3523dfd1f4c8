/** What a paper about pruning offers for any network: a run of its method, fitted to the run's length, and the cut at its end. */
import type { Expression, Network, Params } from '../layers/types.ts';
import type { OptimizerDescription } from '../optim/description.ts';
import { exactly } from '../optim/rules.ts';
import type { Target } from '../prune/targets.ts';
import type { MethodSpec } from './method.ts';

/** A learning rate that is divided by ten at some epochs, and how long it lasts. */
export interface PruneSchedule {
  /** The rate at the start. */
  readonly lr: number;
  /** Epochs at which it is divided by ten; fractions count. At least one. */
  readonly at: readonly [number, ...number[]];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** A network to be pruned while it trains. */
export interface PruneRequest {
  readonly net: Expression;
  /** Share that is kept, above 0 and below 1: of the multiply-adds or, by a method that prunes weights, of the kernels' weights. */
  readonly keep: number;
  readonly schedule: PruneSchedule;
  /** The layers that may be narrowed, some of the pruner's `targets`; empty for a method that prunes weights. */
  readonly targets: readonly Target[];
  /** Channels that each of them keeps at least; given only where the pruner `takesMinimum`. */
  readonly minKept?: number;
  /** Of what the method draws. */
  readonly seed: number;
}

/** A run of a method: what its configuration has beside network, data and schedule. */
export interface PrunePlan {
  readonly method: MethodSpec;
  readonly optimizer: OptimizerDescription;
  /** A sentence for the user where the schedule doesn't suit the method: what that costs, and what helps. */
  readonly advice?: string;
}

/**
 * Pruning any network by a paper's method, with the method's own defaults. The method is registered under the name that `plan` gives,
 * and measures `top1Base` and `top1Pruned`, accuracies from 0 to 1 of the network before the run and of what `finish` makes, and `differing`, the
 * test images whose prediction the cut at the end changes.
 */
export interface Pruner {
  /** What the method does, in a few words: they stand in brackets behind its name. */
  readonly description: string;
  /** Examples per step. */
  readonly batchSize: number;
  /** The layers that it may narrow. Absent where it prunes single weights, and no layer gets narrower. @throws RefoldError as the method */
  readonly targets?: (net: Expression) => readonly Target[];
  /** Whether `minKept` of a request may be given. Default: false. */
  readonly takesMinimum?: boolean;
  /** A run, fitted to its length. @throws RefoldError where the share can't be reached */
  readonly plan: (request: PruneRequest) => PrunePlan;
  /**
   * The pruned network.
   * @param params those that the run ended with
   * @param base the network that it began with
   * @param method that of the plan
   */
  readonly finish: (params: Params, base: Network, method: MethodSpec) => Network;
}

/** Patterns of the layers that may not be narrowed: `all` targets but the wanted ones. */
export function othersThan(wanted: readonly Target[], all: readonly Target[]): readonly string[] {
  const paths = new Set(wanted.map(({ path }) => path));
  return all.filter(({ path }) => !paths.has(path)).map(({ path }) => exactly(path));
}
