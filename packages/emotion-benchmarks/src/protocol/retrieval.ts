/** Retrieval as a run: each test picture is the query once, and the others are ranked by how near their features are. */
import { RefoldError } from '@refold/core';
import type { Task, TaskConfig, TaskContext, TaskDefinition } from '@refold/core/train';
import { fromMatrix, toMatrix } from '../learners/parts/dense.ts';
import { squaredDistances } from '../learners/parts/distances.ts';
import { evaluateRetrieval } from '../tasks/retrieval.ts';
import { type CellSpec, extractorNamed } from './cell.ts';
import { joined, partsOf, samplesOf } from './samples.ts';
import { scalerOf } from './standardise.ts';

/** The kind of task that this package registers. */
export const RETRIEVAL = 'emotion-retrieval';

/** A run of retrieval by features, on the scale that the training pictures give them. */
export interface RetrievalConfig extends TaskConfig, Pick<CellSpec, 'features' | 'train' | 'test'> {
  readonly task: typeof RETRIEVAL;
}

/** Multiply-adds that take about as long as a run with its features at hand. */
const WORK = 5e9;

/** The task: nothing is learnt but the scale of features. */
export const retrievalTask: TaskDefinition<RetrievalConfig> = {
  create,
  datasets: ({ train, test }) => [train, test],
  estimateMacs: () => WORK,
};

async function create({ features, train, test }: RetrievalConfig, { fetch, rng }: TaskContext): Promise<Task> {
  const extractors = features.map(extractorNamed);
  return {
    players: {},
    streams: {},
    step: async () => ({}),
    async evaluate({ beforeBatch: stopIfAsked }) {
      const context = { fetch, stopIfAsked, together: true };
      const { features: seen } = joined(await partsOf(train, extractors, context, rng));
      const { features: queried, labels } = await samplesOf(test, extractors, context);
      if (labels.kind !== 'class')
        throw new RefoldError(`pictures are retrieved by class, not by labels of kind '${labels.kind}'.`);
      const rows = fromMatrix(scalerOf(seen)(queried));
      return evaluateRetrieval(toMatrix(squaredDistances(rows, rows)), labels.values, 'lowest');
    },
  };
}
