/** Every block and every network of the paper, as trained and as folded, run on real backends. */
import { Rng } from '@refold/core';
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { fold, verify, withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { type Layer, leaves, type Network, type Shape, trace } from '@refold/core/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { branchAblations, cifarSpec, repvgg, repvggBlock, repvggSpecs, type Variant, variants } from '../src/index.ts';

/** Norms far from their defaults, at which a wrong fold would pass. */
function trainedLooking(layer: Layer, input: Shape): Network {
  const rng = Rng.seeded('fold');
  return withRandomNorms(network(layer, input, rng), [0.3, 1.3], rng.fork('norms'));
}

const ALL: Readonly<Record<string, Variant>> = { ...branchAblations, ...variants };
const NOT_LINEAR = ['relu-in-branch', 'residual-reorg'];
const opsOf = ({ layer, input }: Network): string[] => [...leaves(trace(layer, input))].map(leaf => leaf.layer.op);

describe.each(['cpu', 'wasm'] as const)('on %s', backend => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  describe.each(Object.keys(ALL).filter(name => !NOT_LINEAR.includes(name)))('the %s block', name => {
    const places = [
      { input: 8, out: 8, stride: 1, groups: 1, dilation: 1 },
      { input: 8, out: 12, stride: 2, groups: 1, dilation: 1 },
      { input: 8, out: 8, stride: 1, groups: 4, dilation: 1 },
    ];
    it.each(places)('folds to one convolution: $input to $out, stride $stride, $groups groups', async place => {
      const net = trainedLooking(ALL[name]!.block(place), [9, 8, 8]);
      const folded = fold(net).network;
      expect(opsOf(folded)).toEqual(['conv', 'activation']);
      expect(await verify(net, folded, evaluateOnce)).toBeLessThan(1e-5);
    });
  });

  it.each(Object.keys(ALL))('a network of %s blocks keeps its outputs', async name => {
    const spec = { ...cifarSpec, widths: [4, 4, 8, 8, 12] };
    const net = trainedLooking(repvgg(spec, { variant: ALL[name]!, classes: 10 }), [17, 17, 3]);
    const { network: folded, report } = fold(net);
    expect(report.after.params).toBeLessThan(report.before.params);
    expect(await verify(net, folded, evaluateOnce)).toBeLessThan(1e-3);
  });
});

describe('nonlinear branches', () => {
  it('keep the sum, and the report says why', () => {
    const place = { input: 8, out: 8, stride: 1, groups: 1, dilation: 1 };
    const { network, report } = fold(trainedLooking(variants['relu-in-branch'].block(place), [6, 6, 8]));
    expect(network.layer.op).toBe('sum');
    expect(report.barriers.map(barrier => JSON.stringify(barrier)).join()).toContain('relu');
  });
});

describe('every variant, narrow', () => {
  beforeAll(async () => {
    await selectBackend('wasm');
  });

  it.each(Object.entries(repvggSpecs))('%s keeps its outputs', async (_, spec) => {
    const widths = spec.widths.map(width => 16 * Math.ceil(width / 320));
    const net = trainedLooking(repvgg({ ...spec, widths }, { classes: 10 }), [33, 33, 3]);
    expect(await verify(net, fold(net).network, evaluateOnce)).toBeLessThan(1e-3);
  });

  it('a block of the paper in dilated form folds too', async () => {
    const net = trainedLooking(repvggBlock()({ input: 8, out: 8, stride: 1, groups: 2, dilation: 2 }), [9, 9, 8]);
    const folded = fold(net).network;
    expect(opsOf(folded)).toEqual(['conv', 'activation']);
    expect(await verify(net, folded, evaluateOnce)).toBeLessThan(1e-5);
  });
});
