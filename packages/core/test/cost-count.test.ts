import { describe, expect, it } from 'vitest';
import { count } from '../src/cost/index.ts';
import {
  batchNorm,
  chain,
  concat,
  conv,
  convTranspose,
  dropout,
  flatten,
  globalAvgPool,
  identity,
  linear,
  maxPool,
  product,
  relu,
  scale,
  sigmoid,
  spatialLinear,
  sum,
  tap,
} from '../src/layers/build.ts';
import type { Layer, Shape } from '../src/layers/types.ts';

const map: Shape = [7, 9, 8];
/** Bytes of one such map in float32. */
const MAP = 4 * 7 * 9 * 8;
const cost = (layer: Layer, input: Shape = map) => count(layer, input).total;

describe('count', () => {
  it.each<[string, Layer, number, number]>([
    ['3×3', conv(16, 3), 9 * 8 * 16, 9 * 8 * 16 * 63],
    ['3×3 with bias', conv(16, 3, { bias: true }), 9 * 8 * 16 + 16, 9 * 8 * 16 * 63],
    ['1×3', conv(16, [1, 3]), 3 * 8 * 16, 3 * 8 * 16 * 63],
    ['stride 2 on odd sizes', conv(16, 3, { stride: 2 }), 9 * 8 * 16, 9 * 8 * 16 * 20],
    ['two groups', conv(16, 3, { groups: 2 }), 9 * 4 * 16, 9 * 4 * 16 * 63],
    ['depthwise', conv(8, 3, { groups: 8 }), 9 * 8, 9 * 8 * 63],
    ['transposed', convTranspose(16, 2, { stride: 2 }), 4 * 8 * 16, 4 * 8 * 16 * 63],
    ['norm', batchNorm(), 16, 0],
    ['scale', scale(), 8, 0],
    ['activation, pool', chain([relu(), maxPool(2)]), 0, 0],
    ['linear', chain([flatten(), linear(10)]), 504 * 10 + 10, 504 * 10],
    ['spatial linear, two groups', spatialLinear([7, 9, 4], { groups: 2 }), (504 * 252) / 2, (504 * 252) / 2],
  ])('%s', (_, layer, params, macs) => {
    expect(cost(layer)).toMatchObject({ params, macs });
  });

  it('sets running statistics apart', () => {
    expect(cost(batchNorm())).toMatchObject({ params: 16, statistics: 16 });
  });

  it('counts a gate as its two matrices on a 1×1 map', () => {
    const gate = chain([globalAvgPool(), conv(2, 1, { bias: true }), relu(), conv(8, 1, { bias: true }), sigmoid()]);
    expect(cost(product([identity(), gate]))).toMatchObject({ params: 16 + 2 + 16 + 8, macs: 32 });
  });

  it('adds up by path', () => {
    const { total, byPath } = count(chain({ a: chain({ conv: conv(4, 1), norm: batchNorm() }), b: conv(2, 3) }), map);
    expect(byPath.get('')).toEqual(total);
    expect(byPath.get('a.conv')?.params).toBe(32);
    expect(byPath.get('a')?.params).toBe(40);
    expect(byPath.get('b')?.macs).toBe(9 * 4 * 2 * 63);
    expect(total.params).toBe(40 + 72);
  });

  it('names the path of shapes that do not go together', () => {
    expect(() => count(chain({ a: sum({ x: conv(4, 3), y: conv(5, 3) }) }), map)).toThrow(
      /^a: .*\[7, 9, 4\].*\[7, 9, 5\]/,
    );
  });
});

describe('Winograd multiplications', () => {
  it.each<[string, Layer, number]>([
    ['3×3 of stride 1', conv(8, 3), 4 / 9],
    ['grouped', conv(8, 3, { groups: 4 }), 4 / 9],
    ['stride 2', conv(8, 3, { stride: 2 }), 1],
    ['dilated', conv(8, 3, { dilation: 2 }), 1],
    ['1×1', conv(8, 1), 1],
    ['5×5', conv(8, 5), 1],
    ['3×1', conv(8, [3, 1]), 1],
  ])('%s', (_, layer, factor) => {
    const { macs, winogradMuls } = cost(layer);
    expect(winogradMuls).toBeCloseTo(macs * factor, 6);
    expect(Number.isInteger(winogradMuls)).toBe(true);
  });
});

describe('activation memory', () => {
  const layer = () => chain({ conv: conv(8, 3), norm: batchNorm(), relu: relu() });
  const inference = (l: Layer) => count(l, map).memory.inference / MAP;

  it('is one map for a plain net and two for a residual one (figure 3)', () => {
    const plain = chain([layer(), layer()]);
    const residual = chain([
      layer(),
      chain({ sum: sum({ shortcut: identity(), body: plain }), relu: relu() }),
      layer(),
    ]);
    expect(inference(plain)).toBe(1);
    expect(inference(residual)).toBe(2);
  });

  it('does not depend on which side of a sum the shortcut stands', () => {
    expect(inference(sum({ body: chain([layer(), layer()]), shortcut: identity() }))).toBe(2);
  });

  it('holds the input until the last branch has read it', () => {
    expect(inference(sum([conv(8, 3), conv(8, 1)]))).toBe(2);
    expect(inference(sum([conv(8, 3), conv(8, 1), batchNorm()]))).toBe(3);
  });

  it('lets a concat grow', () => {
    expect(inference(concat([identity(), conv(8, 3)]))).toBe(2);
    expect(inference(concat([conv(8, 3), conv(8, 3), conv(8, 3)]))).toBe(3);
  });

  it('nests', () => {
    const inner = sum({ shortcut: identity(), body: chain([layer(), layer()]) });
    expect(inference(sum({ shortcut: identity(), body: chain([layer(), inner]) }))).toBe(3);
  });

  it('keeps every written tensor for training', () => {
    const net = sum({ shortcut: identity(), body: chain([layer(), dropout(0.5), tap('t')]) });
    // the input, conv, norm, relu, and the sum
    expect(count(net, map).memory.training / MAP).toBe(5);
  });
});
