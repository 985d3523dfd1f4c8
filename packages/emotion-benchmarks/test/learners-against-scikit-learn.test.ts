/** The classic learners predict what scikit-learn's predict (scripts/learner-fixtures.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knn } from '../src/learners/classic/knn.ts';
import { logisticRegression } from '../src/learners/classic/logistic-regression.ts';
import { oneVersusOne, oneVersusRest } from '../src/learners/classic/multi-class.ts';
import { multiGraph } from '../src/learners/classic/multi-graph.ts';
import { learnKernelWeights, multipleKernels } from '../src/learners/classic/multiple-kernels.ts';
import { naiveBayes } from '../src/learners/classic/naive-bayes.ts';
import { kernelRidge, ridge } from '../src/learners/classic/ridge.ts';
import { svm } from '../src/learners/classic/svm.ts';
import { svr } from '../src/learners/classic/svr.ts';
import { fromMatrix } from '../src/learners/parts/dense.ts';
import { laplacian, multiGraphScores } from '../src/learners/parts/graph.ts';
import { decisionValues, rbfKernel } from '../src/learners/parts/support-vectors.ts';
import { classData } from '../src/learners/parts/training-data.ts';
import { argmax, largestDifference, ofClasses, ofValues, predicted } from './support/class-samples.ts';

type Rows = number[][];
interface Fixture {
  readonly features: Rows;
  readonly classes: number[];
  readonly values: Rows;
  readonly train: number;
  readonly blocks: [number, number][];
  readonly knn: Record<string, { readonly shares: Rows; readonly values: Rows }>;
  readonly naiveBayes: { readonly shares: Rows };
  readonly logisticRegression: Record<string, { readonly shares: Rows }>;
  readonly svm: {
    readonly cost: number;
    readonly gamma: number;
    readonly balanced: boolean;
    readonly pairs: Rows;
    readonly predictions: number[];
    readonly usualTolerance: number[];
    readonly rest: Rows;
  }[];
  readonly svr: { readonly values: Rows };
  readonly ridge: Record<string, Rows>;
  readonly kernelRidge: Rows;
  readonly multipleKernels: Record<string, { readonly weights: number[]; readonly predictions: number[] }>;
  readonly multiGraph: { readonly weights: number[]; readonly scores: Rows };
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/learners.json', import.meta.url), 'utf8')) as Fixture;
const { train: size, blocks } = fixture;
const [known, unknown] = [fixture.features.slice(0, size), fixture.features.slice(size)];
const classes = ofClasses(known, fixture.classes.slice(0, size), 3, blocks);
const values = ofValues(known, fixture.values.slice(0, size));
const data = classData('test', classes);
const examples = fromMatrix(classes.features);
const others = fromMatrix(ofClasses(unknown, fixture.classes.slice(size), 3).features);

/** The fixture has nine significant digits of values of at most 10. */
const STORED = 1e-8;

describe('nearest neighbours', () => {
  it.each([1, 5, 15])('k = %i', async k => {
    const { shares, values: means } = fixture.knn[k]!;
    const scores = await predicted(knn, classes, unknown, { k });
    // Our scores are votes and less than half a vote for ties: only classes with the most votes may win.
    for (const [i, row] of scores.entries()) {
      expect(shares[i]![argmax(row)]).toBe(Math.max(...shares[i]!));
      expect(row.map(score => score > 0)).toEqual(shares[i]!.map(share => share > 0));
    }
    expect(largestDifference(await predicted(knn, values, unknown, { k }), means)).toBeLessThan(STORED);
  });
});

describe('probabilities', () => {
  it('of naive Bayes', async () => {
    // scikit-learn adds 1e-9 of the largest variance where we take it for a floor.
    expect(largestDifference(await predicted(naiveBayes, classes, unknown), fixture.naiveBayes.shares)).toBeLessThan(
      1e-7,
    );
  });

  it.each([1, 10])('of logistic regression with l2 = %i', async l2 => {
    // Ours ends when no entry of the gradient per example is above 1e-6. The Hessian per example is at least l2 / 80, so weights
    // are right to about 1e-4; shares, whose derivative is at most 1/4 and mostly far below, to 1e-5.
    const scores = await predicted(logisticRegression, classes, unknown, { l2 });
    expect(largestDifference(scores, fixture.logisticRegression[l2]!.shares)).toBeLessThan(1e-5);
  });
});

