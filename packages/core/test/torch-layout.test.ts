/** Layouts of PyTorch: each index is worked out by hand, in its order of axes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { network } from '../src/init/init.ts';
import { fitsLayout, fromTorch, type TorchLayout, torchLayouts, toTorch } from '../src/io/torch-layout.ts';
import {
  avgPool,
  batchNorm,
  chain,
  conv,
  convTranspose,
  flatten,
  identity,
  linear,
  relu,
  reshape,
  spatialLinear,
  sum,
  upsample,
} from '../src/layers/build.ts';
import { trace } from '../src/layers/shapes.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { ndarray, sizeOf } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';

const layoutsOf = (layer: Layer, input: Shape): Readonly<Record<string, TorchLayout>> =>
  Object.fromEntries(torchLayouts(trace(layer, input)).map(layout => [layout.path, layout]));

/** Where element i of a tensor there is here: our array's index, by a tensor that holds its own indices. */
function placesOf(layout: TorchLayout): readonly number[] {
  const { data } = fromTorch(
    ndarray(layout.theirs, i => i),
    layout,
  );
  const places: number[] = [];
  for (const [ours, theirs] of data.entries()) places[theirs] = ours;
  return places;
}

/** The index of a place in an array of that shape. */
const at = (shape: Shape, ...place: readonly number[]): number =>
  place.reduce((index, one, axis) => index * shape[axis]! + one, 0);

/** A map of 2×3 with 4 channels, flattened: what a place is there and here. */
const MAP = [2, 3, 4] as const;
const there = (y: number, x: number, c: number): number => at([4, 2, 3], c, y, x);
const here = (y: number, x: number, c: number): number => at(MAP, y, x, c);

