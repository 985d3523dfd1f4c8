/** What the classic learners refuse, what all of them keep to, and how they say so. */
import { Rng } from '@refold/core';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { knn } from '../src/learners/classic/knn.ts';
import { logisticRegression } from '../src/learners/classic/logistic-regression.ts';
import { multiGraph } from '../src/learners/classic/multi-graph.ts';
import { multipleKernels } from '../src/learners/classic/multiple-kernels.ts';
import { naiveBayes } from '../src/learners/classic/naive-bayes.ts';
import { kernelRidge, ridge } from '../src/learners/classic/ridge.ts';
import { svm } from '../src/learners/classic/svm.ts';
import { svr } from '../src/learners/classic/svr.ts';
import { majority, mean, uniform } from '../src/learners/constant.ts';
import type { Learner, Samples } from '../src/learners/learner.ts';
import { context, fitted, ofClasses, ofValues } from './support/class-samples.ts';

const forClasses = [majority, knn, naiveBayes, logisticRegression, svm, multipleKernels, multiGraph] as Learner[];
const forValues = [mean, knn, svr, ridge, kernelRidge] as Learner[];
const discriminative = [logisticRegression, svm, multipleKernels, multiGraph] as Learner[];

const rng = Rng.seeded('refuse');
const features = Array.from({ length: 12 }, (_, i) => [rng.normal() + (i % 3), rng.normal(), 0]);
const classes = features.map((_, i) => i % 3);
const train = {
  class: ofClasses(features, classes, 4, [
    [0, 1],
    [1, 3],
  ]),
  dimensions: ofValues(
    features,
    features.map(([x]) => [5 + x!, 4]),
  ),
};

const cases = [
  ...forClasses.map(learner => ({ name: learner.name, learner, kind: 'class' as const })),
  ...forValues.map(learner => ({ name: learner.name, learner, kind: 'dimensions' as const })),
];

describe.each(cases)('$name from labels of kind $kind', ({ learner, kind }) => {
  const samples = train[kind];
  const width = kind === 'class' ? 4 : 2;

  it('says that it learns them, and every point of its grid can be fitted', async () => {
    expect(learner.learns).toContain(kind);
    for (const settings of learner.grid ?? [{}]) {
      const scores = await (await fitted(learner, samples, settings)).predict(samples.features);
      expect([scores.rows, scores.columns]).toEqual([12, width]);
      expect(scores.to1DArray().every(Number.isFinite)).toBe(true);
    }
  });

  it('predicts the same again, and leaves the features as they are', async () => {
    const before = samples.features.clone();
    const first = await (await fitted(learner, samples)).predict(samples.features);
    const second = await (await fitted(learner, samples)).predict(samples.features);
    expect(second.to2DArray()).toEqual(first.to2DArray());
    expect(samples.features.to2DArray()).toEqual(before.to2DArray());
  });

  it('is finite where no feature varies', async () => {
    const flat = { ...samples, features: Matrix.zeros(12, 3) };
    const scores = await (await fitted(learner, flat)).predict(Matrix.zeros(2, 3));
    expect(scores.to1DArray().every(Number.isFinite)).toBe(true);
  });

  it('refuses features that are not finite, to learn from or to predict', async () => {
    const broken = samples.features.clone().set(4, 1, Number.NaN);
    await expect(fitted(learner, { ...samples, features: broken })).rejects.toThrow('feature 1 of example 4 is NaN');
    const model = await fitted(learner, samples);
    await expect(async () => model.predict(broken)).rejects.toThrow('feature 1 of example 4 is NaN');
  });

  it('refuses features of another width, no examples, and fewer labels than examples', async () => {
    const model = await fitted(learner, samples);
    await expect(async () => model.predict(Matrix.zeros(1, 2))).rejects.toThrow('have 2 columns, but it learnt from 3');
    await expect(fitted(learner, { ...samples, features: Matrix.zeros(0, 3) })).rejects.toThrow('are [0, 3]');
    await expect(fitted(learner, { ...samples, features: Matrix.zeros(13, 3) })).rejects.toThrow('13 examples, but 12');
  });

  it('refuses labels of another kind', async () => {
    const labels = { kind: 'none' } as const;
    await expect(fitted(learner, { ...samples, labels })).rejects.toThrow('kind none');
  });
});

it.each(discriminative)('$name refuses examples of one class', async learner => {
  const one = ofClasses(features, new Array(12).fill(2), 4);
  await expect(fitted(learner, one)).rejects.toThrow(`${learner.name}: all 12 training examples are of class 2`);
});

it('a label that is not finite is refused', async () => {
  const broken = ofValues(features, [[Number.NaN, 4], ...features.slice(1).map(() => [5, 4])]);
  await expect(fitted(ridge as Learner, broken)).rejects.toThrow("ridge: a label isn't finite");
});

it.each([
  [svm, 16_001, 16_000],
  // A kernel for each of two blocks, and their sum.
  [multipleKernels, 9238, 9237],
] as [Learner, number, number][])(
  '$name refuses more examples than its matrices have room for',
  async (learner, n, most) => {
    const many = {
      ...train.class,
      features: Matrix.zeros(n, 3),
      labels: { kind: 'class', values: new Int32Array(n).fill(1, 1) },
    };
    await expect(fitted(learner, many as Samples)).rejects.toThrow(`Give it ${most} at most`);
  },
);

it('uniform refuses labels that are not distributions', async () => {
  await expect(fitted(uniform, train.class)).rejects.toThrow('uniform learns from labels of kind distribution');
});

it.each([logisticRegression, svm, svr, multipleKernels] as Learner[])('$name can be stopped', async learner => {
  const stopping = {
    ...context,
    stopIfAsked: () => {
      throw new Error('stopped');
    },
  };
  const samples = train[learner.learns.includes('class') ? 'class' : 'dimensions'];
  await expect(async () => learner.fit(samples, learner.defaults, stopping)).rejects.toThrow('stopped');
});
