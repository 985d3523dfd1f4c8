/** The points that k-means begins with are those of ml-kmeans, to the last. */
import { Rng } from '@refold/core';
import { kmeans } from 'ml-kmeans';
import { expect, it } from 'vitest';
import { seedIndices, squaredDistances } from '../src/seeding.ts';

it('distances are squared, between every two points', () => {
  expect([
    ...squaredDistances([
      [0, 0],
      [3, 4],
      [1, 0],
    ]),
  ]).toEqual([0, 25, 1, 25, 0, 20, 1, 20, 0]);
});

it.each([
  [3, 2, 2],
  [12, 9, 5],
  [32, 27, 20],
  [64, 40, 47],
  [64, 40, 2],
])('%i points of %i numbers in %i clusters', (size, width, clusters) => {
  for (let seed = 0; seed < 20; seed++) {
    const rng = Rng.seeded(seed);
    const points = Array.from({ length: size }, () => Array.from({ length: width }, () => Math.fround(rng.normal())));
    const initialization = seedIndices(squaredDistances(points), clusters, seed).map(index => points[index]!);
    const ours = kmeans(points, clusters, { initialization });
    const theirs = kmeans(points, clusters, { initialization: 'kmeans++', seed });
    expect(ours.clusters).toEqual(theirs.clusters);
    expect(ours.centroids).toEqual(theirs.centroids);
  }
});