describe('PyTorch has', () => {
  it('kernels OIHW, of groups too, and transposed ones IOHW', () => {
    const { 'conv.kernel': kernel, 'conv.bias': bias } = layoutsOf(
      chain({ conv: conv(6, [2, 3], { groups: 2, bias: true }) }),
      [5, 5, 4],
    );
    expect([kernel!.theirs, bias!.theirs]).toEqual([[6, 2, 2, 3], [6]]);
    expect(placesOf(kernel!)[at([6, 2, 2, 3], 5, 1, 0, 2)]).toBe(at([2, 3, 2, 6], 0, 2, 1, 5));
    const { 'up.kernel': up } = layoutsOf(chain({ up: convTranspose(5, 3) }), [4, 4, 2]);
    expect(up!.theirs).toEqual([2, 5, 3, 3]);
    expect(placesOf(up!)[at([2, 5, 3, 3], 1, 4, 0, 2)]).toBe(at([3, 3, 5, 2], 0, 2, 4, 1));
  });

  it('a flattened map channel by channel, to the first matrix behind it', () => {
    const layer = chain({
      flatten: flatten(),
      norm: batchNorm(),
      inner: chain({ relu: relu(), linear: linear(5) }),
      last: linear(3),
    });
    const layouts = layoutsOf(layer, MAP);
    const kernel = layouts['inner.linear.kernel']!;
    expect(kernel.theirs).toEqual([5, 24]);
    expect(placesOf(kernel)[at([5, 24], 4, there(1, 2, 3))]).toBe(at([24, 5], here(1, 2, 3), 4));
    expect(placesOf(kernel)[at([5, 24], 1, there(0, 2, 1))]).toBe(at([24, 5], here(0, 2, 1), 1));
    expect(placesOf(layouts['norm.mean']!)[there(1, 0, 2)]).toBe(here(1, 0, 2));
    expect(placesOf(layouts['last.kernel']!)[at([3, 5], 2, 4)]).toBe(at([5, 3], 4, 2));
  });

  it('a vector that becomes a map channel by channel, and a sum of branches alike', () => {
    const branch = chain({ linear: linear(24), norm: batchNorm() });
    const layer = chain({ sum: sum({ one: branch, two: branch }), map: reshape(MAP) });
    const layouts = layoutsOf(layer, [7]);
    expect(placesOf(layouts['sum.two.linear.kernel']!)[at([24, 7], there(1, 1, 3), 6)]).toBe(
      at([7, 24], 6, here(1, 1, 3)),
    );
    expect(placesOf(layouts['sum.one.linear.bias']!)[there(0, 1, 2)]).toBe(here(0, 1, 2));
    expect(placesOf(layouts['sum.one.norm.gamma']!)[there(1, 2, 0)]).toBe(here(1, 2, 0));
  });

  it('features of both orders in one matrix: RepMLP goes from means to means', () => {
    const layer = chain({
      pool: avgPool(2),
      flatten: flatten(),
      fc: linear(24),
      map: reshape(MAP),
      up: upsample([4, 6]),
    });
    const kernel = layoutsOf(layer, [4, 6, 4])['fc.kernel']!;
    expect(placesOf(kernel)[at([24, 24], there(0, 2, 1), there(1, 0, 3))]).toBe(
      at([24, 24], here(1, 0, 3), here(0, 2, 1)),
    );
  });

  it('nothing to reorder behind a single place', () => {
    const kernel = layoutsOf(chain({ flatten: flatten(), linear: linear(2) }), [1, 1, 6])['linear.kernel']!;
    expect(placesOf(kernel)[at([2, 6], 1, 5)]).toBe(at([6, 2], 5, 1));
  });

  it('a matrix over a grid as a grouped 1×1 convolution: rows are filters, then places', () => {
    const layouts = layoutsOf(chain({ fc: spatialLinear([2, 3, 6], { groups: 2, bias: true }) }), MAP);
    const { 'fc.kernel': kernel, 'fc.bias': bias } = layouts;
    expect([kernel!.theirs, bias!.theirs]).toEqual([[36, 12, 1, 1], [36]]);
    // Filter 4 is the second of group 1, which reads channels 2 and 3; c counts within the group.
    const [filter, y, x, c, v, u] = [4, 1, 2, 1, 0, 1];
    const row = at([6, 2, 3], filter, y, x);
    const column = at([2, 2, 3], c, v, u);
    expect(placesOf(kernel!)[at([36, 12], row, column)]).toBe(
      at([2, 12, 18], 1, at([2, 3, 2], v, u, c), at([2, 3, 3], y, x, 1)),
    );
    expect(placesOf(bias!)[row]).toBe(at([2, 3, 6], y, x, filter));
  });
});

it('axes of 1 at the end do not count', () => {
  const kernel = layoutsOf(chain({ linear: linear(3) }), [2])['linear.kernel']!;
  const fits = (...shape: number[]): boolean => fitsLayout(ndarray(shape), kernel);
  expect([fits(3, 2), fits(3, 2, 1, 1), fits(2, 3), fits(1, 3, 2), fits(6)]).toEqual([true, true, false, false, false]);
});

it('layouts there and back again are the same, bit for bit', () => {
  const sides = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(sides, sides, sides, fc.integer({ min: 1, max: 2 }), fc.integer(), (h, w, channels, groups, seed) => {
      const c = channels * groups;
      const layer = chain({
        conv: conv(c, 3, { groups }),
        norm: batchNorm(),
        fc: spatialLinear([h, w, c], { groups, bias: true }),
        flatten: flatten(),
        linear: linear(h * w * c),
        same: identity(),
        map: reshape([h, w, c]),
      });
      const net = network(layer, [h, w, c], Rng.seeded(seed));
      for (const layout of torchLayouts(trace(layer, net.input))) {
        const array = net.params.get(layout.path)!;
        const torch = toTorch(array, layout);
        expect(torch.data.length).toBe(sizeOf(torch.shape));
        expect(fromTorch(torch, layout)).toEqual(array);
      }
    }),
    { numRuns: 30 },
  );
});
