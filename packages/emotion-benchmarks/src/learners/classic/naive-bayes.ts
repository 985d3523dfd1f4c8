/** Gaussian naive Bayes. */

import type { Learner } from '../learner.ts';
import { addScaled } from '../optimise/vectors.ts';
import { type Dense, dense, fromMatrix, rowOf, toMatrix } from '../parts/dense.ts';
import { softmaxRows } from '../parts/shares.ts';
import { amongAllClasses, type ClassData, checkFeatures, checkPositive, classData } from '../parts/training-data.ts';

export type NaiveBayesSettings = {
  /** No feature's variance within a class is taken to be below this times the largest variance of a feature over all examples. */
  readonly varianceFloor: number;
};

/** The normal distribution of each feature within a class. */
interface Gaussians {
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** What the log joint density has beside the squares: log prior - Σ log(2π variance) / 2. */
  readonly constant: number;
}

/**
 * Gaussian naive Bayes with the classes' frequencies as priors. The scores are posterior probabilities; 0 for a class without
 * examples.
 */
export const naiveBayes: Learner<NaiveBayesSettings> = {
  name: 'naive-bayes',
  title: 'Naive Bayes',
  source: 'Hand and Yu, "Idiot\'s Bayes: Not So Stupid After All?", 2001',
  learns: ['class'],
  defaults: { varianceFloor: 1e-9 },
  fit(train, { varianceFloor }) {
    const data = classData('naive-bayes', train);
    checkPositive('naive-bayes', 'varianceFloor', varianceFloor);
    const examples = fromMatrix(train.features);
    const everyRow = Uint32Array.from(data.values.keys());
    // Where no feature varies, any floor gives the priors.
    const floor = varianceFloor * (momentsOf(examples, everyRow).variances.reduce((a, b) => Math.max(a, b), 0) || 1);
    const classes = data.present.map(label => gaussiansOf(examples, data, label, floor));
    return {
      predict(features) {
        checkFeatures('naive-bayes', features, examples.columns);
        const rows = fromMatrix(features);
        const logs = dense(rows.rows, classes.length);
        for (let i = 0; i < rows.rows; i++) {
          classes.forEach((gaussians, c) => {
            rowOf(logs, i)[c] = logDensity(gaussians, rowOf(rows, i));
          });
        }
        softmaxRows(logs);
        return toMatrix(amongAllClasses(logs, data));
      },
    };
  },
};

function gaussiansOf(examples: Dense, data: ClassData, label: number, floor: number): Gaussians {
  const members = Uint32Array.from(data.values.keys()).filter(i => data.values[i] === label);
  const { means, variances } = momentsOf(examples, members);
  let constant = Math.log(members.length / examples.rows);
  for (let j = 0; j < variances.length; j++) {
    variances[j] = Math.max(variances[j]!, floor);
    constant -= Math.log(2 * Math.PI * variances[j]!) / 2;
  }
  return { means, variances, constant };
}

/** Mean and (biased) variance of each column over some rows. */
function momentsOf(examples: Dense, rows: Uint32Array): { means: Float64Array; variances: Float64Array } {
  const means = new Float64Array(examples.columns);
  const variances = new Float64Array(examples.columns);
  for (const i of rows) addScaled(means, 1 / rows.length, rowOf(examples, i));
  for (const i of rows) {
    const row = rowOf(examples, i);
    for (let j = 0; j < row.length; j++) variances[j]! += (row[j]! - means[j]!) ** 2 / rows.length;
  }
  return { means, variances };
}

function logDensity({ means, variances, constant }: Gaussians, row: Float64Array): number {
  let log = constant;
  for (let j = 0; j < row.length; j++) log -= (row[j]! - means[j]!) ** 2 / (2 * variances[j]!);
  return log;
}
