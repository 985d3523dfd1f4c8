/** Tables of features × learners: a row for each kind of features, a column for each learner, by one metric. */
import { type Claim, type Column, defineTable, type Row, score, type Table, trained } from '@refold/lab';
import { ALL_FEATURES, type Features, fromScale } from './features.ts';
import { cell, constantFor, type Label } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, type SetName, scalesOf } from './scales.ts';

/** A learner as a column. */
export interface LearnerColumn {
  readonly heading: string;
  readonly learner: string;
}

export interface FeatureTable {
  readonly title: string;
  readonly set: SetName;
  readonly label: Label;
  /** Columns by key. */
  readonly learners: Readonly<Record<string, LearnerColumn>>;
  /** The metric, and how it is shown. */
  readonly metric: string;
  readonly shown: Parameters<typeof score>[0];
  readonly claims?: readonly Claim[];
  readonly deviations?: readonly string[];
}

/** The row that looks at no picture. */
export const CONSTANT = 'Constant prediction';

/** The table: each cell of it is a run for each fold. */
export function featureTable({
  title,
  set,
  label,
  learners,
  metric,
  shown,
  claims = [],
  deviations = [],
}: FeatureTable): Table {
  const rowOf = (row: Features, learnerOf: (column: LearnerColumn) => string): Row<BenchmarkSettings> => ({
    name: row.name,
    printed: false,
    cells: Object.fromEntries(
      Object.entries(learners).map(([key, column]) => {
        const train = cell({ features: row.features, learner: learnerOf(column), label });
        return [key, fromScale(row, trained(train, metric))];
      }),
    ),
  });
  return defineTable<BenchmarkSettings>({
    title,
    scales: scalesOf(set),
    columns: Object.fromEntries(
      Object.entries(learners).map(([key, { heading }]) => [key, score({ ...shown, heading }) satisfies Column]),
    ),
    rows: [
      rowOf({ name: CONSTANT, features: ['colour-statistics'] }, () => constantFor(label)),
      ...ALL_FEATURES.map(row => rowOf(row, ({ learner }) => learner)),
    ],
    claims,
    deviations: [...deviations, ...DEVIATIONS],
  });
}
