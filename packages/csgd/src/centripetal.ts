/** The update rule: gradients averaged within clusters, and filters pulled to the mean of theirs (equation 4, in the matrix form of equation 13). */
import { centreGradients, requireTensor, type Transform } from '@refold/core/optim';
import type { Partition } from '@refold/core/prune';

/** Options of `centripetal`. */
export interface CentripetalOptions {
  /** The parameters that clusters tie (`partitionsOf`). */
  readonly partitions: readonly Partition[];
  /** ε: the strength of the pull between filters. */
  readonly strength: number;
  /** That between the scales and offsets of norms, and between biases. Default: a tenth of ε, as in the authors' code. */
  readonly vectorStrength?: number | undefined;
}

/**
 * The transform G ↦ Γ·G + ε·(I − Γ)·W of each parameter, a row per filter: Γ takes a row to the mean of its cluster. It stands in front of SGD, so
 * that momentum sees averaged gradients, and SGD's own weight decay η adds what Λ = (η + ε)·I − ε·Γ has beside: together they are equation 13. (The
 * paper prints η + (1 − 1/|H|)·ε for every pair of a cluster, which contradicts its equation 4.) Without momentum the difference of two filters of a
 * cluster shrinks by 1 − τ·(η + ε) a step, whatever the loss. An optimizer that scales each parameter's step, as Adam does, breaks this.
 */
export function centripetal({ partitions, strength, vectorStrength = strength / 10 }: CentripetalOptions): Transform {
  return {
    init(params) {
      for (const { path } of partitions) requireTensor(params, path);
      return new Map();
    },
    update(gradients, _state, params) {
      const tied = partitions.filter(({ path }) => gradients.has(path));
      const centred = centreGradients(
        tied.map(partition => ({
          ...partition,
          gradient: gradients.get(partition.path)!,
          value: requireTensor(params, partition.path),
          strength: partition.name === 'kernel' ? strength : vectorStrength,
        })),
      );
      for (const [i, { path }] of tied.entries()) {
        gradients.get(path)!.dispose();
        gradients.set(path, centred[i]!);
      }
      return gradients;
    },
  };
}
