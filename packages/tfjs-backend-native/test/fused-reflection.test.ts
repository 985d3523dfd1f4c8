import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusedKernels } from '../src/index.ts';
import { normal, reading, relativeError, valuesOf } from './support/floats.ts';

const { ReflectionPadGradient } = fusedKernels;

beforeAll(() => tf.setBackend('native'));

type Four = [number, number, number, number];
const problems = fc
  .record({
    map: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(1, 3, 16, 33),
    ),
    sides: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
    seed: fc.nat(),
  })
  .map(({ map, sides, seed }) => ({
    map: map as Four,
    pad: sides.map((n, side) => n % map[side < 2 ? 1 : 2]) as Four,
    seed,
  }));

describe('the gradient of reflection padding', () => {
  it('sums, for each element, the gradients of the places that read it', () => {
    fc.assert(
      fc.property(problems, ({ map, pad, seed }) => {
        const [top, bottom, left, right] = pad;
        const size = map.reduce((a, b) => a * b);
        const { sources, dy, dx } = reading(() => {
          // What tfjs's padding makes of the elements' numbers says which element each place reads.
          const numbers = tf.tensor4d(
            Float32Array.from({ length: size }, (_, i) => i),
            map,
          );
          const padded = tf.mirrorPad(
            numbers,
            [
              [0, 0],
              [top, bottom],
              [left, right],
              [0, 0],
            ],
            'reflect',
          );
          const dy = normal(seed, padded.size);
          const dx = ReflectionPadGradient(tf.tensor4d(dy, padded.shape), pad);
          expect(dx.shape).toEqual(map);
          return { sources: valuesOf(padded), dy, dx: valuesOf(dx) };
        });
        const expected = new Float64Array(size);
        for (const [place, source] of sources.entries()) expected[source]! += dy[place]!;
        expect(relativeError([...dx, 1], [...expected, 1])).toBeLessThan(1e-6);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses a border that no map has', () => {
    reading(() => {
      expect(() => ReflectionPadGradient(tf.ones([1, 5, 5, 1]), [2, 1, 0, 0])).toThrow(/not larger than it/);
      expect(() => ReflectionPadGradient(tf.ones([1, 5, 5, 1], 'int32'), [1, 1, 0, 0])).toThrow(/type int32/);
    });
  });
});
