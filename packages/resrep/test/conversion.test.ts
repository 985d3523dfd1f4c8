/** Conversion: rows that are zero go, the rest folds, and the outputs stay. */
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { fold, relativeError } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import { absorbBiases, keepChannels } from '@refold/core/prune';
import { describe, expect, it } from 'vitest';
import { randomNetwork } from '../../core/test/support/random.ts';
import { evaluate, randomSample } from '../../core/test/support/reference.ts';
import {
  budgetOf,
  type CompactorKind,
  compactorsOf,
  convert,
  cutTo,
  EPSILON,
  keptBy,
  type ResRepSettings,
  rowsOf,
  survivors,
  withCompactors,
} from '../src/index.ts';
import { INPUT, NETS } from './nets.ts';

/** A float64 network with random compactors of which every third row is zero, from another one on in each. */
function forgetful(name: string, kind: CompactorKind = 'matrix') {
  const base = randomNetwork(NETS[name]!, INPUT, Rng.seeded('conversion'));
  const grown = withCompactors(base, kind);
  const params = new Map(grown.params);
  for (const [target, { parameter }] of compactorsOf(base, kind).entries()) {
    const draws = Rng.seeded(parameter);
    const { shape } = params.get(parameter)!;
    const rows = shape.at(-1)!;
    const numbers = Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) =>
      ((i % rows) + target) % 3 === 1 ? 0 : draws.normal(),
    );
    params.set(parameter, { shape, data: Float64Array.from(numbers) });
  }
  const net: Network = { ...grown, params };
  return { base, net, rows: rowsOf(net, base, { on: kind === 'matrix' ? 'compactors' : 'factors' }) };
}

function errorBetween(a: Network, b: Network): number {
  const x = randomSample(INPUT, Rng.seeded('x'));
  return relativeError(evaluate(a, x).data, evaluate(b, x).data);
}

const cases = Object.keys(NETS).flatMap(name => (['matrix', 'vector'] as const).map(kind => [name, kind] as const));
describe.each(cases)('%s with rows of zeros, %s', (name, kind) => {
  const { base, net, rows } = forgetful(name, kind);

  it('gives what it gave, without them', () => {
    const narrow = convert(net, rows, survivors(rows));
    expect(errorBetween(net, narrow)).toBeLessThan(1e-5);
    expect([...narrow.params.keys()].filter(path => /compactor|norm|factor/.test(path))).toEqual([]);
    const { costOf } = budgetOf(base);
    expect(count(narrow.layer, INPUT).total.macs).toBe(costOf(survivors(rows).map(({ length }) => length)));
  });
});

it('adds to a pointwise layer’s bias what a depthwise layer and its norm make of a row of zeros', () => {
  const { net, rows } = forgetful('MobileNet');
  // What the first depthwise layer's norm shifts by, as max(0, folded β) after its ReLU.
  const of = (norm: string, name: string, channel: number) => net.params.get(`${norm}.${name}`)!.data[channel]!;
  const slope = (norm: string, channel: number) =>
    of(norm, 'gamma', channel) / Math.sqrt(of(norm, 'variance', channel) + 1e-5);
  const constants = [1, 4].map(channel => {
    const norm = 'body.0.depthwise.norm';
    return Math.max(0, of(norm, 'beta', channel) - of(norm, 'mean', channel) * slope(norm, channel));
  });
  expect(constants.some(value => value > 0)).toBe(true);
  const { network } = fold(net);
  const keep = { [rows[0]!.group]: survivors(rows)[0]! };
  expect(errorBetween(net, keepChannels(network, keep))).toBeGreaterThan(1e-3);
  const absorbed = absorbBiases(network, keep);
  const [after, before] = [absorbed, network].map(({ params }) => params.get('body.0.pointwise.conv.bias')!.data);
  const kernel = network.params.get('body.0.pointwise.conv.kernel')!.data;
  for (const out of Array(8).keys()) {
    const added = constants[0]! * kernel[1 * 8 + out]! + constants[1]! * kernel[4 * 8 + out]!;
    expect(after![out]! - before![out]!).toBeCloseTo(added, 5);
  }
});

describe('survivors', () => {
  it('are rows of ε or more', () => {
    const norms = [EPSILON, 0.99 * EPSILON, 0, 1, 1.01 * EPSILON];
    expect(survivors([{ group: 'a', norms }])).toEqual([[0, 3, 4]]);
    expect(survivors([{ group: 'a', norms }], 0.5)).toEqual([[3]]);
  });

  it('are the longest row where all are zero, and the first of equals', () => {
    expect(
      survivors([
        { group: 'a', norms: [1e-7, 3e-6, 2e-6] },
        { group: 'b', norms: [0, 0] },
        { group: 'c', norms: [0, 2] },
      ]),
    ).toEqual([[1], [0], [1]]);
  });
});

describe('what a trained network keeps', () => {
  const { base, rows } = forgetful('basic blocks');
  const settings: ResRepSettings = { name: 'resrep', on: 'compactors', lambda: 1, keep: 0.6 };
  const reset = { warmUp: 1, interval: 1, growth: 1 };

  it('is what was not forgotten, with resetting on compactors', () => {
    expect(keptBy(rows, base, { ...settings, reset })).toEqual(survivors(rows));
  });

  it.each<[string, Partial<ResRepSettings>]>([
    ['without resetting', {}],
    ['on filters, which never reach zero', { on: 'filters', reset }],
  ])('is what the budget takes of the longest rows, %s', (_, change) => {
    const own = rows.map(({ norms, group }) => ({ group, norms: Array.from(norms, (_, i) => norms.length - i) }));
    const channels = keptBy(own, base, { ...settings, ...change });
    const { whole, costOf } = budgetOf(base);
    const widths = channels.map(({ length }) => length);
    expect(costOf(widths)).toBeLessThanOrEqual(0.6 * whole);
    for (const [i, width] of widths.entries()) {
      expect(channels[i]).toEqual([...Array(width).keys()]);
    }
  });

  it('of filters goes bare: filters that are cut just go', () => {
    const filters = rowsOf(base, base, { on: 'filters' });
    const some = filters.map(({ norms }) => [...Array(norms.length - 2).keys()]);
    const narrow = cutTo(base, filters, some, 'filters');
    const keep = Object.fromEntries(filters.map(({ group }, i) => [group, some[i]!]));
    expect(errorBetween(keepChannels(base, keep), narrow)).toBeLessThan(1e-5);
    expect(filters.map(({ group }) => group)).toEqual(['one.branches.body.conv1.conv', 'two.branches.body.conv1.conv']);
  });
});
