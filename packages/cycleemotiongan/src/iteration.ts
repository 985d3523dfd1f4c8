/** One iteration of the algorithm (sheet, b.7), as the papers order it. */
import type { Rng } from '@refold/core';
import { pass } from '@refold/core/apply';
import type { Clock } from '@refold/core/optim';
import type { Loss, Losses, Player } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';

import type { AdaptationConfig, SemanticSettings } from './config.ts';
import type { ImagePool } from './image-pool.ts';
import { classifierLearns } from './players.ts';
import { classifierStep } from './recognition.ts';
import { criticStep, type Game, generatorStep, type Judge, type Pictures, type Translated } from './translation.ts';

/** What of a run stays the same over its iterations. */
export interface Rules {
  readonly config: AdaptationConfig;
  /** Of the classifier, by the kind of label. */
  readonly task: Loss;
  /** Of an adapted picture's scores from those of its source; absent where the configuration has none. */
  readonly semantic: Loss | undefined;
  /** What the discriminators saw before. */
  readonly histories: Readonly<Record<'target' | 'source', ImagePool>>;
}

/** Pictures of both domains, and the labels of the source's as targets of the task's loss; borrowed. */
export interface Examples extends Pictures {
  readonly labels: tf.Tensor;
}

/**
 * Generators, then discriminators, then the feature discriminator and the classifier, each on what those before it have made. A loss that isn't finite ends
 * the iteration.
 */
export async function iterate(
  { config, task, semantic, histories }: Rules,
  game: Game,
  { source, target, labels }: Examples,
  clock: Clock,
  rng: Rng,
): Promise<Losses> {
  const { pixels, classifier, features } = config;

  // a. Pictures are translated there and back; the generators move.
  const { adapted, returned, losses } = await translate(
    { config, task, semantic },
    game,
    { source, target, labels },
    clock,
  );
  const all: Record<string, number> = { ...losses };

  // b. The discriminators tell real pictures from translated ones, of now and of before.
  if (pixels !== undefined && pixels.frozen !== true && areFinite(all)) {
    const told = async (critic: Player, real: tf.Tensor, translated: tf.Tensor, domain: 'target' | 'source') => {
      const fakes = await histories[domain].exchange(translated, rng.fork('history').fork(domain).fork(clock.step));
      all[`${domain}Critic`] = await criticStep(critic, real, fakes, pixels, clock);
      fakes.dispose();
    };
    await told(game.targetCritic!, target, adapted, 'target');
    if (returned !== undefined) await told(game.sourceCritic!, source, returned, 'source');
  }

  // c. The classifier learns the source's labels on adapted pictures, which are given to it as they are, and to see the target's alike.
  if (classifierLearns(config) && areFinite(all)) {
    Object.assign(
      all,
      await classifierStep(game, { adapted, source, labels, target }, task, classifier, features, clock),
    );
  }
  tf.dispose([adapted, ...(returned ? [returned] : [])]);
  return all;
}

const areFinite = (losses: Losses): boolean => Object.values(losses).every(Number.isFinite);

/** Translation by generators that learn, by those that don't, or none. */
async function translate(
  { config: { pixels, classifier }, task, semantic }: Pick<Rules, 'config' | 'task' | 'semantic'>,
  game: Game,
  { source, target, labels }: Examples,
  clock: Clock,
): Promise<Translated> {
  if (pixels === undefined) return { adapted: tf.clone(source), returned: undefined, losses: {} };
  if (pixels.frozen === true) return { adapted: outputOf(game.toTarget!, source), returned: undefined, losses: {} };
  const keeps = semantic && pixels.semantic && semanticJudge(game, { source, labels }, semantic, pixels.semantic);
  const { taskWeightOfGenerator: weight = 0 } = classifier;
  const teaches: Judge = { name: 'translatedTask', loss: task, player: game.classifier!, reference: labels, weight };
  try {
    const judges = [...(keeps ? [keeps] : []), ...(weight > 0 ? [teaches] : [])];
    return await generatorStep(game, { source, target }, pixels, judges, clock);
  } finally {
    if (keeps !== undefined && keeps.reference !== labels) keeps.reference.dispose();
  }
}

/**
 * The frozen classifier of the source (or the classifier as it is now, or the label) says what is seen in a picture; the frozen one, or that of now, what is
 * seen after.
 */
function semanticJudge(
  { judge, classifier }: Game,
  { source, labels }: Pick<Examples, 'source' | 'labels'>,
  loss: Loss,
  { distance, judge: who, sourceJudge = 'frozen', weight = 1 }: SemanticSettings,
): Judge {
  const before = sourceJudge === 'frozen' ? judge! : classifier!;
  const player = who === 'static' ? judge! : classifier!;
  const reference = distance === 'labels' ? labels : outputOf(before, source);
  return { name: 'semantic', loss, player, reference, weight };
}

/** What a network makes of pictures, at inference; the caller's. */
export function outputOf(player: Player, pictures: tf.Tensor): tf.Tensor {
  const applied = pass(player.instance, pictures, { mode: 'inference' });
  applied.dispose();
  return applied.output;
}
