/** One cell on all folds of a user's data: `refold benchmark`. */
import { RefoldError, Rng } from '@refold/core';
import {
  DATASETS,
  type DatasetDescriptor,
  type DatasetSpec,
  datasetNamed,
  type LoadOptions,
  ratedTable,
} from '@refold/core/data';
import { Interrupted, type Metrics } from '@refold/core/train';
import type { Benchmark, BenchmarkContext, BenchmarkReport, BenchmarkRequest } from '@refold/lab';
import { type CellOutcome, EXTRACTORS, LEARNERS, runCell } from 'emotion-benchmarks';

/** Parts of the training folds that are left out in turn while settings are chosen. */
const INNER_FOLDS = 3;
/** What says nothing of how well a learner does. */
const NOT_SHOWN = /^(n|majority)$/;

/** Runs the cell, and the best constant prediction, on each fold. @throws Interrupted when the signal aborts, and as `runCell` does */
async function runBenchmark(request: BenchmarkRequest, { signal, onFold }: BenchmarkContext): Promise<BenchmarkReport> {
  const { features, learner, folds } = request;
  const { descriptor, fetch } = dataOf(request);
  const stopIfAsked = () => {
    if (signal.aborted) throw new Interrupted('stopped. Features extracted so far are kept for the next time.');
  };
  const cell = async (name: string, fold: number): Promise<CellOutcome> => {
    const split = (only: readonly number[]) => ({ ...specOf(descriptor, request), only }) as unknown as DatasetSpec;
    const others = [...Array(folds).keys()].filter(other => other !== fold);
    const spec = { features, learner: { name }, train: split(others), test: split([fold]), innerFolds: INNER_FOLDS };
    return await runCell(spec, { fetch, rng: Rng.seeded(0), stopIfAsked });
  };
  const [own, constant]: [CellOutcome[], CellOutcome[]] = [[], []];
  for (let fold = 0; fold < folds; fold++) {
    const outcome = await cell(learner, fold);
    own.push(outcome);
    constant.push(await cell(outcome.test.labelKind.kind === 'class' ? 'majority' : 'mean', fold));
    onFold(fold + 1);
  }
  return { facts: factsOf(request, own), metrics: metricsOver(own, constant) };
}

/** What `refold benchmark` runs. */
export const BENCHMARK: Benchmark = {
  features: EXTRACTORS.map(({ name }) => name),
  learners: LEARNERS.map(({ name }) => name),
  run: runBenchmark,
};

/** The data that is named: a dataset with folds, or a table. @throws RefoldError for another */
function dataOf({ data, range }: BenchmarkRequest): {
  readonly descriptor: DatasetDescriptor;
  readonly fetch: LoadOptions;
} {
  if (!data.endsWith('.csv')) {
    const descriptor = datasetNamed(data);
    if ('folds' in descriptor.defaults) return { descriptor, fetch: {} };
    const rated = DATASETS.filter(({ defaults }) => 'folds' in defaults).map(({ name }) => name);
    throw new RefoldError(`${data} has no folds. Name a table *.csv, or one of: ${rated.join(', ')}.`);
  }
  const descriptor = ratedTable({ path: data, ...(range !== undefined && { range }) }) as unknown as DatasetDescriptor;
  return { descriptor, fetch: { datasets: [...DATASETS, descriptor] } };
}

const specOf = ({ name }: DatasetDescriptor, { task, folds }: BenchmarkRequest) => ({
  name,
  split: 'train' as const,
  folds,
  ...(task !== undefined && { label: labelNamed(task) }),
});

const TASKS = ['class', 'polarity', 'dimensions', 'distribution'];

function labelNamed(task: string): string {
  if (TASKS.includes(task)) return task;
  throw new RefoldError(`there is no task '${task}'. Available: ${TASKS.join(', ')}.`);
}

function factsOf({ features, learner, data }: BenchmarkRequest, outcomes: readonly CellOutcome[]): readonly string[] {
  const [{ test, settings }] = outcomes as readonly [CellOutcome, ...CellOutcome[]];
  const pictures = outcomes.reduce((sum, outcome) => sum + outcome.test.features.rows, 0);
  const { labelKind } = test;
  const what =
    labelKind.kind === 'dimensions'
      ? labelKind.dimensions.map(({ name }) => name).join(', ')
      : labelKind.kind === 'none'
        ? ''
        : `${labelKind.classes.length} classes: ${labelKind.classes.join(', ')}`;
  const chosen = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return [
    `${data}: ${pictures} pictures, ${labelKind.kind} (${what})`,
    `${features.join(' + ')}: ${test.features.columns} numbers of each picture`,
    `${learner}${chosen.length > 0 ? `, on the first fold with ${chosen.join(', ')}` : ''}`,
  ];
}

function metricsOver(own: readonly CellOutcome[], constant: readonly CellOutcome[]): BenchmarkReport['metrics'] {
  const valuesOf = (name: string, outcomes: readonly { readonly metrics: Metrics }[]): readonly number[] =>
    outcomes.flatMap(({ metrics }) => metrics[name] ?? []);
  return Object.keys(own[0]!.metrics)
    .filter(name => !NOT_SHOWN.test(name))
    .map(name => ({ name, values: valuesOf(name, own), constant: valuesOf(name, constant) }));
}
