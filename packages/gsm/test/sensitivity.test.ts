import { Rng } from '@refold/core';
import { network } from '@refold/core/init';
import { chain, flatten, linear } from '@refold/core/layers';
import type { Evaluator } from '@refold/core/train';
import { describe, expect, it, test } from 'vitest';
import { layerAgreement, nonZeros, PRUNED_SHARES, pruneByMagnitude, rankInterval } from '../src/index.ts';

test('a layer that is sensitive, and of which more is left, gives a correlation of 1', async () => {
  const base = network(chain({ flatten: flatten(), a: linear(40), b: linear(10) }), [5, 5, 2], Rng.seeded('layers'));
  // Accuracy falls with the weights that `b` loses, and not with those of `a`.
  const left: number[] = [];
  const evaluator = {
    predictions: (net, images) => {
      expect(images).toBe(7);
      left.push(nonZeros(net).byPath.get('b.kernel')!);
      return Promise.resolve(new Int32Array());
    },
    accuracy: () => left.at(-1)! / 400,
  } as Partial<Evaluator> as Evaluator;
  const halved = pruneByMagnitude(base, { keep: 0.5, kernels: ['a.kernel'] });
  const pruned = pruneByMagnitude(halved, { keep: 0.9, kernels: ['b.kernel'] });
  const { layers, drops, ratios, correlation } = await layerAgreement(base, pruned, evaluator, 7);
  expect(layers.map(({ path }) => path)).toEqual(['a.kernel', 'b.kernel']);
  expect(layers[0]!.drops).toEqual(PRUNED_SHARES.map(() => 0));
  expect(layers[1]!.drops[0]).toBeCloseTo(0.9, 12);
  expect(drops[1]).toBeCloseTo(layers[1]!.drops.reduce((sum, drop) => sum + drop, 0) / PRUNED_SHARES.length, 12);
  expect(ratios).toEqual([0.5, 0.9]);
  expect(correlation).toBeCloseTo(1, 12);
});

describe('the interval of a rank correlation', () => {
  it('is 1 for pairs in one order', () => {
    const { low, high } = rankInterval([1, 2, 3, 4, 5], [2, 4, 8, 16, 32]);
    expect(low).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo(1, 12);
  });

  it('contains the correlation, is wider for fewer pairs, and the same every time', () => {
    const pairs = (n: number) => {
      const rng = Rng.seeded('pairs');
      const a = Array.from({ length: n }, () => rng.normal());
      return [a, a.map(value => value + rng.normal())] as const;
    };
    const [few, many] = [rankInterval(...pairs(10)), rankInterval(...pairs(100))];
    expect(many.low).toBeGreaterThan(0.4);
    expect(many.high).toBeLessThan(0.9);
    expect(few.high - few.low).toBeGreaterThan(many.high - many.low);
    expect(rankInterval(...pairs(10))).toEqual(few);
  });

  it('is NaN where no draw has a correlation', () => {
    expect(rankInterval([1], [2])).toEqual({ low: Number.NaN, high: Number.NaN });
    expect(rankInterval([1, 1, 1], [1, 2, 3])).toEqual({ low: Number.NaN, high: Number.NaN });
  });
});
