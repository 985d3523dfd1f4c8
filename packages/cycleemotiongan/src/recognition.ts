/** The classifier's part of a step (sheet, b.6: F step), and that of the discriminator of its features (DF step). */
import type { Clock } from '@refold/core/optim';
import type { Loss, Losses, Player } from '@refold/core/train';
import type * as tf from '@tensorflow/tfjs-core';
import { Applied, type Gradients, summed } from './applied.ts';
import { type ClassifierSettings, FEATURES, type FeatureSettings } from './config.ts';
import { featureAlignmentLoss, featureDiscriminatorLoss } from './feature-alignment.ts';
import { type Game, totalOf } from './translation.ts';

/** What the classifier learns from in one step; borrowed. */
export interface Lessons {
  /** Adapted pictures (or the source's own, where nothing is translated), with the labels of the source. */
  readonly adapted: tf.Tensor;
  readonly source: tf.Tensor;
  /** As targets of the task's loss, [n, classes]. */
  readonly labels: tf.Tensor;
  readonly target: tf.Tensor;
}

/**
 * Moves the feature discriminator and then the classifier; neither where a loss isn't finite. Norms use their running statistics, which stay: batches of two
 * domains have two.
 */
export async function classifierStep(
  game: Game,
  { adapted, source, labels, target }: Lessons,
  task: Loss,
  settings: ClassifierSettings,
  features: FeatureSettings | undefined,
  clock: Clock,
): Promise<Losses> {
  const player = game.classifier!;
  const { taskWeight = 1, onSource = false } = settings;
  const learnt = taskWeight > 0 ? [adapted, ...(onSource ? [source] : [])] : [];
  const applied = learnt.map(pictures => new Applied(player.instance, pictures, { mode: 'inference' }));
  const values = applied.map(one => {
    const { value, gradient } = task(one.output, labels);
    one.receive(gradient, taskWeight / applied.length);
    return value;
  });
  const count = Math.max(1, values.length);
  const losses: Record<string, number> = { ...(values.length > 0 && { task: (await totalOf(values)) / count }) };
  let aligned: Applied | undefined;
  if (features !== undefined) {
    aligned = new Applied(player.instance, target, { mode: 'inference' });
    Object.assign(losses, await align(game, applied[0], source, aligned, features, clock));
  }
  if (Object.values(losses).every(Number.isFinite)) {
    const all = [...applied, ...(aligned ? [aligned] : [])].map(one => one.back().gradients);
    await player.update(
      all.reduce<Gradients>((sum, one) => summed(sum, one), new Map()),
      clock,
    );
  }
  for (const one of applied) one.dispose();
  aligned?.dispose();
  return losses;
}

/** Moves the discriminator, and sends the target's features the gradient of being taken for the others. */
async function align(
  { judge, featureCritic }: Game,
  adapted: Applied | undefined,
  source: tf.Tensor,
  target: Applied,
  { like, of = 'features', weight = 0.1, above = 0 }: FeatureSettings,
  clock: Clock,
): Promise<Losses> {
  const critic = featureCritic!;
  const ofSource = like === 'source' ? new Applied(judge!.instance, source, { mode: 'inference' }) : undefined;
  const other = ofSource ?? adapted!;
  const seen = (one: Applied): tf.Tensor => (of === 'scores' ? one.output : one.tap(FEATURES));
  const [ofOther, ofTarget] = [new Applied(critic.instance, seen(other)), new Applied(critic.instance, seen(target))];
  const told = featureDiscriminatorLoss(ofOther.output, ofTarget.output);
  ofOther.receive(told.adapted);
  ofTarget.receive(told.target);
  const [critics, accuracy] = [await totalOf([told.value]), await totalOf([told.accuracy])];
  if (Number.isFinite(critics)) await critic.update(summed(ofOther.back().gradients, ofTarget.back().gradients), clock);
  for (const one of [ofOther, ofTarget]) one.dispose();
  ofSource?.dispose();
  const fooled = await fool(critic, target, of, accuracy >= above ? weight : 0);
  return { featureCritic: critics, alignment: fooled };
}

async function fool(critic: Player, target: Applied, of: 'features' | 'scores', weight: number): Promise<number> {
  const seen = of === 'scores' ? target.output : target.tap(FEATURES);
  const judged = new Applied(critic.instance, seen, { needsInputGrad: true });
  const { value, gradient } = featureAlignmentLoss(judged.output);
  judged.receive(gradient);
  if (of === 'scores') target.receive(judged.backToInput(), weight);
  else target.receiveTap(FEATURES, judged.backToInput(), weight);
  judged.dispose();
  return await totalOf([value]);
}
