/** What cutting and merging make of a network's arrays, number by number. */
import { describe, expect, it } from 'vitest';
import * as l from '../src/layers/build.ts';
import { infer } from '../src/layers/shapes.ts';
import type { Layer, Network, Shape } from '../src/layers/types.ts';
import type { NdArray } from '../src/ndarray.ts';
import { keepChannels, keepSurgery, mergeChannels, mergeSurgery } from '../src/prune/index.ts';
import { Rng } from '../src/rng.ts';
import { randomNetwork, withParams } from './support/random.ts';

const net = (layer: Layer, input: Shape, values: Readonly<Record<string, readonly number[]>>): Network =>
  withParams(randomNetwork(layer, input, Rng.seeded('surgery')), values);

/** Numbers and shape of a parameter. */
const read = ({ params }: Pick<Network, 'params'>, path: string) => {
  const { data, shape } = params.get(path)!;
  return { data: [...data], shape };
};

/** Two pointwise layers; kernels are inputs by outputs. */
const pair = net(l.chain({ a: l.conv(3, 1, { bias: true }), norm: l.batchNorm(), b: l.conv(2, 1) }), [1, 1, 2], {
  'a.kernel': [1, 2, 3, 4, 5, 6],
  'a.bias': [7, 8, 9],
  'norm.gamma': [1, 2, 3],
  'norm.mean': [4, 5, 6],
  'b.kernel': [10, 11, 20, 21, 30, 31],
});

