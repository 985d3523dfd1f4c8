/** Compactors: identities where targets end, which change no bit of what a network gives. */
import { Rng } from '@refold/core';
import { disposeInstance, instantiate, pass } from '@refold/core/apply';
import { init } from '@refold/core/init';
import {
  batchNorm,
  chain,
  concat,
  conv,
  type Layer,
  type Network,
  relu,
  scale,
  sum,
  upsample,
} from '@refold/core/layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { activate, onEveryBackend } from '../../core/test/support/backends.ts';
import { compactorsOf, HOSTS, type PublishedName, placesOf, withCompactors } from '../src/index.ts';
import { INPUT, NETS, trainedNet } from './nets.ts';

const KINDS = ['matrix', 'vector'] as const;
const cases = Object.keys(NETS).flatMap(name => KINDS.map(kind => [name, kind] as const));

/** What a network makes of a batch while it learns, and of another then at inference. */
async function outputs(net: Network): Promise<readonly Float32Array[]> {
  const instance = instantiate(net);
  const x = tf.randomNormal([3, ...net.input], 0, 1, 'float32', 5);
  const results: Float32Array[] = [];
  for (const mode of ['train', 'inference'] as const) {
    const { output, dispose } = pass(instance, x, { mode, rng: Rng.seeded(1) });
    results.push(await output.data<'float32'>());
    dispose();
    output.dispose();
  }
  disposeInstance(instance);
  x.dispose();
  return results;
}

onEveryBackend('a network with new compactors', backend => {
  beforeAll(() => activate(backend));

  it.each(cases)('gives what it gave, bit for bit, learning and at inference: %s, %s', async (name, kind) => {
    const net = trainedNet(NETS[name]!);
    expect(await outputs(withCompactors(net, kind))).toEqual(await outputs(net));
  });
});

describe('withCompactors', () => {
  it.each(cases)('keeps every parameter under its name, and adds one for each target: %s, %s', (name, kind) => {
    const net = trainedNet(NETS[name]!);
    const { params } = withCompactors(net, kind);
    for (const [path, array] of net.params) expect(params.get(path), path).toBe(array);
    const added = [...params.keys()].filter(path => !net.params.has(path));
    expect(added).toEqual(compactorsOf(net, kind).map(({ parameter }) => parameter));
    expect(added).toHaveLength(placesOf(net).length);
    for (const path of added) expect(path).toMatch(/compactor\d*\.(kernel|factor)$/);
  });

  it('stands behind the branches that fold to one layer, and behind a norm', () => {
    const parametersOf = (name: string) =>
      compactorsOf({ layer: NETS[name]!, input: INPUT }).map(({ parameter }) => parameter);
    expect(parametersOf('RepVGG')).toEqual(['stem.compactor.kernel', 'one.compactor.kernel', 'two.compactor.kernel']);
    expect(placesOf({ layer: NETS.RepVGG!, input: INPUT })[0]!.after).toBe('stem.branches');
    expect(placesOf({ layer: NETS.VGG!, input: INPUT }).map(({ after }) => after)).toEqual(['one.norm', 'two.norm']);
  });

  it('numbers the compactors of one chain', () => {
    const net = trainedNet(NETS['one chain with linear layers']!);
    const { params } = withCompactors(net);
    expect(compactorsOf(net).map(({ parameter, group }) => [parameter, group, params.get(parameter)!.shape])).toEqual([
      ['compactor.kernel', 'first', [1, 1, 6, 6]],
      ['compactor2.kernel', 'second', [1, 1, 5, 5]],
      ['compactor3.kernel', 'hidden', [7, 7]],
    ]);
  });

  const last = { relu: relu(), out: conv(2, 3) };
  it.each<[string, Layer, string]>([
    ['two kernels', chain({ a: conv(4, 1), b: conv(6, 3, { pad: 0 }), ...last }), 'b'],
    ['a norm after a factor', chain({ a: conv(6, 1), s: scale(), n: batchNorm(), ...last }), 'n'],
    ['a factor after a norm', chain({ a: conv(6, 1), n: batchNorm(), s: scale(), ...last }), 's'],
    ['a norm of a chain', chain({ inner: chain({ a: conv(4, 1), b: conv(6, 1) }), n: batchNorm(), ...last }), 'n'],
    [
      'part of a chain of which an activation is left',
      chain({ a: conv(8, 1), inner: chain({ b: conv(6, 1), n: batchNorm(), relu: relu() }), out: conv(2, 3) }),
      'inner.n',
    ],
    [
      'no part of branches that follow',
      chain({ a: conv(6, 3), b: sum({ c: conv(7, 3), d: conv(7, 3) }), relu: relu(), out: conv(2, 3) }),
      'a',
    ],
  ])('stands behind all that folds to its target: %s', (_, layer, after) => {
    const net = trainedNet(layer, [6, 6, 3]);
    const [place] = placesOf(net);
    expect(place).toMatchObject({ after, target: { group: { size: 6 } } });
    const [{ parameter } = { parameter: '' }] = compactorsOf(net);
    expect(withCompactors(net).params.get(parameter)!.shape).toEqual([1, 1, 6, 6]);
  });

  it('says where none can stand', () => {
    const layer = chain({ both: concat({ x: conv(3, 1), y: conv(4, 3) }), relu: relu(), out: conv(2, 3) });
    expect(() => withCompactors(trainedNet(layer, [6, 6, 3]))).toThrow(/both.*isn't a child of a chain/);
    const padding = chain({ a: conv(4, 1), norm: batchNorm({ border: 1 }), b: conv(4, 3, { pad: 0 }), ...last });
    expect(() => withCompactors(trainedNet(padding, [6, 6, 3]))).toThrow(
      /norm: this norm pads.*fold the network first/,
    );
    const moved = chain({
      a: chain({ b: concat({ x: conv(3, 1), y: chain({ c: conv(4, 3), r: relu() }) }) }),
      ...last,
    });
    expect(() => withCompactors(trainedNet(moved, [6, 6, 3]))).toThrow(/the network has none at its path/);
    const swapped = chain({ enlarged: upsample(12), a: conv(4, 1), ...last });
    expect(() => withCompactors(trainedNet(swapped, [6, 6, 3]))).toThrow(
      'a: folding moves this layer to before another: fold the network first',
    );
  });
});

describe('published counts of compactors', () => {
  it.each<[PublishedName, number, number, number]>([
    ['resnet-56', 27, 48_384, 1_008],
    ['resnet-50', 32, 2_514_944, 7_552],
  ])('%s has %i with %i numbers and %i channels', (name, layers, numbers, channels) => {
    const { build, input, where } = HOSTS[name];
    const layer = build();
    const base = { layer, input, params: init(layer, input, Rng.seeded(0)) };
    const { params } = withCompactors(base, 'matrix', where);
    const shapes = compactorsOf(base, 'matrix', where).map(({ parameter }) => params.get(parameter)!.shape);
    expect(shapes).toHaveLength(layers);
    expect(params.size).toBe(base.params.size + layers);
    expect(shapes.reduce((sum, shape) => sum + shape.at(-1)! ** 2, 0)).toBe(numbers);
    expect(shapes.reduce((sum, shape) => sum + shape.at(-1)!, 0)).toBe(channels);
  });
});
