/** What of a network learns: all of it, or what is behind a part that is frozen. */
import type { Dataset } from '../data/dataset.ts';
import { type Instance, partOf } from '../layers/apply.ts';
import type { Network } from '../layers/types.ts';
import { limitedTo } from '../optim/optimizer.ts';
import type { Optimizer } from '../optim/transform.ts';
import type { PredictOptions } from './evaluate.ts';
import { frozenOutputs } from './frozen-outputs.ts';
import { frozenPart } from './frozen-part.ts';

/** How a network is trained of which a part, or all, learns. */
export interface LearningPart {
  /** The dataset as that part sees it. */
  seen(dataset: Dataset, view: PredictOptions): Promise<Dataset>;
  /** What of an instance is applied to that. */
  applied(instance: Instance): Instance;
  /** The optimizer of that part. */
  optimizer(whole: Optimizer): Optimizer;
}

const ALL: LearningPart = {
  seen: async dataset => dataset,
  applied: instance => instance,
  optimizer: whole => whole,
};

/**
 * @param frozen name of the child that doesn't learn; undefined: all do
 * @throws RefoldError as `frozenPart`
 */
export function learningPart(net: Network, frozen: string | undefined): LearningPart {
  if (frozen === undefined) return ALL;
  const { part, rest, learns } = frozenPart(net, frozen);
  const known = new WeakMap<Instance, Instance>();
  return {
    seen: (dataset, view) => frozenOutputs(dataset, part, view),
    applied(instance) {
      const behind = known.get(instance) ?? partOf(instance, rest, path => path);
      known.set(instance, behind);
      return behind;
    },
    optimizer: whole => limitedTo(learns, whole),
  };
}
