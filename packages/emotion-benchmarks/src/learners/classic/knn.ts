/** k nearest neighbours. */

import type { Learner, Samples } from '../learner.ts';
import { addScaled } from '../optimise/vectors.ts';
import { type Dense, dense, fromMatrix, rowOf, toMatrix } from '../parts/dense.ts';
import { checkNeighbours, nearest, squaredDistances } from '../parts/distances.ts';
import { normalise } from '../parts/shares.ts';
import { checkFeatures, classData, targetData } from '../parts/training-data.ts';

export type KnnSettings = {
  /** How many neighbours; all examples if there are fewer. */
  readonly k: number;
};

/** A neighbour: which training example, and how far away. */
interface Neighbour {
  readonly example: number;
  readonly distance: number;
}

/**
 * k nearest neighbours by Euclidean distance; of training examples as near, the first. Predicts the class that most neighbours
 * are of, and of those the one whose neighbours are nearest on average; or the mean of the neighbours' values.
 */
export const knn: Learner<KnnSettings> = {
  name: 'knn',
  title: 'kNN',
  source: 'Cover and Hart, "Nearest Neighbor Pattern Classification", 1967',
  learns: ['class', 'dimensions'],
  defaults: { k: 5 },
  grid: [{ k: 1 }, { k: 5 }, { k: 15 }],
  fit(train, { k }) {
    checkNeighbours('knn', k);
    const predictRow = predictorOf(train);
    const examples = fromMatrix(train.features);
    return {
      predict(features) {
        checkFeatures('knn', features, examples.columns);
        const distances = squaredDistances(fromMatrix(features), examples);
        const predicted = Array.from({ length: features.rows }, (_, i) =>
          predictRow(neighboursOf(rowOf(distances, i), k)),
        );
        const width = predicted[0]!.length;
        return toMatrix(dense(features.rows, width, Float64Array.from(predicted.flatMap(row => Array.from(row)))));
      },
    };
  },
};

/** The k nearest of the training examples, by squared distances to them. */
const neighboursOf = (squared: Float64Array, k: number): readonly Neighbour[] =>
  Array.from(nearest(squared, k), example => ({ example, distance: Math.sqrt(squared[example]!) }));

function predictorOf(train: Samples): (neighbours: readonly Neighbour[]) => Float64Array {
  if (train.labels.kind === 'class') {
    const { values, count } = classData('knn', train);
    return neighbours => votes(neighbours, values, count);
  }
  const targets = targetData('knn', train, ['dimensions']);
  return neighbours => meanOf(neighbours, targets);
}

/**
 * Scores that sum to 1: proportional to the votes, plus less than half a vote that is the larger the nearer a class's neighbours
 * are.
 */
function votes(neighbours: readonly Neighbour[], classes: Int32Array, count: number): Float64Array {
  const scores = new Float64Array(count);
  const distances = new Float64Array(count);
  for (const { example, distance } of neighbours) {
    scores[classes[example]!]! += 1;
    distances[classes[example]!]! += distance;
  }
  for (let c = 0; c < count; c++) {
    if (scores[c]! > 0) scores[c]! += 0.5 / (1 + distances[c]! / scores[c]!);
  }
  normalise(scores);
  return scores;
}

function meanOf(neighbours: readonly Neighbour[], targets: Dense): Float64Array {
  const mean = new Float64Array(targets.columns);
  for (const { example } of neighbours) addScaled(mean, 1 / neighbours.length, rowOf(targets, example));
  return mean;
}
