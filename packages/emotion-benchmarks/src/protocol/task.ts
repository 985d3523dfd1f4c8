/** A cell of the benchmark as a run: `refold` keeps, resumes, records and compares it like any other. */
import type { Task, TaskConfig, TaskContext, TaskDefinition } from '@refold/core/train';
import { type CellSpec, runCell } from './cell.ts';

/** The kind of task that this package registers. */
export const CELL = 'emotion-benchmark';

/** A run of one cell: its seed names the random numbers of the learner. */
export interface CellConfig extends TaskConfig, CellSpec {
  readonly task: typeof CELL;
}

/** Multiply-adds that take about as long as a cell with its features at hand, for the estimate of time. */
const WORK = 2e10;

/** The task: it has no steps, for learners have solvers of their own. What it predicts stays in the run's checkpoint. */
export const cellTask: TaskDefinition<CellConfig> = {
  create,
  datasets: ({ train, test }) => [train, test],
  estimateMacs: () => WORK,
};

async function create(config: CellConfig, { fetch, rng }: TaskContext): Promise<Task> {
  let kept: ReturnType<NonNullable<Task['state']>['save']> = new Map();
  return {
    players: {},
    streams: {},
    step: async () => ({}),
    async evaluate({ beforeBatch }) {
      const { metrics, predicted, test } = await runCell(config, {
        fetch,
        rng,
        stopIfAsked: beforeBatch,
        together: true,
      });
      const { rows, columns } = predicted;
      const labels = 'values' in test.labels ? Float32Array.from(test.labels.values) : new Float32Array();
      kept = new Map([
        ['predicted', { shape: [rows, columns], data: Float32Array.from(predicted.to1DArray()) }],
        ['labels', { shape: [rows, labels.length / rows], data: labels }],
      ]);
      return metrics;
    },
    state: {
      save: () => kept,
      load: saved => {
        kept = saved;
      },
    },
  };
}
