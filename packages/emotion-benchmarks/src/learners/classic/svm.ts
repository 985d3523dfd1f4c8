/** Support vector machines for classes. */
import { RefoldError } from '@refold/core';
import type { Learner } from '../learner.ts';
import { fromMatrix, toMatrix } from '../parts/dense.ts';
import { checkGramSize, checkMachineSettings, gammaOf, rbfKernel, trainingKernels } from '../parts/support-vectors.ts';
import { checkFeatures, severalClasses } from '../parts/training-data.ts';
import { classScores, oneVersusOne, oneVersusRest } from './multi-class.ts';

export type SvmSettings = {
  /** Cost of a training example beyond the margin. */
  readonly C: number;
  /** Of the kernel exp(-gamma |x - z|²). 'auto' is 1 / features. */
  readonly gamma: number | 'auto';
  /** Weighs classes by n / (classes · examples of the class). */
  readonly balanced: boolean;
  /** How several classes are told apart: by votes of machines of two classes, or by a machine for each class. */
  readonly multiclass: 'one-vs-one' | 'one-vs-rest';
};

/** C-SVC with an RBF kernel: what libsvm's does, to the tolerance of its solver. */
export const svm: Learner<SvmSettings> = {
  name: 'svm',
  title: 'SVM',
  source: 'Chang and Lin, "LIBSVM: A Library for Support Vector Machines", 2011',
  learns: ['class'],
  defaults: { C: 1, gamma: 'auto', balanced: false, multiclass: 'one-vs-one' },
  // Of the range that libsvm's guide searches, C from 2^-5 to 2^15, at the default width: a grid of both has hundreds of points.
  grid: [1, 8, 64].map(C => ({ C })),
  fit(train, settings, { stopIfAsked }) {
    const data = severalClasses('svm', train);
    checkMachineSettings('svm', settings);
    if (settings.multiclass !== 'one-vs-one' && settings.multiclass !== 'one-vs-rest') {
      throw new RefoldError(`svm: multiclass is '${settings.multiclass}'. Available: one-vs-one, one-vs-rest.`);
    }
    checkGramSize('svm', train.features.rows);
    const { examples, kernelOf } = trainingKernels(train.features);
    const gamma = gammaOf(settings.gamma, examples.columns);
    const options = { cost: settings.C, balanced: settings.balanced, stopIfAsked };
    const machinesOf = settings.multiclass === 'one-vs-one' ? oneVersusOne : oneVersusRest;
    const machines = machinesOf(kernelOf(gamma), data, options);
    return {
      predict(features) {
        checkFeatures('svm', features, examples.columns);
        const kernel = rbfKernel(fromMatrix(features), examples, gamma);
        return toMatrix(classScores(machines, kernel, data.count));
      },
    };
  },
};
