/** Channel groups of the usual ways to join layers: who makes each channel, who reads it, and where it lies. */
import { describe, expect, it } from 'vitest';
import {
  activation,
  batchNorm,
  chain,
  concat,
  conv,
  flatten,
  globalAvgPool,
  identity,
  linear,
  permute,
  product,
  relu,
  sigmoid,
  sum,
  tap,
  tiles,
} from '../src/layers/build.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { channelGroups, formatGroup } from '../src/prune/index.ts';
import { cifarResNet } from '../src/zoo/index.ts';

const MAP: Shape = [8, 8, 3];

/** The groups that can be cut, in words. */
const shown = (layer: Layer, input: Shape = MAP): string[] =>
  channelGroups(layer, input)
    .filter(({ fixed }) => fixed === undefined)
    .map(formatGroup);

/** The first line of each group that can't be cut, between the input and the output. */
const fixedOf = (layer: Layer, input: Shape = MAP): string[] =>
  channelGroups(layer, input)
    .filter(({ fixed }) => fixed !== undefined)
    .slice(1, -1)
    .map(group => formatGroup(group).split('\n')[0]!);

/** Where the channels of a group lie at a site. */
const placesOf = (layer: Layer, name: string, path: string, input: Shape = MAP) =>
  channelGroups(layer, input)
    .find(group => group.name === name)!
    .sites.find(site => site.path === path)!.places;

describe('groups of a plain chain', () => {
  const plain = chain({
    a: conv(4, 3),
    norm: batchNorm(),
    relu: relu(),
    b: conv(3, 1, { bias: true }),
    pool: globalAvgPool(),
    flat: flatten(),
    fc: linear(2),
  });

  it('are the outputs of each layer, with what follows and reads them; the first and the last are fixed', () => {
    expect(channelGroups(plain, MAP).map(formatGroup)).toEqual([
      `input: 3 channels, can't be cut: the network: they are the network's input
  consumer a  conv (inputs)  0-2`,
      `a: 4 channels
  producer a     conv (outputs)  0-3
  follower norm  batchNorm  0-3
  consumer b     conv (inputs)  0-3`,
      `b: 3 channels
  producer b   conv (outputs)  0-2
  consumer fc  linear (inputs)  0-2`,
      `fc: 2 channels, can't be cut: the network: they are the network's output
  producer fc  linear (outputs)  0-1`,
    ]);
  });

  it('count one channel in the singular', () => {
    expect(shown(chain({ a: conv(1, 3), b: conv(2, 3) }))[0]).toMatch(/^a: 1 channel\n/);
  });

  it('put a channel at every position of a flattened map', () => {
    const layer = chain({ stem: conv(3, 1), flat: flatten(), fc: linear(5), out: linear(2) });
    expect(shown(layer, [2, 2, 3])[0]).toBe(`stem: 3 channels
  producer stem  conv (outputs)  0-2
  consumer fc    linear (inputs)  0-11`);
    expect(placesOf(layer, 'stem', 'fc', [2, 2, 3])).toEqual([
      [0, 3, 6, 9],
      [1, 4, 7, 10],
      [2, 5, 8, 11],
    ]);
  });
});

