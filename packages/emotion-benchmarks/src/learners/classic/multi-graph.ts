/** Multi-graph learning as a learner of classes. */
import type { Matrix } from 'ml-matrix';
import type { Block, Learner } from '../learner.ts';
import { type Dense, dense, rowOf, toMatrix } from '../parts/dense.ts';
import { laplacian, multiGraphScores } from '../parts/graph.ts';
import { checkGramSize } from '../parts/support-vectors.ts';
import { blocksOf, checkFeatures, checkPositive, severalClasses } from '../parts/training-data.ts';

export type MultiGraphSettings = {
  /** λ: how much scores keep to the training labels, against being smooth. */
  readonly fidelity: number;
  /** η per training example: how alike the weights of the kinds of features are. */
  readonly evenness: number;
  /** At most so many times, scores and weights are computed in turn. */
  readonly rounds: number;
};

/**
 * Multi-graph learning with a graph for each block of features. Transductive: the graphs hold the training examples and those to
 * predict, so a prediction depends on what else is predicted with it. Scores are of any scale, and 0 for a class without training
 * examples.
 */
export const multiGraph: Learner<MultiGraphSettings> = {
  name: 'multi-graph',
  title: 'Multi-graph',
  source: 'Zhao et al., "Affective Image Retrieval via Multi-Graph Learning", ACM Multimedia 2014',
  learns: ['class'],
  defaults: { fidelity: 1, evenness: 0.1, rounds: 10 },
  grid: [0.1, 1, 10].map(fidelity => ({ fidelity })),
  fit(train, { fidelity, evenness, rounds }, { stopIfAsked }) {
    const data = severalClasses('multi-graph', train);
    checkPositive('multi-graph', 'fidelity', fidelity);
    checkPositive('multi-graph', 'evenness', evenness);
    checkPositive('multi-graph', 'rounds', rounds);
    const blocks = blocksOf(train);
    return {
      predict(features) {
        checkFeatures('multi-graph', features, train.features.columns);
        const training = data.values.length;
        checkGramSize('multi-graph', training + features.rows, blocks.length + 2);
        const laplacians = blocks.map(block => {
          stopIfAsked();
          return laplacian(stacked(train.features, features, block));
        });
        const known = dense(training + features.rows, data.count);
        data.values.forEach((value, i) => {
          rowOf(known, i)[value] = 1;
        });
        const options = { fidelity, evenness: evenness * training, rounds, stopIfAsked };
        const { scores } = multiGraphScores(laplacians, known, options);
        return toMatrix(dense(features.rows, data.count, scores.values.slice(training * data.count)));
      },
    };
  },
};

/** A block's columns of the rows of `a`, then of those of `b`. */
function stacked(a: Matrix, b: Matrix, { from, to }: Block): Dense {
  const rows = dense(a.rows + b.rows, to - from);
  for (let i = 0; i < rows.rows; i++) {
    const [matrix, at] = i < a.rows ? [a, i] : [b, i - a.rows];
    const row = rowOf(rows, i);
    for (let j = from; j < to; j++) row[j - from] = matrix.get(at, j);
  }
  return rows;
}