describe('keepChannels', () => {
  it('cuts columns of what makes channels, numbers of what follows, and rows of what reads', () => {
    const narrow = keepChannels(pair, { a: [0, 2] });
    expect(narrow.layer).toEqual(l.chain({ a: l.conv(2, 1, { bias: true }), norm: l.batchNorm(), b: l.conv(2, 1) }));
    expect(read(narrow, 'a.kernel')).toEqual({ data: [1, 3, 4, 6], shape: [1, 1, 2, 2] });
    expect(read(narrow, 'a.bias')).toEqual({ data: [7, 9], shape: [2] });
    expect(read(narrow, 'norm.gamma')).toEqual({ data: [1, 3], shape: [2] });
    expect(read(narrow, 'norm.mean')).toEqual({ data: [4, 6], shape: [2] });
    expect(read(narrow, 'b.kernel')).toEqual({ data: [10, 11, 30, 31], shape: [1, 1, 2, 2] });
  });

  it('keeps channels in their order, whatever that of the indices', () => {
    expect(keepChannels(pair, { a: [2, 0] })).toEqual(keepChannels(pair, { a: [0, 2] }));
  });

  it('leaves a network of which everything is kept', () => {
    expect(keepChannels(pair, {})).toEqual(pair);
    expect(keepChannels(pair, { input: [0, 1], a: [0, 1, 2], b: [0, 1] })).toEqual(pair);
  });

  it('cuts a row for every position of a flattened map', () => {
    const flat = net(l.chain({ a: l.conv(2, 1), flat: l.flatten(), fc: l.linear(1) }), [1, 2, 2], {
      'fc.kernel': [1, 2, 3, 4],
    });
    expect(read(keepChannels(flat, { a: [1] }), 'fc.kernel')).toEqual({ data: [2, 4], shape: [2, 1] });
  });

  it('cuts a depthwise layer with the channel that it follows', () => {
    const layer = l.chain({ a: l.conv(3, 1), depthwise: l.conv(6, 1, { groups: 3 }), b: l.conv(1, 1) });
    const narrow = keepChannels(net(layer, [1, 1, 2], { 'depthwise.kernel': [1, 2, 3, 4, 5, 6] }), { a: [0, 2] });
    expect(read(narrow, 'depthwise.kernel')).toEqual({ data: [1, 2, 5, 6], shape: [1, 1, 1, 4] });
    expect(narrow.layer).toEqual(l.chain({ a: l.conv(2, 1), depthwise: l.conv(4, 1, { groups: 2 }), b: l.conv(1, 1) }));
  });

  it('cuts every group of a grouped layer alike', () => {
    const layer = l.chain({ a: l.conv(4, 1), grouped: l.conv(4, 1, { groups: 2 }), b: l.conv(1, 1) });
    const wide = net(layer, [1, 1, 2], { 'grouped.kernel': [1, 2, 3, 4, 5, 6, 7, 8], 'b.kernel': [1, 2, 3, 4] });
    // The second input and the first output of both groups.
    const narrow = keepChannels(wide, { a: [1], grouped: [0] });
    expect(read(narrow, 'grouped.kernel')).toEqual({ data: [5, 7], shape: [1, 1, 1, 2] });
    expect(read(narrow, 'b.kernel')).toEqual({ data: [1, 3], shape: [1, 1, 2, 1] });
  });

  it('cuts inputs and outputs of a grid, and of a transposed convolution', () => {
    const layer = l.chain({
      a: l.conv(2, 1),
      grid: l.spatialLinear([1, 1, 2]),
      up: l.convTranspose(1, 1),
      z: l.conv(1, 1),
    });
    const wide = net(layer, [1, 2, 1], { 'grid.kernel': [1, 2, 3, 4, 5, 6, 7, 8], 'up.kernel': [1, 2] });
    const narrow = keepChannels(wide, { a: [1], grid: [0] });
    // Rows of the kernel are position 0's two channels, then position 1's.
    expect(read(narrow, 'grid.kernel')).toEqual({ data: [3, 7], shape: [1, 2, 1] });
    expect(read(narrow, 'up.kernel')).toEqual({ data: [1], shape: [1, 1, 1, 1] });
  });

  it('lets a shortcut pad fewer zeros', () => {
    const shortcut = l.chain({
      narrow: l.conv(2, 1),
      first: l.permute([2, 1, 0]),
      pad: l.pad([1, 1, 0, 0]),
      last: l.permute([2, 1, 0]),
    });
    const wide = net(l.chain({ sum: l.sum({ shortcut, body: l.conv(4, 1) }), head: l.conv(1, 1) }), [2, 2, 3], {
      'head.kernel': [1, 2, 3, 4],
    });
    // Its zeros are channels 0 and 3 of the sum: the first goes, and of the others channel 2.
    const narrow = keepChannels(wide, { 'sum.shortcut.narrow': [0], 'sum.body': [1] });
    expect(JSON.stringify(narrow.layer)).toContain(JSON.stringify(l.pad([0, 1, 0, 0])));
    expect(read(narrow, 'head.kernel').data).toEqual([2, 4]);
    expect(infer(narrow.layer, narrow.input)).toEqual([2, 2, 1]);
  });

  it('leaves float64 float64, and float32 float32', () => {
    expect(keepChannels(pair, { a: [0] }).params.get('a.kernel')!.data).toBeInstanceOf(Float64Array);
    const single = new Map(
      [...pair.params].map(([path, { shape, data }]) => [path, { shape, data: Float32Array.from(data) }]),
    );
    const narrow = keepChannels({ ...pair, params: single }, { a: [0] });
    expect([...narrow.params.values()].every(({ data }) => data instanceof Float32Array)).toBe(true);
  });

  it.each([
    ['an unknown group', { c: [0] }, "no channel group 'c'. Available: input, a, b"],
    ['an index beyond the last', { a: [0, 3] }, "a: channel 3 doesn't exist: the group has 3"],
    ['an index that is not one', { a: [0.5] }, "a: channel 0.5 doesn't exist: the group has 3"],
    [
      "the network's input",
      { input: [0] },
      "input: its channels can't be cut: the network: they are the network's input",
    ],
    ["the network's output", { b: [0] }, "b: its channels can't be cut: the network: they are the network's output"],
    ['a group of which nothing would be left', { a: [] }, 'a: none of its 3 channels would be left'],
  ])('refuses %s', (_, keep, message) => {
    expect(() => keepChannels(pair, keep)).toThrow(message);
  });

  it('refuses a fixed group with the path and the reason, and a network without its parameters', () => {
    const shown = net(l.chain({ a: l.conv(2, 1), shown: l.tap('features'), b: l.conv(1, 1) }), [1, 1, 2], {});
    expect(() => keepChannels(shown, { a: [0] })).toThrow(
      "a: its channels can't be cut: shown: the tap 'features' shows them",
    );
    expect(() => keepChannels({ ...pair, params: new Map() }, { a: [0] })).toThrow(
      'a.kernel: the network to be cut has no such parameter',
    );
  });
});

