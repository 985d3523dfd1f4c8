/** What clusters of channels mean for each parameter, and which layer leads a group. */
import { describe, expect, it } from 'vitest';
import * as l from '../src/layers/build.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { activitiesOf, pacesettersOf, partitionsOf } from '../src/prune/index.ts';
import { cifarDenseNet, cifarResNet } from '../src/zoo/index.ts';

const convNorm = (out: number) => l.chain({ conv: l.conv(out, 3), norm: l.batchNorm() });

/** Labels of every parameter that clusters tie, by path. */
const labelsOf = (layer: Layer, input: Shape, clusters: Parameters<typeof partitionsOf>[2]) =>
  Object.fromEntries(partitionsOf(layer, input, clusters).map(({ path, labels }) => [path, [...labels]]));

describe('partitionsOf', () => {
  it('ties filters, biases and norms of what makes the channels, and nothing of what reads them', () => {
    const layer = l.chain({ a: l.conv(4, 3, { bias: true }), norm: l.batchNorm(), b: l.conv(2, 1) });
    const partitions = partitionsOf(layer, [4, 4, 3], { a: [[0, 2]] });
    expect(partitions.map(({ path, role, shape, count }) => [path, role, shape, count])).toEqual([
      ['a.kernel', 'producer', [27, 4, 1], 3],
      ['a.bias', 'producer', [1, 4, 1], 3],
      ['norm.gamma', 'follower', [1, 4, 1], 3],
      ['norm.beta', 'follower', [1, 4, 1], 3],
    ]);
    expect(partitions.every(({ labels }) => [...labels].join() === '0,1,0,2')).toBe(true);
  });

  it('ties every branch of a sum alike', () => {
    const layer = l.chain({
      stem: convNorm(4),
      sum: l.sum({ one: l.identity(), two: convNorm(4) }),
      head: l.conv(1, 1),
    });
    const labels = labelsOf(layer, [4, 4, 3], { 'stem.conv': [[1, 3]] });
    expect(Object.keys(labels)).toHaveLength(6);
    for (const own of Object.values(labels)) expect(own).toEqual([0, 1, 2, 1]);
  });

  it('ties a norm of joined maps by the clusters of each part', () => {
    const layer = l.chain({
      stem: l.conv(3, 3),
      join: l.concat({ old: l.identity(), grown: l.conv(2, 3) }),
      norm: l.batchNorm(),
      head: l.conv(1, 1),
    });
    const labels = labelsOf(layer, [4, 4, 3], { stem: [[0, 2]], 'join.grown': [[0, 1]] });
    expect(labels['stem.kernel']).toEqual([0, 1, 0]);
    expect(labels['norm.gamma']).toEqual([0, 1, 0, 2, 2]);
  });

  it('ties a depthwise layer place by place', () => {
    const layer = l.chain({ a: l.conv(2, 1), deep: l.conv(4, 3, { groups: 2 }), b: l.conv(1, 1) });
    expect(labelsOf(layer, [4, 4, 3], { a: [[0, 1]] })['deep.kernel']).toEqual([0, 1, 0, 1]);
  });

  it('leaves out what no two slices of belong together', () => {
    expect(partitionsOf(convNorm(4), [4, 4, 3], {})).toEqual([]);
    expect(labelsOf(l.chain({ a: l.conv(4, 3), b: l.conv(2, 1) }), [4, 4, 3], { a: [[1], [2]] })).toEqual({});
  });

  it('refuses clusters as merging does', () => {
    const layer = l.chain({ a: l.conv(4, 3), b: l.conv(2, 1) });
    const run = (clusters: Parameters<typeof partitionsOf>[2]) => () => partitionsOf(layer, [4, 4, 3], clusters);
    expect(
      run({
        a: [
          [0, 1],
          [1, 2],
        ],
      }),
    ).toThrow('a: channel 1 is in two clusters');
    expect(run({ b: [[0, 1]] })).toThrow(/b: its channels can't be cut/);
    expect(run({ c: [[0, 1]] })).toThrow("no channel group 'c'");
    expect(run({ a: [[0, 4]] })).toThrow("a: channel 4 doesn't exist");
  });
});

describe('pacesettersOf', () => {
  it('finds stem, projections and inner layers of a residual network, in their order', () => {
    const pacesetters = pacesettersOf(cifarResNet(20, { shortcut: 'projection' }), [32, 32, 3]);
    expect(pacesetters).toHaveLength(3 + 9);
    const followed = pacesetters.filter(
      ({ group }) => group.sites.filter(({ role }) => role === 'producer').length > 1,
    );
    expect(followed.map(({ path }) => path)).toEqual([
      'stem.conv',
      'stage2.0.branches.shortcut.conv',
      'stage3.0.branches.shortcut.conv',
    ]);
  });

  it('finds every layer of a dense network but the last', () => {
    const pacesetters = pacesettersOf(cifarDenseNet(40), [32, 32, 3]);
    expect(pacesetters).toHaveLength(39);
    expect(pacesetters.map(({ group }) => group.size).slice(0, 3)).toEqual([16, 12, 12]);
  });
});

describe('activitiesOf', () => {
  it('finds the first ReLU behind each group, and where the channels lie there', () => {
    const layer = l.chain({
      stem: l.conv(2, 3),
      join: l.concat({ old: l.identity(), grown: l.chain({ act: l.relu(), conv: l.conv(3, 3) }) }),
      act: l.relu(),
      head: l.conv(1, 1),
    });
    const found = activitiesOf(layer, [4, 4, 3]);
    expect(found.get('stem')).toEqual({ relu: 'join.grown.act', places: [0, 1] });
    expect(found.get('join.grown.conv')).toEqual({ relu: 'act', places: [2, 3, 4] });
    expect(found.has('head')).toBe(false);
  });
});
