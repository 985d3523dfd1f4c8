/** Tiles: what they cut, count and fold, and what they refuse. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from '../src/cost/index.ts';
import { fold } from '../src/fold/index.ts';
import { batchNorm, chain, conv, relu, reshape, spatialLinear, sum, tiles } from '../src/layers/build.ts';
import { parseLayer, stringifyLayer } from '../src/layers/json.ts';
import { infer } from '../src/layers/shapes.ts';
import type { Layer } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { foldExactly } from './support/folding.ts';
import { randomNetwork } from './support/random.ts';
import { evaluate } from './support/reference.ts';

const norms = (layer: Layer): Layer => chain({ layer, norm: batchNorm() });

describe('tiles', () => {
  it('put what the body makes of each in its place', () => {
    expect(infer(tiles([2, 3, 4], conv(5, 3, { stride: 2 })), [6, 9, 8])).toEqual([3, 6, 10]);
    expect(infer(tiles([7, 7, 64], relu()), [28, 28, 64])).toEqual([28, 28, 64]);
  });

  it('share weights among tiles: the second half of the map is as the first', () => {
    const net = randomNetwork(tiles([2, 2, 3], conv(3, 3)), [2, 4, 3], Rng.seeded(1));
    const half = Float64Array.from({ length: 12 }, (_, i) => i - 5);
    const rows = [half.slice(0, 6), half.slice(0, 6), half.slice(6), half.slice(6)];
    const { data } = evaluate(net, { shape: [2, 4, 3], data: Float64Array.from(rows.flatMap(row => [...row])) });
    const row = (n: number, start: number) => [...data.slice(12 * n + start, 12 * n + start + 6)];
    expect([row(0, 6), row(1, 6)]).toEqual([row(0, 0), row(1, 0)]);
  });

  it('count parameters once, and arithmetic for every tile', () => {
    const { total, byPath } = count(tiles([4, 4, 2], conv(2, 3, { bias: true })), [8, 4, 6]);
    expect(total).toMatchObject({ params: 9 * 2 * 2 + 2, macs: 6 * 16 * 9 * 2 * 2, winogradMuls: 6 * 16 * 4 * 2 * 2 });
    expect(byPath.get('body')).toEqual(total);
  });

  it('fold inside: a fully-connected layer takes up the convolutions beside it, in groups, whatever the channels', () => {
    const cases = fc.record({
      side: fc.constantFrom([3, 3], [4, 2]),
      groups: fc.constantFrom(1, 2),
      more: fc.constantFrom(1, 3),
      kernels: fc.subarray([1, 3, 5]),
    });
    fc.assert(
      fc.property(cases, ({ side: [h, w], groups, more, kernels }) => {
        const [channels, out] = [2 * groups, 2 * groups * more];
        const body = sum({
          fc: norms(spatialLinear([h!, w!, out], { groups })),
          ...Object.fromEntries(kernels.map(kernel => [`conv${kernel}`, norms(conv(out, kernel, { groups }))])),
        });
        const { layer } = foldExactly(tiles([h!, w!, channels], body), [2 * h!, 3 * w!, channels]);
        expect(layer).toEqual(tiles([h!, w!, channels], spatialLinear([h!, w!, out], { groups, bias: true })));
      }),
      { numRuns: 30 },
    );
  });

  it('are not crossed by what stands around', () => {
    const layer = chain({ tiles: tiles([2, 2, 3], conv(3, 1)), norm: batchNorm() });
    const { report } = fold(randomNetwork(layer, [4, 4, 3], Rng.seeded(0)));
    expect(report.steps).toEqual([]);
    expect(report.refusals).toEqual([{ path: 'norm', reason: "'tiles' maps each tile by itself" }]);
  });

  it('come back from JSON, which is checked', () => {
    const layer = tiles([2, 2, 3], chain({ conv: conv(3, 1) }));
    expect(parseLayer(stringifyLayer(layer))).toEqual(layer);
    expect(() => parseLayer('{"op":"tiles","size":[2,2],"body":{"op":"identity"}}')).toThrow("'size' of tiles must be");
    expect(() => parseLayer('{"op":"tiles","size":[2,2,3],"body":{"op":"nothing"}}')).toThrow("'body'");
  });

  it('refuse a map that they do not cover, and a body that gives no map', () => {
    expect(() => infer(chain({ cut: tiles([3, 3, 4], relu()) }), [7, 6, 4])).toThrow(
      "cut: tiles of [3, 3, 4] don't cover the map exactly; its input is [7, 6, 4]",
    );
    expect(() => infer(tiles([3, 3, 4], reshape([36])), [6, 6, 4])).toThrow('a tile must become a map');
  });
});
