/** Support vector regression. */

import type { Learner } from '../learner.ts';
import { dense, fromMatrix, rowOf, toMatrix, transposed } from '../parts/dense.ts';
import {
  checkGramSize,
  checkMachineSettings,
  decisionValues,
  gammaOf,
  rbfKernel,
  regress,
  trainingKernels,
} from '../parts/support-vectors.ts';
import { checkFeatures, checkNotNegative, targetData } from '../parts/training-data.ts';

export type SvrSettings = {
  /** Cost of a unit that the prediction is further from a label than `epsilon`. */
  readonly C: number;
  /** Of the kernel exp(-gamma |x - z|²). 'auto' is 1 / features. */
  readonly gamma: number | 'auto';
  /** Errors up to it cost nothing; in units of the labels. */
  readonly epsilon: number;
};

/** Epsilon-SVR with an RBF kernel, a machine for each dimension: what libsvm's does, to the tolerance of its solver. */
export const svr: Learner<SvrSettings> = {
  name: 'svr',
  title: 'SVR',
  source: 'Chang and Lin, "LIBSVM: A Library for Support Vector Machines", 2011',
  learns: ['dimensions'],
  defaults: { C: 1, gamma: 'auto', epsilon: 0.1 },
  grid: [{ C: 0.1 }, { C: 1 }, { C: 10 }, { C: 100 }],
  fit(train, settings, { stopIfAsked }) {
    const targets = targetData('svr', train, ['dimensions']);
    checkMachineSettings('svr', settings);
    checkNotNegative('svr', 'epsilon', settings.epsilon);
    checkGramSize('svr', train.features.rows);
    const { examples, kernelOf } = trainingKernels(train.features);
    const gamma = gammaOf(settings.gamma, examples.columns);
    const kernel = kernelOf(gamma);
    const byDimension = transposed(targets);
    const machines = Array.from({ length: targets.columns }, (_, d) => {
      stopIfAsked();
      return regress(kernel, rowOf(byDimension, d), settings.C, settings.epsilon, { stopIfAsked });
    });
    return {
      predict(features) {
        checkFeatures('svr', features, examples.columns);
        const toTraining = rbfKernel(fromMatrix(features), examples, gamma);
        const predicted = dense(machines.length, features.rows);
        machines.forEach((machine, d) => {
          rowOf(predicted, d).set(decisionValues(machine, toTraining));
        });
        return toMatrix(transposed(predicted));
      },
    };
  },
};
