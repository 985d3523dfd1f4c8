/**
 * Adaptation as a task of the training loop: an iteration reads as the papers' algorithm (`iterate`), and a checkpoint of the whole game (all networks and
 * optimizers, the histories, the losses of the epoch) resumes exactly.
 */
import { type NdArray, RefoldError } from '@refold/core';
import { count } from '@refold/core/cost';
import { type Dataset, datasetFacts, loadDataset, outputWidth } from '@refold/core/data';
import { infer } from '@refold/core/layers';
import {
  evaluate,
  type Loss,
  lossFor,
  type StepContext,
  type Task,
  type TaskContext,
  type TaskDefinition,
  type TaskState,
  targetsOf,
} from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { adversarialLoss } from './adversarial.ts';
import type { AdaptationConfig, PixelSettings } from './config.ts';
import { FEATURE_COIN } from './feature-alignment.ts';
import { GameLosses, type GameNames } from './game-losses.ts';
import { ImagePool } from './image-pool.ts';
import { iterate, type Rules } from './iteration.ts';
import { measured } from './measures.ts';
import { shownPictures } from './pictures.ts';
import { playersOf } from './players.ts';
import { semanticConsistency } from './semantic-consistency.ts';
import { VIEW } from './view.ts';
import { wheelDistances } from './wheel.ts';

/** What an `AdaptationConfig` describes. Its streams are 'source', which an epoch is one of, and 'target'. */
export const adaptation: TaskDefinition<AdaptationConfig> = {
  create,
  datasets: ({ source, target, test }) => [source, target, test],
  estimateMacs,
};

async function create(config: AdaptationConfig, context: TaskContext): Promise<Task> {
  const { batchSize, flip = false } = config;
  const { registry, fetch } = context;
  const sourceSet = await loadDataset(config.source, fetch);
  const targetSet = await loadDataset(config.target, fetch);
  const testSet = await loadDataset(config.test, fetch);
  validate(config, sourceSet, [targetSet, testSet]);
  const task = lossFor({}, sourceSet.labels.kind, registry.losses);
  const capacity = config.pixels?.pool ?? 50;
  const histories = { target: new ImagePool(capacity), source: new ImagePool(capacity) };
  const rules: Rules = { config, task, semantic: semanticOf(config, sourceSet, task), histories };
  const record = new GameLosses(gamesOf(config));
  const width = outputWidth(sourceSet.labelKind);

  const step = async ({ batches, players, clock, rng }: StepContext) => {
    const [source, target] = [batches.source!, batches.target!].map(({ images, shape }) =>
      tf.tensor(images, [...shape]),
    ) as [tf.Tensor, tf.Tensor];
    const labels = tf.tensor(targetsOf(batches.source!.labels, width).values, [source.shape[0]!, width]);
    try {
      const losses = await iterate(rules, players, { source, target, labels }, clock, rng);
      record.add(losses, clock);
      return losses;
    } finally {
      tf.dispose([source, target, labels]);
    }
  };

  const augment = { ...VIEW.augment, flip };
  const view = { batchSize, ...VIEW };
  return {
    players: await playersOf(config, context),
    streams: {
      source: { dataset: sourceSet, batchSize, augment },
      target: { dataset: targetSet, batchSize, augment },
    },
    step,
    evaluate: async ({ players, beforeBatch }) => ({
      ...(await evaluate(players.classifier!.instance, testSet, { ...view, beforeBatch })),
      degenerate: Number(record.hasCollapsed),
    }),
    noticed: () => record.notes,
    ...(config.pixels && { pictures: players => shownPictures(players, sourceSet) }),
    measure: evaluation => measured({ config, sourceSet, testSet }, VIEW, evaluation),
    state: together({ target: histories.target, source: histories.source, losses: record }),
  };
}