describe('mergeChannels', () => {
  it('keeps the first of a cluster, and adds up what reads the cluster', () => {
    const narrow = mergeChannels(pair, { a: [[2, 0]] });
    expect(read(narrow, 'a.kernel').data).toEqual([2, 3, 5, 6]);
    expect(read(narrow, 'a.bias').data).toEqual([8, 9]);
    expect(read(narrow, 'norm.gamma').data).toEqual([2, 3]);
    expect(read(narrow, 'b.kernel')).toEqual({ data: [20, 21, 10 + 30, 11 + 31], shape: [1, 1, 2, 2] });
    expect(read(pair, 'b.kernel').data).toEqual([10, 11, 20, 21, 30, 31]);
  });

  it('adds up rows for every position of a flattened map', () => {
    const flat = net(l.chain({ a: l.conv(2, 1), flat: l.flatten(), fc: l.linear(1) }), [1, 2, 2], {
      'fc.kernel': [1, 2, 3, 4],
    });
    expect(read(mergeChannels(flat, { a: [[0, 1]] }), 'fc.kernel').data).toEqual([1 + 2, 3 + 4]);
  });

  it('leaves clusters of one, of fixed groups too', () => {
    expect(mergeChannels(pair, { input: [[0], [1]], a: [[0], [1]] })).toEqual(pair);
  });

  it('refuses a channel in two clusters, and a fixed group', () => {
    expect(() =>
      mergeChannels(pair, {
        a: [
          [0, 1],
          [1, 2],
        ],
      }),
    ).toThrow('a: channel 1 is in two clusters');
    expect(() => mergeChannels(pair, { a: [[0, 0]] })).toThrow('a: channel 0 is in two clusters');
    expect(() => mergeChannels(pair, { b: [[0, 1]] })).toThrow("b: its channels can't be cut");
  });
});

describe("an optimizer's state", () => {
  const vector = (...values: number[]): NdArray => ({ shape: [values.length], data: Float32Array.from(values) });
  const state = new Map<string, NdArray>([
    ['momentum/a.kernel', { shape: [1, 1, 2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6]) }],
    ['momentum/b.kernel', { shape: [1, 1, 3, 2], data: Float32Array.from([1, 2, 3, 4, 5, 6]) }],
    ['second/a.bias', vector(1, 2, 3)],
    ['mask/a.kernel', vector(1, 0)],
    ['step', vector(12)],
  ]);

  it('is cut along with the parameters; what has another shape, or no parameter, stays', () => {
    const cut = keepSurgery(pair.layer, pair.input, { a: [0, 2] }).state(state);
    expect([...cut.keys()]).toEqual([...state.keys()]);
    expect(cut.get('momentum/a.kernel')).toEqual({ shape: [1, 1, 2, 2], data: Float32Array.from([1, 3, 4, 6]) });
    expect(cut.get('momentum/b.kernel')).toEqual({ shape: [1, 1, 2, 2], data: Float32Array.from([1, 2, 5, 6]) });
    expect(cut.get('second/a.bias')).toEqual(vector(1, 3));
    expect(cut.get('mask/a.kernel')).toBe(state.get('mask/a.kernel'));
    expect(cut.get('step')).toBe(state.get('step'));
  });

  it("keeps the first channel's where channels are merged: momenta aren't added up", () => {
    const cut = mergeSurgery(pair.layer, pair.input, { a: [[0, 2]] }).state(state);
    expect(cut.get('momentum/b.kernel')).toEqual({ shape: [1, 1, 2, 2], data: Float32Array.from([1, 2, 3, 4]) });
  });
});
