import { describe, expect, it } from 'vitest';
import { fold, formatReport } from '../src/fold/index.ts';
import {
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  dropout,
  identity,
  relu,
  scale,
  sum,
  tap,
} from '../src/layers/build.ts';
import type { Network } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { foldExactly, map, oneConv } from './support/folding.ts';
import { randomNetwork, withParams } from './support/random.ts';

describe('the network around', () => {
  const invented = chain({
    stem: sum({
      dense: conv(8, 5, { stride: 2 }),
      cross: sum({ row: conv(8, [1, 5], { stride: 2 }), column: chain([conv(8, [5, 1], { stride: 2 }), scale()]) }),
      squeeze: chain([conv(4, 1), batchNorm({ border: 1 }), conv(8, 3, { pad: 0, stride: 2, groups: 2 }), batchNorm()]),
      halves: concat([conv(4, 3, { stride: 2 }), chain([avgPool(3, { stride: 2, pad: 1 }), batchNorm()])]),
    }),
    act: relu(),
  });

  it('folds a block that no paper has', () => {
    const { layer, report } = foldExactly(invented, [9, 8, 4]);
    expect(layer).toEqual(chain({ stem: conv(8, 5, { stride: 2, bias: true }), act: relu() }));
    expect(report.refusals).toEqual([]);
  });

  it('drops training-only taps, and does not fold across others', () => {
    const aux = tap('aux', { trainingOnly: true, head: conv(2, 1) });
    const { layer, report } = foldExactly(chain({ conv: conv(4, 3), aux, norm: batchNorm() }), map);
    oneConv(layer);
    expect(report.dropped).toEqual(['aux']);
    const read = foldExactly(chain({ conv: conv(4, 3), read: tap('read'), norm: batchNorm() }), map);
    expect(read.layer.op).toBe('chain');
    expect(read.report.barriers).toEqual([{ kind: 'tap', count: 1, first: 'read' }]);
  });

  it('folds a network of nothing to the identity', () => {
    expect(foldExactly(chain([dropout(0.1), chain([identity()])]), map).layer).toEqual(identity());
  });

  it('leaves its input alone and gives float32 or float64', () => {
    const net = randomNetwork(invented, [9, 8, 4], Rng.seeded(3));
    const [before, layer] = [[...net.params].map(([, { data }]) => data.slice()), structuredClone(net.layer)];
    const single = fold(net).network;
    expect([...net.params].map(([, { data }]) => data)).toEqual(before);
    expect(net.layer).toEqual(layer);
    for (const { data } of single.params.values()) expect(data).toBeInstanceOf(Float32Array);
    for (const { data } of fold(net, { precision: 'float64' }).network.params.values()) {
      expect(data).toBeInstanceOf(Float64Array);
    }
  });

  it('names a parameter that is missing, of another shape, or no variance', () => {
    const net = randomNetwork(chain({ conv: conv(4, 3), norm: batchNorm() }), map, Rng.seeded(0));
    const without = (path: string): Network => ({
      ...net,
      params: new Map([...net.params].filter(([key]) => key !== path)),
    });
    expect(() => fold(without('conv.kernel'))).toThrow('conv.kernel: no such parameter');
    expect(() => fold(withParams(net, { 'norm.gamma': [1, 2] }))).toThrow('norm.gamma');
    expect(() => fold(withParams(net, { 'norm.variance': [1, 1, -1, 1] }))).toThrow(
      'norm: running variance -1 of channel 2',
    );
  });

  it('prints a short report', () => {
    const { report } = foldExactly(
      chain({ a: conv(4, 1, { bias: true }), b: conv(4, 3), n: batchNorm(), act: relu() }),
      map,
    );
    expect(formatReport(report).split('\n')).toEqual([
      'parameters     172 → 168 (-2.3 %)',
      'multiply-adds  6,720 → 6,720 (0.0 %)',
      'folded         conv · norm ×1',
      'not linear     relu ×1',
      "kept           b: pads a bias: zeros where 'a' would give its bias",
    ]);
  });
});
