/** Emotional semantic consistency: the sheet's check values, properties of a distance, gradients, extreme logits. */
import { RefoldError } from '@refold/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { activate, onEveryBackend } from '../../core/test/support/backends.ts';
import { type SemanticDistance, semanticConsistency } from '../src/semantic-consistency.ts';
import { evaluated, gradientError } from './support/finite-differences.ts';

/** D of Mikels' wheel in its own order: 1, and one more per step on a ring of eight. */
const WHEEL = Array.from({ length: 8 }, (_, i) =>
  Array.from({ length: 8 }, (_, j) => 1 + Math.min(Math.abs(i - j), 8 - Math.abs(i - j))),
);
const DISTANCES: readonly SemanticDistance[] = [{ kind: 'skl' }, { kind: 'kl' }, { kind: 'mikels', distances: WHEEL }];

/** The check pair of the sheet (b.8). */
const P = [0.5, 0.3, 0.1, 0.02, 0.02, 0.02, 0.02, 0.02];
const Q = [0.4, 0.2, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05];

/** Logits of distributions whose shares are above 0. */
const logitsOf = (shares: readonly number[]): number[] => shares.map(Math.log);

/** The loss of adapted images' logits, beside given logits of their sources. */
const beside = (distance: SemanticDistance, source: readonly number[]) => (output: tf.Tensor) => {
  const target = tf.tensor([...source], output.shape);
  const found = semanticConsistency(distance)(output, target);
  target.dispose();
  return found;
};

onEveryBackend('semantic consistency', backend => {
  beforeAll(() => activate(backend));

  const between = (distance: SemanticDistance, source: readonly number[], adapted: readonly number[]) =>
    evaluated(beside(distance, source), adapted, [1, adapted.length]);

  it("gives the sheet's values: SKL 0.301571, an expected distance of 2.396", async () => {
    const [skl, , mikels] = DISTANCES as [SemanticDistance, SemanticDistance, SemanticDistance];
    expect((await between(skl, logitsOf(P), logitsOf(Q))).value).toBeCloseTo(0.301571, 6);
    // The loss is the distance beyond 1, that of an emotion from itself.
    expect((await between(mikels, logitsOf(P), logitsOf(Q))).value).toBeCloseTo(2.396 - 1, 5);
  });

  it('KL is one-sided: Σ p·ln(p/q)', async () => {
    const expected = P.reduce((sum, p, i) => sum + p * Math.log(p / Q[i]!), 0);
    expect((await between({ kind: 'kl' }, logitsOf(P), logitsOf(Q))).value).toBeCloseTo(expected, 6);
  });

  it('sums over the emotions and averages over the images', async () => {
    const one = await between({ kind: 'skl' }, logitsOf(P), logitsOf(Q));
    const source = [...logitsOf(P), ...logitsOf(Q)];
    const two = await evaluated(beside({ kind: 'skl' }, source), [...logitsOf(Q), ...logitsOf(Q)], [2, 8]);
    // The second image agrees with its source: it adds nothing, and gets no gradient.
    expect(two.value).toBeCloseTo(one.value / 2, 6);
    for (const [i, gradient] of two.gradient.entries())
      expect(gradient).toBeCloseTo(i < 8 ? one.gradient[i]! / 2 : 0, 6);
  });

  it.each(DISTANCES)('the gradient agrees with central differences: $kind', async distance => {
    const source = [...logitsOf(P), ...logitsOf(Q)];
    const adapted = [0.3, -1.2, 0.8, 2, -0.4, 0.1, -2, 1.1, 1.9, 0.2, -0.5, -1.5, 0.6, 1, -0.9, 0.4];
    // Third derivatives and float32 leave about 1e-4.
    expect(await gradientError(beside(distance, source), adapted, [2, 8])).toBeLessThan(1e-3);
  });

  it.each(DISTANCES)('logits of ±200 give finite numbers, and a gradient that leads back: $kind', async distance => {
    // All of p on the first emotion, all of q on the fifth: opposite on the wheel.
    const [source, adapted] = [0, 4].map(at => WHEEL.map((_, i) => (i === at ? 200 : -200))) as [number[], number[]];
    const { value, gradient } = await between(distance, source, adapted);
    expect(Number.isFinite(value)).toBe(true);
    expect(gradient.every(Number.isFinite)).toBe(true);
    if (distance.kind === 'mikels') expect(value).toBeCloseTo(4, 5);
    // An expected distance has no slope at a corner of the simplex; divergences have one.
    else expect(gradient[0]).toBeLessThan(-0.5);
  });

  it('leaves nothing on the backend but what it returns', () => {
    const [output, target] = [tf.zeros([3, 8]), tf.ones([3, 8])];
    const before = tf.memory().numTensors;
    for (const distance of DISTANCES) {
      const { value, gradient } = semanticConsistency(distance)(output, target);
      tf.dispose([value, gradient]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('as distances', () => {
  beforeAll(() => activate('cpu'));
  const logits = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 8, maxLength: 8 });

  it('divergences are 0 between equals; none is negative; SKL is symmetric', async () => {
    await fc.assert(
      fc.asyncProperty(logits, logits, async (one, other) => {
        const value = async (distance: SemanticDistance, source: readonly number[], adapted: readonly number[]) =>
          (await evaluated(beside(distance, source), adapted, [1, 8])).value;
        // Shares below 1e-8 count as 1e-8 in p: eight of them, times logarithms up to 60, are below 1e-5.
        for (const kind of ['skl', 'kl'] as const) expect(Math.abs(await value({ kind }, one, one))).toBeLessThan(1e-5);
        for (const distance of DISTANCES) expect(await value(distance, one, other)).toBeGreaterThan(-1e-5);
        const unclipped = [one, other].map(side => side.map(z => z / 5));
        const [there, back] = [
          await value({ kind: 'skl' }, unclipped[0]!, unclipped[1]!),
          await value({ kind: 'skl' }, unclipped[1]!, unclipped[0]!),
        ];
        expect(Math.abs(there - back)).toBeLessThan(1e-5 * Math.max(1, there));
      }),
    );
  });

  it('a wheel must be a square with 1 on its diagonal, of as many emotions as logits', () => {
    const make = (distances: readonly (readonly number[])[]) => () =>
      semanticConsistency({ kind: 'mikels', distances });
    expect(make([[1, 2]])).toThrow(RefoldError);
    // Similarities instead of distances.
    expect(make(WHEEL.map(row => row.map(d => 1 / d)))).toThrow(/Row 0/);
    expect(make(WHEEL.map(row => row.map(d => d - 1)))).toThrow(/1 for emotion 0 itself/);
    const loss = make(WHEEL)();
    expect(() => tf.tidy(() => loss(tf.zeros([2, 6]), tf.zeros([2, 6])).value)).toThrow(
      /8 emotions, but the logits are of 6/,
    );
  });
});