describe('groups of a residual block', () => {
  const block = (shortcut: Layer) =>
    chain({
      stem: conv(4, 3),
      sum: sum({ shortcut, body: chain({ first: conv(6, 3), norm: batchNorm(), relu: relu(), second: conv(4, 3) }) }),
      head: conv(2, 1),
    });
  const inner = `sum.body.first: 6 channels
  producer sum.body.first   conv (outputs)  0-5
  follower sum.body.norm    batchNorm  0-5
  consumer sum.body.second  conv (inputs)  0-5`;

  it('tie what the identity passes on to what the body gives', () => {
    expect(shown(block(identity()))).toEqual([
      `stem: 4 channels
  producer stem             conv (outputs)  0-3
  consumer sum.body.first   conv (inputs)  0-3
  producer sum.body.second  conv (outputs)  0-3
  consumer head             conv (inputs)  0-3`,
      inner,
    ]);
  });

  it('leave what comes before a projection alone', () => {
    expect(shown(block(conv(4, 1)))).toEqual([
      `stem: 4 channels
  producer stem            conv (outputs)  0-3
  consumer sum.shortcut    conv (inputs)  0-3
  consumer sum.body.first  conv (inputs)  0-3`,
      `sum.shortcut: 4 channels
  producer sum.shortcut     conv (outputs)  0-3
  producer sum.body.second  conv (outputs)  0-3
  consumer head             conv (inputs)  0-3`,
      inner,
    ]);
  });

  it('follow a shortcut of option A: the channels that it pads are groups of their own', () => {
    const groups = shown(cifarResNet(8), [32, 32, 3]);
    expect(groups.map(text => text.split('\n')[0])).toEqual([
      'stem.conv: 16 channels',
      'stage1.0.branches.body.conv1.conv: 16 channels',
      'stage2.0.branches.body.conv2.conv: 16 channels',
      'stage2.0.branches.body.conv1.conv: 32 channels',
      'stage3.0.branches.body.conv2.conv: 32 channels',
      'stage3.0.branches.body.conv1.conv: 64 channels',
    ]);
    // 16 channels become 32 by 8 zeros on either side, these become 64 by 16.
    expect(groups[2]).toBe(`stage2.0.branches.body.conv2.conv: 16 channels
  follower stage2.0.branches.shortcut.pad     pad  0-7, 24-31
  producer stage2.0.branches.body.conv2.conv  conv (outputs)  0-7, 24-31
  follower stage2.0.branches.body.conv2.norm  batchNorm  0-7, 24-31
  follower stage3.0.branches.shortcut.pad     pad  16-23, 40-47
  consumer stage3.0.branches.body.conv1.conv  conv (inputs)  0-7, 24-31
  producer stage3.0.branches.body.conv2.conv  conv (outputs)  16-23, 40-47
  follower stage3.0.branches.body.conv2.norm  batchNorm  16-23, 40-47
  consumer head.linear                        linear (inputs)  16-23, 40-47`);
  });
});

describe('groups of joined branches', () => {
  it('lie one after the other in a concatenation, as in a DenseNet', () => {
    const grow = () => concat({ same: identity(), grown: conv(2, 3) });
    expect(shown(chain({ stem: conv(4, 3), one: grow(), two: grow(), norm: batchNorm(), head: conv(2, 1) }))).toEqual([
      `stem: 4 channels
  producer stem       conv (outputs)  0-3
  consumer one.grown  conv (inputs)  0-3
  consumer two.grown  conv (inputs)  0-3
  follower norm       batchNorm  0-3
  consumer head       conv (inputs)  0-3`,
      `one.grown: 2 channels
  producer one.grown  conv (outputs)  0-1
  consumer two.grown  conv (inputs)  4-5
  follower norm       batchNorm  4-5
  consumer head       conv (inputs)  4-5`,
      `two.grown: 2 channels
  producer two.grown  conv (outputs)  0-1
  follower norm       batchNorm  6-7
  consumer head       conv (inputs)  6-7`,
    ]);
  });

  it('show the first four runs of places', () => {
    const names = ['a', 'b', 'c', 'd'].map(name => [`same_${name}`, identity(), `new_${name}`, conv(1, 1)] as const);
    const mixed = concat(Object.fromEntries(names.flatMap(([s, i, n, c]) => [[s, i] as const, [n, c] as const])));
    const layer = chain({ stem: conv(2, 3), mixed, more: concat({ x: identity(), y: identity() }), head: conv(1, 1) });
    expect(shown(layer)[0]).toContain('consumer head         conv (inputs)  0-1, 3-4, 6-7, 9-10, ... (16 places)');
  });

  it('tie a gate to what it weighs', () => {
    const gate = chain({ pool: globalAvgPool(), down: conv(2, 1), relu: relu(), up: conv(4, 1), gate: sigmoid() });
    const layer = chain({ stem: conv(4, 3), gated: product({ same: identity(), gate }), head: conv(2, 1) });
    expect(shown(layer)).toEqual([
      `stem: 4 channels
  producer stem             conv (outputs)  0-3
  consumer gated.gate.down  conv (inputs)  0-3
  producer gated.gate.up    conv (outputs)  0-3
  consumer head             conv (inputs)  0-3`,
      `gated.gate.down: 2 channels
  producer gated.gate.down  conv (outputs)  0-1
  consumer gated.gate.up    conv (inputs)  0-1`,
    ]);
  });
});

