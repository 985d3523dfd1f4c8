/** Conditional probability neural networks: CPNN, BCPNN and ACPNN. */
import type { Rng } from '@refold/core';
import type { Learner } from '../learner.ts';
import { rprop } from '../optimise/rprop.ts';
import { type Dense, dense, rowOf, withOnes } from '../parts/dense.ts';
import { normalise, shareModel, sharesOf } from '../parts/shares.ts';
import { type Codes, conditionalModel, crossEntropyOf, parametersOf } from './conditional-network.ts';
import { randomWeights } from './hidden-layer.ts';

export type CpnnSettings = {
  /** Hidden units. */
  readonly hidden: number;
  /** Of Rprop, each over all examples. More of them overfit. */
  readonly iterations: number;
};

const DEFAULTS: CpnnSettings = { hidden: 64, iterations: 10 };
const GRID: readonly Partial<CpnnSettings>[] = [5, 10, 20, 50].map(iterations => ({ iterations }));

/** Class j is the number j, counted from 1. */
const integerCodes = (classes: number): Codes =>
  dense(
    classes,
    1,
    Float64Array.from({ length: classes }, (_, j) => j + 1),
  );

/** Class j is 1 in place j and 0 elsewhere. */
const oneHotCodes = (classes: number): Codes =>
  dense(
    classes,
    classes,
    Float64Array.from({ length: classes * classes }, (_, i) => (i % (classes + 1) === 0 ? 1 : 0)),
  );

/** A learner that fits the network of such codes to the examples' distributions after `prepare`. */
function cpnnLearner(
  about: { readonly name: string; readonly title: string; readonly source: string },
  codesOf: (classes: number) => Codes,
  prepare: (shares: Dense) => Dense = shares => shares,
): Learner<CpnnSettings> {
  return {
    ...about,
    learns: ['distribution'],
    defaults: DEFAULTS,
    grid: GRID,
    fit(train, { hidden, iterations }, { rng, stopIfAsked }) {
      const shares = prepare(sharesOf(about.name, train));
      const features = withOnes(train.features);
      const codes = codesOf(shares.columns);
      const objective = crossEntropyOf(features, codes, shares, hidden);
      const start = firstWeights(features.columns, codes.columns, hidden, rng.fork('weights'));
      const { x } = rprop(
        start,
        weights => {
          stopIfAsked();
          return objective(weights);
        },
        { iterations },
      );
      const parameters = parametersOf(x, features.columns, codes.columns, hidden);
      return shareModel(about.name, train.features.columns, rows =>
        conditionalModel(withOnes(rows), codes, parameters),
      );
    },
  };
}

function firstWeights(inputs: number, codeWidth: number, hidden: number, rng: Rng): Float64Array {
  return Float64Array.of(
    ...randomWeights(hidden, inputs, rng),
    ...randomWeights(hidden, codeWidth, rng),
    ...randomWeights(1, hidden, rng),
  );
}

/** CPNN: classes are numbers. */
export const cpnn = cpnnLearner(
  {
    name: 'cpnn',
    title: 'CPNN',
    source: 'Geng, Yin, Zhou, "Facial Age Estimation by Learning from Label Distributions" (2013)',
  },
  integerCodes,
);

/** BCPNN: classes are one-hot codes, as emotions have no order. */
export const bcpnn = cpnnLearner(
  {
    name: 'bcpnn',
    title: 'BCPNN',
    source: 'Yang, Sun, Sun, "Learning Visual Sentiment Distributions via Augmented CPNN" (2017)',
  },
  oneHotCodes,
);

/** ACPNN: BCPNN on augmented distributions. */
export const acpnn = cpnnLearner(
  {
    name: 'acpnn',
    title: 'ACPNN',
    source: 'Yang, Sun, Sun, "Learning Visual Sentiment Distributions via Augmented CPNN" (2017)',
  },
  oneHotCodes,
  shares => augmented(shares, 5),
);

/**
 * The mean of the copies v = 1, ..., `copies` of each distribution, in which the largest share (the first of equal ones) is multiplied by
 * 1 + 1 / v before all are divided by their sum. As the cross entropy is linear in the distribution and the copies' features are the same,
 * learning from the mean is learning from all copies.
 */
export function augmented(shares: Dense, copies: number): Dense {
  const result = dense(shares.rows, shares.columns);
  for (let i = 0; i < shares.rows; i++) {
    const row = rowOf(shares, i);
    const top = row.indexOf(row.reduce((a, b) => Math.max(a, b), 0));
    for (let v = 1; v <= copies; v++) {
      const copy = row.map((share, j) => (j === top ? share * (1 + 1 / v) : share));
      normalise(copy);
      copy.forEach((share, j) => {
        rowOf(result, i)[j]! += share / copies;
      });
    }
  }
  return result;
}
