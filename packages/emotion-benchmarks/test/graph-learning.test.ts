/** Multi-graph learning: Laplacians, scores, weights, retrieval, and the projection to the simplex. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiGraph } from '../src/learners/classic/multi-graph.ts';
import { type Dense, dense } from '../src/learners/parts/dense.ts';
import { laplacian, multiGraphScores } from '../src/learners/parts/graph.ts';
import { projectToSimplex } from '../src/learners/parts/simplex.ts';
import { argmax, ofClasses, predicted } from './support/class-samples.ts';

const rowsOf = (rows: readonly (readonly number[])[]): Dense =>
  dense(rows.length, rows[0]!.length, Float64Array.from(rows.flat()));

describe('the Laplacian', () => {
  it('of three examples on a line', () => {
    // Distances 1, 1 and 2: sigma = 1, weights a = e^-1 and b = e^-4. Degrees: a + b at the ends, 2a in the middle.
    const [a, b] = [Math.exp(-1), Math.exp(-4)];
    const { values } = laplacian(rowsOf([[0], [1], [2]]));
    expect(values[1]).toBeCloseTo(-a / Math.sqrt((a + b) * 2 * a), 12);
    expect(values[2]).toBeCloseTo(-b / (a + b), 12);
    expect([values[0], values[4], values[8]]).toEqual([1, 1, 1]);
  });

  it('is symmetric and finite, also among equal examples and far from all others', () => {
    const rng = Rng.seeded('laplacian');
    const near = Array.from({ length: 12 }, () => [rng.normal()]);
    for (const rows of [near, [...near, [1e9]], near.map(() => [3])]) {
      const n = rows.length;
      const { values } = laplacian(rowsOf(rows));
      expect(values.every(Number.isFinite)).toBe(true);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) expect(values[i * n + j]).toBe(values[j * n + i]);
      }
    }
  });

  it('connects equal examples, also where they are so many that the median distance is 0', () => {
    // Three equal examples have weights of 1 and degrees of 2.
    expect(Array.from(laplacian(rowsOf([[3], [3], [3]])).values.slice(0, 3))).toEqual([1, -0.5, -0.5]);
    // Of four equal examples and a fifth at distance 1, six distances are 0 and four are 1: sigma is taken to be 1.
    const { values } = laplacian(rowsOf([[3], [3], [3], [3], [4]]));
    const near = 3 + Math.exp(-1);
    expect(values[1]).toBeCloseTo(-1 / near, 12);
    expect(values[4]).toBeCloseTo(-Math.exp(-1) / Math.sqrt(near * 4 * Math.exp(-1)), 12);
  });

  it('needs two examples', () => {
    expect(() => laplacian(rowsOf([[1]]))).toThrow('at least two examples');
  });
});

describe('scores', () => {
  // Two groups of ten in the first feature; the second is noise.
  const rng = Rng.seeded('groups');
  const rows = Array.from({ length: 20 }, (_, i) => [(i % 2) * 4 + 0.3 * rng.normal(), rng.normal()]);
  const graphs = [0, 1].map(feature => laplacian(rowsOf(rows.map(row => [row[feature]!]))));
  const query = dense(20, 1);
  query.values[0] = 1;

  it('are what is known where graphs count for nothing', () => {
    const { scores } = multiGraphScores(graphs, query, { fidelity: 1e12, evenness: 1, rounds: 3 });
    scores.values.forEach((score, i) => {
      expect(score).toBeCloseTo(query.values[i]!, 10);
    });
  });

  it('rank the group of a query before the other', () => {
    const { scores } = multiGraphScores(graphs, query, { fidelity: 0.1, evenness: 0.001, rounds: 20 });
    const order = Array.from(scores.values.keys()).sort((a, b) => scores.values[b]! - scores.values[a]!);
    expect(order[0]).toBe(0);
    expect(order.slice(0, 10).every(i => i % 2 === 0)).toBe(true);
  });

  it('count the graph on which they are smooth for more, and all alike where evenness is large', () => {
    const known = dense(20, 2);
    for (let i = 0; i < 20; i++) known.values[2 * i + (i % 2)] = 1;
    const uneven = multiGraphScores(graphs, known, { fidelity: 1, evenness: 10, rounds: 20 }).weights;
    expect(uneven[0]).toBeGreaterThan(0.55);
    expect(uneven[0]! + uneven[1]!).toBeCloseTo(1, 12);
    const even = multiGraphScores(graphs, known, { fidelity: 1, evenness: 1e9, rounds: 20 }).weights;
    expect(even[0]).toBeCloseTo(0.5, 6);
  });

  it('need graphs of the same examples', () => {
    expect(() => multiGraphScores([], query, { fidelity: 1, evenness: 1, rounds: 1 })).toThrow('0 graphs');
    const small = laplacian(rowsOf([[1], [2]]));
    expect(() => multiGraphScores([small], query, { fidelity: 1, evenness: 1, rounds: 1 })).toThrow('20 examples');
  });

  it('find classes from two examples of each', async () => {
    const train = ofClasses(rows.slice(0, 4), [0, 1, 0, 1], 3, [
      [0, 1],
      [1, 2],
    ]);
    const scores = await predicted(multiGraph, train, rows.slice(4), { evenness: 0.001 });
    expect(scores.map(argmax)).toEqual(scores.map((_, i) => i % 2));
    expect(scores.every(row => row[2] === 0)).toBe(true);
  });
});

describe('projection to the simplex', () => {
  it('of points whose projection is known', () => {
    expect(Array.from(projectToSimplex(Float64Array.of(0.2, 0.8)))).toEqual([expect.closeTo(0.2), expect.closeTo(0.8)]);
    expect(Array.from(projectToSimplex(Float64Array.of(1, 1, 1)))).toEqual(new Array(3).fill(expect.closeTo(1 / 3)));
    // Both lose 0.5, and the third stays at 0.
    expect(Array.from(projectToSimplex(Float64Array.of(1.2, -3, 0.8)))).toEqual([
      expect.closeTo(0.7),
      0,
      expect.closeTo(0.3),
    ]);
  });

  it('is on the simplex, and nearer than its corners', () => {
    const points = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(points, values => {
        const point = Float64Array.from(values);
        const projected = projectToSimplex(point);
        expect(projected.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
        expect(Math.min(...projected)).toBeGreaterThanOrEqual(0);
        // The nearest point p of a convex set: (point - p) · (corner - p) is at most 0 for each corner.
        const inner = point.reduce((sum, value, i) => sum + (value - projected[i]!) * projected[i]!, 0);
        point.forEach((value, i) => {
          expect(value - projected[i]! - inner).toBeLessThan(1e-10);
        });
      }),
    );
  });
});
