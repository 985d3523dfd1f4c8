/** The released features and votes of Emotion6, and metrics of predicted distributions averaged over random folds. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { dataFolder } from '@refold/core/data';
import { Matrix } from 'ml-matrix';
import { type MatArray, readMat } from '../../../core/src/data/formats/mat.ts';
import type { Learner, LearnerSettings } from '../../src/learners/learner.ts';
import { distributionSamples, fitAndPredict } from './distributions.ts';

/** From https://github.com/SpriteMisaka/PyLDL, datasets/emotion6.mat. */
const FILE = join(dataFolder(), 'emotion-labels', 'emotion6_pyldl.mat');

export const hasEmotion6 = existsSync(FILE);

/** Pictures as [1980, 168] features and [1980, 7] shares of votes for anger, disgust, fear, joy, sadness, surprise and neutral. */
export interface Emotion6 {
  readonly features: Matrix;
  readonly votes: Matrix;
}

export function readEmotion6(): Emotion6 {
  const { features, labels } = readMat(FILE, ['features', 'labels']);
  return { features: matrixOf(features), votes: matrixOf(labels) };
}

function matrixOf(array: MatArray): Matrix {
  if (array.kind !== 'numbers') throw new Error(`expected numbers, found ${array.kind}`);
  // MAT-files store column by column.
  return Matrix.from1DArray(array.shape[1]!, array.shape[0]!, [...array.values]).transpose();
}

/** Columns of `train` to mean 0 and variance 1, and of `test` by the same shift and scale. */
function standardised(train: Matrix, test: Matrix): [train: Matrix, test: Matrix] {
  const means = train.mean('column');
  const deviations = train.standardDeviation('column', { unbiased: false }).map(value => value || 1);
  const scale = (matrix: Matrix): Matrix => matrix.clone().subRowVector(means).divRowVector(deviations);
  return [scale(train), scale(test)];
}

/** Of each picture the distribution that is predicted while it is in the test fold, by a fit on the nine other folds. */
export async function predictByFolds<S extends LearnerSettings>(
  { features, votes }: Emotion6,
  learner: Learner<S>,
  settings: Partial<S> = {},
): Promise<Matrix> {
  const order = [...Rng.seeded('ten folds').permutation(features.rows)];
  const predicted = new Matrix(votes.rows, votes.columns);
  for (let fold = 0; fold < 10; fold++) {
    const test = order.filter((_, i) => i % 10 === fold);
    const train = order.filter((_, i) => i % 10 !== fold);
    const rows = (matrix: Matrix, indices: number[]): Matrix => new Matrix(indices.map(i => matrix.getRow(i)));
    const [trainFeatures, testFeatures] = standardised(rows(features, train), rows(features, test));
    const samples = distributionSamples(trainFeatures, rows(votes, train));
    const shares = await fitAndPredict(learner, samples, testFeatures, settings, fold);
    test.forEach((picture, i) => {
      predicted.setRow(picture, shares.getRow(i));
    });
  }
  return predicted;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Metrics of one predicted distribution p for the true d, as in the table of reference values. */
const METRICS = {
  KL: (d, p) => sum(d.map((dj, j) => (dj > 0 ? dj * Math.log(dj / Math.max(p[j]!, 1e-12)) : 0))),
  Chebyshev: (d, p) => Math.max(...d.map((dj, j) => Math.abs(dj - p[j]!))),
  cosine: (d, p) => sum(d.map((dj, j) => dj * p[j]!)) / (Math.hypot(...d) * Math.hypot(...p)),
  Clark: (d, p) => Math.sqrt(sum(relativeErrors(d, p).map(error => error ** 2))),
  Canberra: (d, p) => sum(relativeErrors(d, p)),
  intersection: (d, p) => sum(d.map((dj, j) => Math.min(dj, p[j]!))),
  SSD: (d, p) => sum(d.map((dj, j) => (dj - p[j]!) ** 2)),
  BC: (d, p) => sum(d.map((dj, j) => Math.sqrt(dj * p[j]!))),
  // Of tied maxima the first counts.
  accuracy: (d, p) => (d.indexOf(Math.max(...d)) === p.indexOf(Math.max(...p)) ? 1 : 0),
} satisfies Record<string, (d: readonly number[], p: readonly number[]) => number>;

export type MetricMeans = Readonly<Record<keyof typeof METRICS, number>>;

function relativeErrors(d: readonly number[], p: readonly number[]): number[] {
  return d.map((dj, j) => (dj + p[j]! > 0 ? Math.abs(dj - p[j]!) / (dj + p[j]!) : 0));
}

/** The mean over pictures of each metric. */
export function metricMeans(votes: Matrix, predicted: Matrix): MetricMeans {
  const rows = votes.to2DArray();
  const means = Object.entries(METRICS).map(([name, metric]) => [
    name,
    sum(rows.map((d, i) => metric(d, predicted.getRow(i)))) / rows.length,
  ]);
  return Object.fromEntries(means) as MetricMeans;
}
