/** Products of rows: the compiled function against sums, of all shapes that tiles cut unevenly. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { timesTransposed, transposed } from '../src/learners/parts/dense.ts';
import { COMPILED } from '../src/learners/parts/products.ts';
import { randomDense } from './support/random-dense.ts';

const SOURCE = join(import.meta.dirname, '../src/learners/parts/products.wat');

describe('products of rows', () => {
  it('are compiled of the source beside them', async () => {
    const module = (await wabt()).parseWat('products.wat', readFileSync(SOURCE), { simd: true });
    module.validate();
    expect(COMPILED).toBe(Buffer.from(module.toBinary({}).buffer).toString('base64'));
  });

  it('are sums of products, whatever the shapes', () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 60, max: 140 }));
    fc.assert(
      fc.property(size, size, fc.oneof(size, fc.constant(2500)), (rows, others, columns) => {
        const [a, b] = [randomDense(rows, columns, 'a'), randomDense(others, columns, 'b')];
        const { values } = timesTransposed(a, b);
        expect(values).toHaveLength(rows * others);
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < others; j++) {
            let sum = 0;
            for (let k = 0; k < columns; k++) sum += a.values[i * columns + k]! * b.values[j * columns + k]!;
            // Of numbers of standard deviation 1, forty times the rounding of one term for each term.
            if (Math.abs(values[i * others + j]! - sum) > 1e-14 * (1 + columns))
              expect(values[i * others + j]).toBe(sum);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of a matrix and itself are symmetric, and those with a copy', () => {
    for (const rows of [1, 7, 64, 130, 201]) {
      const a = randomDense(rows, 37, 'self');
      const own = timesTransposed(a, a);
      expect(own).toEqual(timesTransposed(a, { ...a }));
      expect(transposed(own)).toEqual(own);
    }
  });
});
