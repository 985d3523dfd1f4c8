/** What learners read from examples, and what they refuse. */
import { RefoldError } from '@refold/core';
import { outputWidth } from '@refold/core/data';
import type { Matrix } from 'ml-matrix';
import type { Block, Samples } from '../learner.ts';
import { type Dense, dense, rowOf } from './dense.ts';

/** Classes of examples. */
export interface ClassData {
  /** The class of each example. */
  readonly values: Int32Array;
  /** How many classes there are, with or without examples. */
  readonly count: number;
  /** The numbers of those that have examples, in ascending order. */
  readonly present: readonly number[];
  /** How many examples each class has. */
  readonly sizes: Int32Array;
}

/** @throws RefoldError that begins with the learner's name, unless there are examples, all finite, and labels of a class */
export function classData(learner: string, train: Samples): ClassData {
  checkFeatures(learner, train.features);
  const { labels, labelKind } = train;
  if (labels.kind !== 'class') throw wrongKind(learner, labels.kind, 'class');
  checkCount(learner, train, labels.values.length);
  const count = outputWidth(labelKind);
  const sizes = new Int32Array(count);
  for (const value of labels.values) sizes[value]!++;
  const present = Array.from(sizes.keys()).filter(c => sizes[c]! > 0);
  return { values: labels.values, count, present, sizes };
}

/** As `classData`, for learners that tell classes apart. @throws RefoldError also if all examples are of one class */
export function severalClasses(learner: string, train: Samples): ClassData {
  const data = classData(learner, train);
  if (data.present.length < 2) {
    throw new RefoldError(
      `${learner}: all ${data.values.length} training examples are of class ${data.present[0]}, ` +
        'but it learns to tell classes apart. ' +
        'Give it examples of at least two classes, for example by stratified folds.',
    );
  }
  return data;
}

/**
 * Labels that are numbers, [examples, dimensions].
 * @throws RefoldError that begins with the learner's name, unless there are examples, all finite, and labels of such a kind
 */
export function targetData(learner: string, train: Samples, kinds: readonly ('distribution' | 'dimensions')[]): Dense {
  checkFeatures(learner, train.features);
  const { labels } = train;
  if ((labels.kind !== 'distribution' && labels.kind !== 'dimensions') || !kinds.includes(labels.kind)) {
    throw wrongKind(learner, labels.kind, kinds.join(' or '));
  }
  checkCount(learner, train, labels.values.length / labels.width);
  const values = Float64Array.from(labels.values);
  if (!values.every(Number.isFinite))
    throw new RefoldError(`${learner}: a label isn't finite. Check the dataset's labels.`);
  return dense(train.features.rows, labels.width, values);
}

/** @throws RefoldError unless there are rows, all finite, of the width that was learnt from if it is given */
export function checkFeatures(learner: string, features: Matrix, width = features.columns): void {
  const { rows, columns } = features;
  if (rows === 0 || columns === 0) {
    throw new RefoldError(
      `${learner}: the features are [${rows}, ${columns}], but it needs at least one example and one feature.`,
    );
  }
  if (columns !== width) {
    throw new RefoldError(
      `${learner}: the features have ${columns} columns, but it learnt from ${width}. Use the same extractors.`,
    );
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (!Number.isFinite(features.get(i, j))) {
        throw new RefoldError(
          `${learner}: feature ${j} of example ${i} is ${features.get(i, j)}. Features must be finite: check the extractor.`,
        );
      }
    }
  }
}

/** The blocks of columns that a learner weighs: those stated, without empty ones; all columns as one block if none are. */
export function blocksOf(train: Samples): readonly Block[] {
  const blocks = train.blocks.filter(({ from, to }) => to > from);
  return blocks.length > 0 ? blocks : [{ name: 'all', from: 0, to: train.features.columns }];
}

/** @throws RefoldError unless a setting is a finite number above 0 */
export function checkPositive(learner: string, name: string, value: unknown): void {
  if (!(Number.isFinite(value) && (value as number) > 0)) {
    throw new RefoldError(`${learner}: the setting ${name} is ${value}, but it must be a number above 0.`);
  }
}

/** @throws RefoldError unless a setting is a finite number of at least 0 */
export function checkNotNegative(learner: string, name: string, value: unknown): void {
  if (!(Number.isFinite(value) && (value as number) >= 0)) {
    throw new RefoldError(`${learner}: the setting ${name} is ${value}, but it must be a number of at least 0.`);
  }
}

function checkCount(learner: string, { features }: Samples, labels: number): void {
  if (labels !== features.rows) {
    throw new RefoldError(`${learner}: there are ${features.rows} examples, but ${labels} labels.`);
  }
}

function wrongKind(learner: string, kind: string, expected: string): RefoldError {
  return new RefoldError(`${learner} learns from labels of kind ${expected}, but these are of kind ${kind}.`);
}

/** Scores of the classes that have examples as scores of all classes; 0 for the others. */
export function amongAllClasses(scores: Dense, { present, count }: Pick<ClassData, 'present' | 'count'>): Dense {
  const all = dense(scores.rows, count);
  for (let i = 0; i < scores.rows; i++) {
    present.forEach((c, at) => {
      rowOf(all, i)[c] = rowOf(scores, i)[at]!;
    });
  }
  return all;
}
