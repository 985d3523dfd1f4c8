/** PT-SVM: support vector machines on single labels that are drawn from label distributions. */
import { RefoldError } from '@refold/core';
import type { Learner } from '../learner.ts';
import { type Dense, dense, fromMatrix, rowOf } from '../parts/dense.ts';
import { shareModel, sharesOf } from '../parts/shares.ts';
import {
  checkGramSize,
  checkMachineSettings,
  decisionValues,
  gammaOf,
  type Machine,
  rbfKernel,
  separate,
} from '../parts/support-vectors.ts';
import { couple, fitSigmoid, probabilityOf, type Sigmoid } from './platt.ts';
import { resample } from './problem-transformation.ts';

export type PtSvmSettings = {
  /** Cost of a drawn sample beyond the margin. */
  readonly C: number;
  /** Of the kernel exp(-gamma |x - z|²). 'auto' is 1 / features. */
  readonly gamma: number | 'auto';
  /** Parts of the examples whose decision values, by machines of the other parts, the probabilities are fitted to. */
  readonly folds: number;
};

/** A machine that is positive on one class and negative on another, and its probability of the former. */
interface PairModel {
  readonly positive: number;
  readonly negative: number;
  readonly machine: Machine;
  readonly sigmoid: Sigmoid;
}

/** Drawn samples of two classes. An example that was drawn for both is two entries. */
interface PairSamples {
  /** The numbers of the examples. */
  readonly rows: Int32Array;
  readonly signs: Float64Array;
  /** How often each was drawn. */
  readonly counts: Float64Array;
}

/**
 * PT-SVM: machines of each pair of classes with Platt's probabilities, coupled. A sample that was drawn n times is one with n times the
 * cost, which is the same problem. Probabilities are fitted to decision values of examples that a machine didn't see, in 5 folds as in
 * libsvm; all samples of an example are in the same fold. A class that was never drawn gets 0.
 */
export const ptSvm: Learner<PtSvmSettings> = {
  name: 'pt-svm',
  title: 'PT-SVM',
  source: 'Geng, "Label Distribution Learning" (2016), section 4.1',
  learns: ['distribution'],
  defaults: { C: 1, gamma: 'auto', folds: 5 },
  fit(train, { C, gamma, folds }, { rng, stopIfAsked }) {
    checkMachineSettings('pt-svm', { C, gamma });
    checkGramSize('pt-svm', train.features.rows);
    if (!(Number.isInteger(folds) && folds >= 2)) {
      throw new RefoldError(`pt-svm: the setting folds is ${folds}, but it must be a whole number of at least 2.`);
    }
    const shares = sharesOf('pt-svm', train);
    const counts = resample(shares, rng.fork('draws'));
    const examples = fromMatrix(train.features);
    const width = gammaOf(gamma, examples.columns);
    const kernel = rbfKernel(examples, examples, width);
    const foldOf = rng
      .fork('folds')
      .permutation(examples.rows)
      .map(place => place % folds);
    const present = Array.from({ length: shares.columns }, (_, c) => c).filter(c => isDrawn(counts, c));
    const pairs = present.flatMap((positive, i) =>
      present.slice(i + 1).map(negative => {
        stopIfAsked();
        const samples = samplesOf(counts, positive, negative);
        const options = { cost: C, folds, foldOf, stopIfAsked };
        return { positive, negative, ...fitPair(kernel, samples, options) };
      }),
    );
    return shareModel('pt-svm', examples.columns, features =>
      coupled(rbfKernel(fromMatrix(features), examples, width), pairs, present, shares.columns),
    );
  },
};

function isDrawn({ values, columns }: Dense, c: number): boolean {
  return values.some((count, at) => at % columns === c && count > 0);
}

function samplesOf(counts: Dense, positive: number, negative: number): PairSamples {
  const drawn = [positive, negative].flatMap((c, side) =>
    Array.from({ length: counts.rows }, (_, row) => ({
      row,
      sign: side === 0 ? 1 : -1,
      count: rowOf(counts, row)[c]!,
    })),
  );
  return pick(drawn.filter(({ count }) => count > 0));
}

function pick(
  entries: readonly { readonly row: number; readonly sign: number; readonly count: number }[],
): PairSamples {
  return {
    rows: Int32Array.from(entries, ({ row }) => row),
    signs: Float64Array.from(entries, ({ sign }) => sign),
    counts: Float64Array.from(entries, ({ count }) => count),
  };
}

interface PairOptions {
  readonly cost: number;
  readonly folds: number;
  /** Of each example, in which fold it is. */
  readonly foldOf: Uint32Array;
  readonly stopIfAsked: () => void;
}

function fitPair(kernel: Dense, samples: PairSamples, options: PairOptions): Pick<PairModel, 'machine' | 'sigmoid'> {
  const machineOf = (keeps: (row: number) => boolean): Machine => {
    const kept = pick(
      Array.from(samples.rows, (row, i) => ({ row, sign: samples.signs[i]!, count: samples.counts[i]! })).filter(
        ({ row }) => keeps(row),
      ),
    );
    const costs = kept.counts.map(count => options.cost * count);
    return separate(kernel, kept.rows, kept.signs, costs, { stopIfAsked: options.stopIfAsked });
  };
  const decisions = new Float64Array(samples.rows.length);
  for (let fold = 0; fold < options.folds; fold++) {
    const machine = machineOf(row => options.foldOf[row] !== fold);
    samples.rows.forEach((row, i) => {
      if (options.foldOf[row] !== fold) return;
      decisions[i] = decisionValues(machine, dense(1, kernel.columns, rowOf(kernel, row)))[0]!;
    });
  }
  return { machine: machineOf(() => true), sigmoid: fitSigmoid(decisions, samples.signs, samples.counts) };
}

/** Shares [examples, classes] by the kernel between the examples and all training examples. */
function coupled(kernel: Dense, pairs: readonly PairModel[], present: readonly number[], classes: number): Dense {
  const shares = dense(kernel.rows, classes);
  const decisions = pairs.map(({ machine }) => decisionValues(machine, kernel));
  for (let i = 0; i < kernel.rows; i++) {
    const pairwise = dense(present.length, present.length);
    pairs.forEach(({ positive, negative, sigmoid }, p) => {
      const probability = probabilityOf(sigmoid, decisions[p]![i]!);
      const [a, b] = [present.indexOf(positive), present.indexOf(negative)];
      rowOf(pairwise, a)[b] = probability;
      rowOf(pairwise, b)[a] = 1 - probability;
    });
    couple(pairwise).forEach((share, c) => {
      rowOf(shares, i)[present[c]!] = share;
    });
  }
  return shares;
}
