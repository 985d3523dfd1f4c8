/** Checks of what a learner predicted, before it is measured. */
import { RefoldError } from '@refold/core';
import type { Matrix } from 'ml-matrix';

/**
 * Checks that there is one row of finite numbers per example.
 * @param predicted [examples, columns.length]
 * @param columns the names of the classes or dimensions, for messages
 * @throws RefoldError for no examples, another shape, NaN or infinity
 */
export function requirePredictions(predicted: Matrix, examples: number, columns: readonly string[]): void {
  if (examples === 0) throw new RefoldError('There are no examples to measure predictions on. Give at least one.');
  if (predicted.rows !== examples || predicted.columns !== columns.length) {
    throw new RefoldError(
      `Predictions are [${predicted.rows}, ${predicted.columns}], but there are ${examples} labelled examples and ${columns.length} columns (${columns.join(', ')}).`,
    );
  }
  for (let i = 0; i < examples; i++) {
    for (const [j, name] of columns.entries()) {
      const value = predicted.get(i, j);
      if (!Number.isFinite(value)) {
        throw new RefoldError(
          `The prediction of '${name}' for example ${i} is ${value}, not a finite number. Check whether the learner diverged.`,
        );
      }
    }
  }
}

/**
 * Checks that labels are numbers of classes.
 * @throws RefoldError naming the first that isn't
 */
export function requireClasses(labels: ArrayLike<number>, classes: number): void {
  const wrong = Array.from(labels).findIndex(label => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (wrong >= 0)
    throw new RefoldError(
      `The label of example ${wrong} is ${labels[wrong]}, but there are ${classes} classes, from 0.`,
    );
}

/** The mean of at least one value. */
export const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;
