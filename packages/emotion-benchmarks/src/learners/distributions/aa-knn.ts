/** AA-kNN: the mean label distribution of the nearest neighbours. */

import type { Learner } from '../learner.ts';
import { addScaled } from '../optimise/vectors.ts';
import { type Dense, dense, fromMatrix, rowOf } from '../parts/dense.ts';
import { checkNeighbours, nearest, squaredDistances } from '../parts/distances.ts';
import { shareModel, sharesOf } from '../parts/shares.ts';

export type AaKnnSettings = {
  /** How many neighbours; all examples if there are fewer. */
  readonly k: number;
};

/** AA-kNN by Euclidean distance. A class that no neighbour has gets the share 0. Source: Geng (2016), section 4.2. */
export const aaKnn: Learner<AaKnnSettings> = {
  name: 'aa-knn',
  title: 'AA-kNN',
  source: 'Geng, "Label Distribution Learning" (2016), section 4.2',
  learns: ['distribution'],
  defaults: { k: 20 },
  grid: [{ k: 4 }, { k: 5 }, { k: 20 }],
  fit(train, { k }) {
    checkNeighbours('aa-knn', k);
    const shares = sharesOf('aa-knn', train);
    const examples = fromMatrix(train.features);
    return shareModel('aa-knn', examples.columns, features =>
      meanOfNearest(squaredDistances(fromMatrix(features), examples), shares, k),
    );
  },
};

/** For each row of distances, the mean of the shares of the k nearest examples; of equally near ones, the first. */
function meanOfNearest(distances: Dense, shares: Dense, k: number): Dense {
  const means = dense(distances.rows, shares.columns);
  const count = Math.min(k, shares.rows);
  for (let i = 0; i < distances.rows; i++) {
    for (const neighbour of nearest(rowOf(distances, i), count))
      addScaled(rowOf(means, i), 1 / count, rowOf(shares, neighbour));
  }
  return means;
}