describe.each(fixture.svm)('SVM with C = $cost, gamma = $gamma, balanced: $balanced', expected => {
  const { cost, gamma, balanced } = expected;
  const settings = { C: cost, gamma, balanced };
  const kernel = rbfKernel(examples, examples, gamma);
  const toTraining = rbfKernel(others, examples, gamma);
  const columns = (rows: Rows, i: number): number[] => rows.map(row => row[i]!);
  // libsvm keeps its kernel in single precision, of errors up to 6e-8; both solvers stop at violations of 1e-8.
  const options = { cost, balanced, tolerance: 1e-8 };

  it('predicts the same classes at the usual tolerance', async () => {
    const scores = await predicted(svm, classes, unknown, settings);
    expect(scores.map(argmax)).toEqual(expected.predictions);
    expect(scores.map(argmax)).toEqual(expected.usualTolerance);
  });

  it('has the same decision values for each pair of classes', () => {
    oneVersusOne(kernel, data, options).forEach(({ machine }, i) => {
      const ours = Array.from(decisionValues(machine, toTraining));
      expect(largestDifference([ours], [columns(expected.pairs, i)])).toBeLessThan(1e-6);
    });
  });

  it('has the same decision values for each class against the rest', async () => {
    oneVersusRest(kernel, data, options).forEach(({ machine }, i) => {
      const ours = Array.from(decisionValues(machine, toTraining));
      expect(largestDifference([ours], [columns(expected.rest, i)])).toBeLessThan(1e-6);
    });
    // At libsvm's usual tolerance of 1e-3, decision values are that uncertain.
    const scores = await predicted(svm, classes, unknown, { ...settings, multiclass: 'one-vs-rest' });
    expect(largestDifference(scores, expected.rest)).toBeLessThan(1e-3);
  });
});

describe('regression', () => {
  it('SVR', async () => {
    // Solved to violations of 1e-3 here and of 1e-8 there.
    expect(largestDifference(await predicted(svr, values, unknown), fixture.svr.values)).toBeLessThan(2e-3);
  });

  it.each([0.1, 10])('ridge with penalty %f', async penalty => {
    const expected = fixture.ridge[penalty]!;
    expect(largestDifference(await predicted(ridge, values, unknown, { penalty }), expected)).toBeLessThan(STORED);
  });

  it('kernel ridge', async () => {
    expect(largestDifference(await predicted(kernelRidge, values, unknown), fixture.kernelRidge)).toBeLessThan(STORED);
  });
});

describe.each([1, 2])('multiple kernels with p = %i', p => {
  const expected = fixture.multipleKernels[p]!;

  it('weighs kernels the same', () => {
    const kernels = blocks.map(([from, to]) => {
      const columns = fromMatrix(classes.features.subMatrix(0, size - 1, from, to - 1));
      return rbfKernel(columns, columns, 1 / (to - from));
    });
    const weights = learnKernelWeights(kernels, data, p, 10, { cost: 1, balanced: false, tolerance: 1e-8 });
    expect(largestDifference([Array.from(weights)], [expected.weights])).toBeLessThan(1e-5);
  });

  it('predicts the same classes', async () => {
    expect((await predicted(multipleKernels, classes, unknown, { p })).map(argmax)).toEqual(expected.predictions);
  });
});

describe('multi-graph learning', () => {
  it('scores and weighs the same', async () => {
    const all = fromMatrix(ofClasses(fixture.features, fixture.classes, 3).features);
    const laplacians = blocks.map(([from, to]) => {
      const width = to - from;
      const columns = Float64Array.from({ length: all.rows * width }, (_, at) => {
        return all.values[Math.floor(at / width) * all.columns + from + (at % width)]!;
      });
      return laplacian({ values: columns, rows: all.rows, columns: width });
    });
    const given = { values: new Float64Array(all.rows * 3), rows: all.rows, columns: 3 };
    data.values.forEach((value, i) => {
      given.values[i * 3 + value] = 1;
    });
    const { scores, weights } = multiGraphScores(laplacians, given, { fidelity: 0.5, evenness: 5, rounds: 10 });
    // It ends when no weight changes by more than 1e-6.
    expect(largestDifference([Array.from(weights)], [fixture.multiGraph.weights])).toBeLessThan(2e-6);
    expect(largestDifference([Array.from(scores.values)], [fixture.multiGraph.scores.flat()])).toBeLessThan(2e-6);
    const settings = { fidelity: 0.5, evenness: 5 / size, rounds: 10 };
    const rows = await predicted(multiGraph, classes, unknown, settings);
    expect(largestDifference(rows, fixture.multiGraph.scores.slice(size))).toBeLessThan(2e-6);
  });
});