/** @throws RefoldError for sets, or networks, that don't belong together */
function validate(
  { input, classifier, pixels, features, batchSize }: AdaptationConfig,
  source: Dataset,
  others: readonly Dataset[],
): void {
  const classes = classesOf(source);
  for (const set of [source, ...others]) {
    if (set.shape.join() !== input.join())
      throw new RefoldError(`${set.name} (${set.split}) has pictures of [${set.shape}], but 'input' is [${input}].`);
    if (classesOf(set).join() !== classes.join() || set.labelKind.kind !== source.labelKind.kind)
      throw new RefoldError(
        `${source.name} has the classes ${classes.join(', ')}, but ${set.name} has ${classesOf(set).join(', ')}: adaptation needs the same in the same order.`,
      );
  }
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw new RefoldError(`adaptation: batchSize is ${batchSize}; it must be a whole number above 0`);
  if (features?.like === 'adapted' && classifier.taskWeight === 0)
    throw new RefoldError(
      "Features are aligned with those of adapted pictures only while these are learnt from: give 'taskWeight' a value above 0.",
    );
  const scores = infer(classifier.layer, input);
  if (scores.join() !== `${classes.length}`)
    throw new RefoldError(`The classifier's output is [${scores}], but there are ${classes.length} classes.`);
  const picture = pixels && infer(pixels.generator, input);
  if (picture !== undefined && picture.join() !== input.join())
    throw new RefoldError(`The generator makes [${picture}] of pictures of [${input}]; both must be the same.`);
}

/** @throws RefoldError for labels that are neither classes nor distributions over classes */
function classesOf({ name, labelKind }: Dataset): readonly string[] {
  if (labelKind.kind === 'class' || labelKind.kind === 'distribution') return labelKind.classes;
  throw new RefoldError(`${name} has labels of kind '${labelKind.kind}'; adaptation needs classes or distributions.`);
}

function semanticOf({ pixels }: AdaptationConfig, source: Dataset, task: Loss): Loss | undefined {
  const distance = pixels?.semantic?.distance;
  if (distance === undefined) return undefined;
  if (distance === 'labels') return task;
  return semanticConsistency(
    distance === 'mikels' ? { kind: distance, distances: wheelDistances(classesOf(source)) } : { kind: distance },
  );
}

function gamesOf({ pixels, features }: AdaptationConfig): readonly GameNames[] {
  const coinOf = ({ adversarial = 'leastSquares' }: PixelSettings) => adversarialLoss(adversarial).coin;
  const isPlayed = pixels !== undefined && pixels.frozen !== true;
  return [
    ...(isPlayed
      ? [{ name: 'source to target', discriminator: 'targetCritic', generator: 'toTarget', coin: coinOf(pixels) }]
      : []),
    ...(isPlayed && pixels.directions === 'both'
      ? [{ name: 'target to source', discriminator: 'sourceCritic', generator: 'toSource', coin: coinOf(pixels) }]
      : []),
    ...(features
      ? [{ name: 'features', discriminator: 'featureCritic', generator: 'alignment', coin: FEATURE_COIN }]
      : []),
  ];
}

/** Several states as one, whose arrays are named after them. */
function together(states: Readonly<Record<string, TaskState>>): TaskState {
  return {
    async save() {
      const all = new Map<string, NdArray>();
      for (const [name, state] of Object.entries(states)) {
        for (const [key, value] of await state.save()) all.set(`${name}.${key}`, value);
      }
      return all;
    },
    load(saved) {
      for (const [name, state] of Object.entries(states)) {
        const own = [...saved].filter(([key]) => key.startsWith(`${name}.`));
        state.load(new Map(own.map(([key, value]) => [key.slice(name.length + 1), value])));
      }
    },
  };
}

/** Examples of a dataset whose descriptor doesn't state their number. */
const USUAL_EXAMPLES = 1_000;

/** Of generators, there and back for both domains, and of discriminators and classifier, on both. */
function estimateMacs({ input, source, epochs, pixels, classifier }: AdaptationConfig): number {
  const macs = (layer: AdaptationConfig['classifier']['layer']) => count(layer, input).total.macs;
  const ways = pixels === undefined ? 0 : pixels.frozen === true ? 1 : pixels.directions === 'both' ? 4 : 1;
  const translating = pixels === undefined ? 0 : ways * macs(pixels.generator) + 4 * macs(pixels.critic);
  return epochs * (datasetFacts(source).size ?? USUAL_EXAMPLES) * (translating + 3 * macs(classifier.layer));
}