describe('groups of layers in groups', () => {
  it('tie the i-th channels of all cardinalities of a ResNeXt, before and after', () => {
    const layer = chain({ reduce: conv(6, 1), spatial: conv(9, 3, { groups: 3 }), expand: conv(2, 1) });
    expect(shown(layer)).toEqual([
      `reduce: 2 channels
  producer reduce   conv (outputs)  0-5
  consumer spatial  conv (inputs)  0-5`,
      `spatial: 3 channels
  producer spatial  conv (outputs)  0-8
  consumer expand   conv (inputs)  0-8`,
    ]);
    expect(placesOf(layer, 'reduce', 'spatial')).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(placesOf(layer, 'spatial', 'expand')).toEqual([
      [0, 3, 6],
      [1, 4, 7],
      [2, 5, 8],
    ]);
  });

  it('pass through a depthwise layer, to as many outputs as it makes of each', () => {
    const depthwise = conv(6, 3, { groups: 3 });
    const layer = chain({ stem: conv(3, 1), depthwise, norm: batchNorm(), expand: conv(2, 1) });
    expect(shown(layer)).toEqual([
      `stem: 3 channels
  producer stem       conv (outputs)  0-2
  follower depthwise  conv  0-5
  follower norm       batchNorm  0-5
  consumer expand     conv (inputs)  0-5`,
    ]);
    expect(placesOf(layer, 'stem', 'depthwise')).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });

  it('tie the i-th channels of all tiles', () => {
    const body = chain({ conv: conv(3, 1), norm: batchNorm() });
    const layer = chain({ stem: conv(4, 1), tiled: tiles([2, 4, 2], body), head: conv(2, 1) });
    expect(shown(layer, [4, 4, 3])).toEqual([
      `stem: 2 channels
  producer stem             conv (outputs)  0-3
  consumer tiled.body.conv  conv (inputs)  0-1`,
      `tiled.body.conv: 3 channels
  producer tiled.body.conv  conv (outputs)  0-2
  follower tiled.body.norm  batchNorm  0-2
  follower tiled            tiles  0-5
  consumer head             conv (inputs)  0-5`,
    ]);
  });
});

describe('channels that stay', () => {
  const before = (...rest: Layer[]) =>
    chain({ stem: conv(3, 1), ...Object.fromEntries(rest.map((x, i) => [`l${i}`, x])) });

  it('are those that a tap shows: its input, or what its head makes of it', () => {
    expect(fixedOf(before(tap('shown'), conv(2, 1)))).toEqual([
      "stem: 3 channels, can't be cut: l0: the tap 'shown' shows them",
    ]);
    const layer = before(tap('aux', { head: conv(4, 1) }), conv(2, 1));
    expect(fixedOf(layer)).toEqual(["l0.head: 4 channels, can't be cut: l0: the tap 'aux' shows them"]);
    expect(shown(layer)).toEqual([
      `stem: 3 channels
  producer stem     conv (outputs)  0-2
  consumer l0.head  conv (inputs)  0-2
  consumer l1       conv (inputs)  0-2`,
    ]);
  });

  it('are those that a softmax weighs', () => {
    expect(fixedOf(before(activation('softmax'), conv(2, 1)))).toEqual([
      "stem: 3 channels, can't be cut: l0: a softmax weighs them against each other",
    ]);
  });

  it('are those that a normalised kernel reads, not those that it makes', () => {
    const layer = before(conv(4, 3, { unitNorm: true }), conv(2, 1));
    expect(fixedOf(layer)).toEqual(["stem: 3 channels, can't be cut: l0: it normalises its kernel over all of them"]);
    expect(shown(layer)[0]).toMatch(/^l0: 4 channels\n/);
  });

  it('are those that a layer takes for positions, and those that it makes of them', () => {
    expect(fixedOf(before(permute([0, 2, 1]), batchNorm(), conv(2, 1)))).toEqual([
      "stem: 3 channels, can't be cut: l1: batchNorm treats them as positions",
      "l1: 8 channels, can't be cut: l1: batchNorm makes them of positions",
    ]);
  });
});
