/** The runs of all tables: a cell of the benchmark, tested on the fold of its seed. */
import { DATASETS, type DatasetSpec, datasetNamed } from '@refold/core/data';
import type { TaskRunConfig, Train } from '@refold/lab';
import { CELL, type LearnerSpec, RETRIEVAL } from 'emotion-benchmarks';
import { type BenchmarkSettings, GENERATED } from './scales.ts';

/** Which of a set's labels is learnt. */
export type Label = 'class' | 'polarity' | 'dimensions' | 'distribution';

/** What a cell is made of, beside the settings of its table. */
export interface Cell {
  /** Names of extractors. Default: the settings' `best`. */
  readonly features?: readonly string[];
  readonly learner: string | LearnerSpec;
  readonly label: Label;
  /** A set to learn from, where it is another than the table's. */
  readonly from?: string;
  readonly folds?: FoldChoice;
}

/** Folds other than the settings'. */
export interface FoldChoice {
  readonly folds: number;
  /** How many of them are taken, the others being left out. Default: all. */
  readonly used?: number | undefined;
  /** How many of them are tested on. Default: 1. */
  readonly tested?: number;
  /** Whether pictures that belong together are in one fold. Default: true. */
  readonly grouped?: boolean;
}

/** A row's, or a column's, way to train: the cell on the fold of the seed. */
export const cell =
  ({ features, learner, label, from, folds }: Cell): Train<BenchmarkSettings> =>
  (settings, seed): TaskRunConfig => {
    // At smoke all sets are generated pictures.
    const source = settings.data === GENERATED ? GENERATED : (from ?? settings.data);
    const split = (name: 'train' | 'test', data: string) => splitOf(name, { ...settings, data }, label, seed, folds);
    const spec = typeof learner === 'string' ? { name: learner } : learner;
    return {
      task: CELL,
      features: features ?? settings.best,
      learner: spec,
      train: split('train', source),
      test: split('test', settings.data),
      innerFolds: settings.unchosen.includes(spec.name) ? 0 : settings.innerFolds,
      epochs: 1,
    };
  };

/** A split of the settings' pictures by the seed's fold; of generated ones, pictures of the seed's own. */
export function splitOf(
  split: 'train' | 'test',
  { data, images, testImages, folds, usedFolds }: BenchmarkSettings,
  label: Label,
  seed: number,
  choice: FoldChoice = { folds, used: usedFolds },
): DatasetSpec {
  const { name, defaults } = datasetNamed(data, DATASETS);
  if (!('folds' in defaults)) {
    return { name, split, side: 256, label, size: split === 'train' ? images : testImages, seed } as DatasetSpec;
  }
  const { tested = 1, grouped = true, used = choice.folds } = choice;
  const test = Array.from({ length: tested }, (_, i) => (seed * tested + i) % used).sort((a, b) => a - b);
  const others = [...Array(used).keys()].filter(fold => !test.includes(fold));
  const only = split === 'test' ? test : others;
  return { name, split, side: 256, label, folds: choice.folds, ...(!grouped && { grouped }), only } as DatasetSpec;
}

/** Retrieval of pictures of a query's class, among those of the seed's fold. */
export const retrieval =
  (features: readonly string[]): Train<BenchmarkSettings> =>
  (settings, seed): TaskRunConfig => ({
    task: RETRIEVAL,
    features,
    train: splitOf('train', settings, 'class', seed),
    test: splitOf('test', settings, 'class', seed),
    epochs: 1,
  });

/** The learner that looks at no picture: it names the largest class, or predicts the mean. */
export const constantFor = (label: Label): string => (label === 'class' || label === 'polarity' ? 'majority' : 'mean');
