/** Supervised learning of one network: of classes, distributions, dimensions or label maps, by a loss by name. */
import * as tf from '@tensorflow/tfjs-core';
import { count } from '../cost/count.ts';
import type { Augmentation } from '../data/augment.ts';
import type { Batch, Dataset } from '../data/dataset.ts';
import { outputWidth } from '../data/labels.ts';
import { type DatasetSpec, datasetFacts, loadDataset } from '../data/registry.ts';
import type { Network, Params } from '../layers/types.ts';
import { makeOptimizer, withGradientTransform } from '../optim/optimizer.ts';
import { MODEL } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { evaluate } from './evaluate.ts';
import { evaluator } from './evaluator.ts';
import { initialParams } from './initial-params.ts';
import { learningPart } from './learning-part.ts';
import { lossFor } from './losses/index.ts';
import { registered } from './registered.ts';
import { trainStep } from './step.ts';
import { mixup, targetsOf } from './targets.ts';
import type { StepContext, Task, TaskContext, TaskDefinition } from './task.ts';
import { validateConfig } from './validate.ts';

/** What a `TrainConfig` describes. Its player is `MODEL`, its stream 'train', its loss 'loss'. */
export const supervised: TaskDefinition<TrainConfig> = {
  create,
  datasets: ({ data }) => [data.train, data.test],
  estimateMacs({ layer, input, data, epochs, frozen }) {
    const { total, byPath } = count(layer, input);
    const once = (frozen !== undefined && byPath.get(frozen)?.macs) || 0;
    return ((total.macs - once) * epochs + once) * exampleCount(data.train);
  },
};

async function create(config: TrainConfig, context: TaskContext): Promise<Task> {
  const { registry, fetch, rng } = context;
  const { layer, input, batchSize, optimizer: description, data } = config;
  const { labelSmoothing, mixup: alpha = 0, aux } = config.loss ?? {};
  const method = config.method && registered('method', config.method.name, registry.methods ?? {})(config.method);
  const params = await paramsOf(config, context);
  const [trainSet, testSet] = [await loadDataset(data.train, fetch), await loadDataset(data.test, fetch)];
  validateConfig(config, { trainSet, testSet });
  const loss = lossFor(config.loss ?? {}, trainSet.labels.kind, registry.losses);

  const base: Network = { layer, input, params };
  const view = { batchSize, augment: testView(data) };
  const made = method?.prepare?.(base, rng.fork('method')) ?? base;
  const prepared = (await method?.prepareOn?.(made, { dataset: trainSet, ...view }, rng.fork('method data'))) ?? made;
  const transform = method?.transform?.(prepared, base);
  const watcher = method?.watch?.(prepared, base);
  const part = learningPart(prepared, config.frozen);
  const plain = makeOptimizer(description);
  const optimizer = part.optimizer(transform === undefined ? plain : withGradientTransform(transform, plain));
  const seen = (dataset: Dataset) => part.seen(dataset, { ...view, beforeBatch: context.stopIfAsked });
  const [learnt, tested] = [await seen(trainSet), await seen(testSet)];

  const learn = async ({ images, shape, labels }: Batch, { players, clock }: StepContext): Promise<number> => {
    const targets = targetsOf(labels, outputWidth(trainSet.labelKind), labelSmoothing);
    if (alpha > 0) mixup(images, targets, alpha, rng.fork('mixup').fork(clock.step));
    const x = tf.tensor(images, [...shape]);
    const y = tf.tensor(targets.values, [shape[0], targets.width]);
    try {
      const player = players[MODEL]!;
      const { instance } = player;
      const seen = { instance, clock, rng: rng.fork('watch').fork(clock.step) };
      const watch = watcher && ((taps: ReadonlyMap<string, tf.Tensor>) => watcher.step({ ...seen, taps }));
      const own = { loss, aux: aux ?? {}, rng: rng.fork('dropout').fork(clock.step), watch };
      return await trainStep(player, { x, y }, clock, { ...own, instance: part.applied(instance) });
    } finally {
      tf.dispose([x, y]);
    }
  };

  return {
    players: { [MODEL]: { network: prepared, optimizer, lr: description.lr } },
    streams: { train: { dataset: learnt, batchSize, augment: data.augment } },
    step: async step => ({ loss: await learn(step.batches.train!, step) }),
    ...(watcher?.state && { state: watcher.state }),
    evaluate: ({ players, beforeBatch }) =>
      evaluate(part.applied(players[MODEL]!.instance), tested, { ...view, loss, beforeBatch }),
    ...(method?.measure && {
      measure: async ({ players, beforeBatch }, metrics) => {
        const player = players[MODEL]!;
        const trained = { net: await player.network(), base, metrics, state: await player.optimizerState() };
        return await method.measure!(trained, evaluator(testSet, { ...view, beforeBatch }));
      },
    }),
  };
}

/** Where training begins: what the configuration names, and fresh parameters where that is a part of the network. */
async function paramsOf(config: TrainConfig, context: TaskContext): Promise<Params> {
  const { initial } = config;
  if (initial === undefined) return initialParams(config);
  const given = await context.initial(initial);
  return 'part' in initial ? new Map([...initialParams(config), ...given]) : given;
}

/** Examples of a dataset whose descriptor doesn't state their number. */
const USUAL_EXAMPLES = 1_000;
const exampleCount = (spec: DatasetSpec): number => datasetFacts(spec).size ?? USUAL_EXAMPLES;

const testView = ({ augment, testAugment }: TrainConfig['data']): Augmentation =>
  testAugment ?? (augment?.normalize ? { normalize: augment.normalize } : {});
