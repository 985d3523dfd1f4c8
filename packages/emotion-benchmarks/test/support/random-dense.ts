/** Matrices of random numbers. */
import { Rng } from '@refold/core';
import { type Dense, dense } from '../../src/learners/parts/dense.ts';

/** Normal numbers. */
export function randomDense(rows: number, columns: number, seed: string): Dense {
  const rng = Rng.seeded(seed);
  return dense(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => rng.normal()),
  );
}
