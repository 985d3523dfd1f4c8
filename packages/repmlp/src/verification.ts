/** Verification: whether two examples of unseen classes are of one class, decided by the similarity of their embeddings. */
import { RefoldError, Rng } from '@refold/core';
import { disposeInstance, type Instance, instantiate, pass } from '@refold/core/apply';
import { type Augmentation, batches, type Dataset, type DatasetSpec, loadDataset } from '@refold/core/data';
import type { Method, MethodSpec } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';

/** Settings of `verifying`, as JSON in a run's configuration. */
export interface VerificationSettings extends MethodSpec, VerificationOptions {
  readonly name: 'verification';
  /** Examples of classes that the run doesn't train on. */
  readonly data: DatasetSpec;
}

/** The method that changes nothing in a run and adds the metric `verification`: accuracy on pairs of examples of unseen classes, from 0 to 1. */
export const verifying = ({ data, ...options }: VerificationSettings): Method => ({
  measure: async ({ net }) => {
    const instance = instantiate(net);
    try {
      return { verification: await verification(instance, await loadDataset(data), options) };
    } finally {
      disposeInstance(instance);
    }
  },
});

/** How embeddings are computed. */
export interface VerificationOptions {
  /** Name of the tap whose values are the embedding. */
  readonly tap: string;
  readonly batchSize: number;
  readonly augment?: Augmentation;
}

/** Two examples, by their similarity, and whether they are of one class. */
export interface Pair {
  readonly similarity: number;
  readonly same: boolean;
}

const FOLDS = 10;

/**
 * Accuracy of verification, from 0 to 1, by the protocol of Labeled Faces in the Wild (Huang et al. 2007): ten folds, each classified by the
 * threshold on cosine similarity that is best on the nine others. Pairs are all pairs of one class and as many others, drawn the same way every
 * time.
 * @throws RefoldError if the labels aren't classes, or the network has no such tap
 */
export async function verification(
  instance: Instance,
  dataset: Dataset,
  options: VerificationOptions,
): Promise<number> {
  const { labels, name } = dataset;
  if (labels.kind !== 'class')
    throw new RefoldError(`${name}: verification needs classes, not labels of kind '${labels.kind}'.`);
  const embeddings = await embeddingsOf(instance, dataset, options);
  return accuracyOf(pairsOf(embeddings, labels.values, Rng.seeded('verification')));
}

/** The tap's values for every example, as unit vectors. */
async function embeddingsOf(
  instance: Instance,
  dataset: Dataset,
  { tap, batchSize, augment }: VerificationOptions,
): Promise<readonly Float32Array[]> {
  const rows: Float32Array[] = [];
  for await (const { images, shape } of batches(dataset, { batchSize, augment })) {
    const x = tf.tensor(images, [...shape]);
    const applied = pass(instance, x, { mode: 'inference' });
    const values = (await applied.taps.get(tap)?.data()) as Float32Array | undefined;
    tf.dispose([x, applied.output]);
    applied.dispose();
    if (values === undefined) throw new RefoldError(`verification: the network has no tap '${tap}' at inference`);
    const width = values.length / shape[0];
    for (let i = 0; i < shape[0]; i++) rows.push(unit(values.slice(i * width, (i + 1) * width)));
  }
  return rows;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map(value => value / length);
}

function pairsOf(embeddings: readonly Float32Array[], classes: Int32Array, rng: Rng): readonly Pair[] {
  const [same, others]: [Pair[], Pair[]] = [[], []];
  for (let i = 0; i < embeddings.length; i++) {
    for (let j = i + 1; j < embeddings.length; j++) {
      const isSame = classes[i] === classes[j];
      const similarity = embeddings[i]!.reduce((sum, value, k) => sum + value * embeddings[j]![k]!, 0);
      (isSame ? same : others).push({ similarity, same: isSame });
    }
  }
  const count = Math.min(same.length, others.length);
  const drawn = (pairs: readonly Pair[], name: string) =>
    Array.from(rng.fork(name).permutation(pairs.length).subarray(0, count), i => pairs[i]!);
  const [a, b] = [drawn(same, 'same'), drawn(others, 'others')];
  return a.flatMap((pair, i) => [pair, b[i]!]);
}

/** Mean over the folds: pair i is in fold ⌊i/2⌋ mod 10, so that each fold has as many of both kinds. */
export function accuracyOf(pairs: readonly Pair[]): number {
  const foldOf = (i: number) => (i >> 1) % FOLDS;
  const accuracies: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const own = pairs.filter((_, i) => foldOf(i) === fold);
    if (own.length === 0) continue;
    const threshold = bestThreshold(pairs.filter((_, i) => foldOf(i) !== fold));
    accuracies.push(own.filter(({ similarity, same }) => similarity > threshold === same).length / own.length);
  }
  return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
}

/** The threshold above which most pairs are of one class and below which most are not; half-way between two similarities. */
function bestThreshold(pairs: readonly Pair[]): number {
  const sorted = pairs.toSorted((a, b) => a.similarity - b.similarity);
  let right = sorted.filter(({ same }) => same).length;
  let best = { right, threshold: Number.NEGATIVE_INFINITY };
  for (const [i, { similarity, same }] of sorted.entries()) {
    right += same ? -1 : 1;
    const next = sorted[i + 1]?.similarity ?? similarity + 1;
    // No threshold lies between equal similarities.
    if (right > best.right && next > similarity) best = { right, threshold: (similarity + next) / 2 };
  }
  return best.threshold;
}
