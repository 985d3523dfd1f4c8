/** Clusters: which filters become one, and which layers decide. */
import { Rng } from '@refold/core';
import { init } from '@refold/core/init';
import type { Layer, Network } from '@refold/core/layers';
import { CIFAR, cifarDenseNet, cifarResNet } from '@refold/core/zoo';
import { clustersOf, evenClusters, filtersOf, kmeansClusters, widthsOf } from 'csgd';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const fresh = (layer: Layer): Network => ({ layer, input: CIFAR, params: init(layer, CIFAR, Rng.seeded('clusters')) });
const sizes = fc
  .integer({ min: 1, max: 40 })
  .chain(count => fc.tuple(fc.constant(count), fc.integer({ min: 1, max: count })));

/** Whether lists hold every index below `count` once, in ascending order, and come in the order of their first members. */
function expectPartition(lists: readonly (readonly number[])[], count: number, clusters: number): void {
  expect(lists).toHaveLength(clusters);
  expect(lists.every(list => list.length > 0 && list.every((one, i) => i === 0 || one > list[i - 1]!))).toBe(true);
  expect(lists.map(([first]) => first)).toEqual(lists.map(([first]) => first!).sort((a, b) => a - b));
  expect(lists.flat().sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
}

describe('even clusters', () => {
  it('are neighbours, the larger first: the paper’s example', () => {
    expect(evenClusters(6, 4)).toEqual([[0, 1], [2, 3], [4], [5]]);
  });

  it('partition any number of filters', () => {
    fc.assert(
      fc.property(sizes, ([count, clusters]) => {
        const lists = evenClusters(count, clusters);
        expectPartition(lists, count, clusters);
        expect(Math.max(...lists.map(({ length }) => length))).toBe(Math.ceil(count / clusters));
      }),
    );
  });
});

describe('k-means clusters', () => {
  const run = (points: readonly (readonly number[])[], clusters: number, seed = 0) =>
    kmeansClusters(points, clusters, Rng.seeded(seed));

  it('find points that lie together', () => {
    expect(
      run(
        [
          [0, 0],
          [9, 9],
          [0, 1],
          [5, -5],
          [9, 8],
          [1, 0],
        ],
        3,
      ),
    ).toEqual([[0, 2, 5], [1, 4], [3]]);
  });

  it('partition any points, the same with the same seed', () => {
    const points = sizes.chain(([count, clusters]) =>
      fc.tuple(
        fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 2 }), {
          minLength: count,
          maxLength: count,
        }),
        fc.constant(clusters),
        fc.nat(),
      ),
    );
    fc.assert(
      fc.property(points, ([points, clusters, seed]) => {
        const lists = run(points, clusters, seed);
        expectPartition(lists, points.length, clusters);
        expect(run(points, clusters, seed)).toEqual(lists);
      }),
      { numRuns: 60 },
    );
  });

  it('are the same where points have more numbers than there are points, and where these repeat themselves', () => {
    const few = [
      [0, 0],
      [9, 9],
      [0, 1],
      [5, -5],
      [9, 8],
      [1, 0],
    ];
    const long = few.map(([x, y]) => Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? x! : y!) * Math.sin(i + 1)));
    expect(run(long, 3)).toEqual([[0, 2, 5], [1, 4], [3]]);
  });

  it('put filters that are alike together, or apart where there are more clusters than different filters', () => {
    expect(run([[1], [2], [1], [2]], 2)).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect(run([[1], [1], [1]], 2)).toEqual([[0, 1], [2]]);
  });
});

it.each([
  ['too many', () => evenClusters(4, 5), '4 filters can’t be divided into 5 clusters'],
  ['none', () => kmeansClusters([[1], [2]], 0, Rng.seeded(0)), '2 filters can’t be divided into 0 clusters'],
  ['NaN', () => kmeansClusters([[1], [Number.NaN]], 1, Rng.seeded(0)), 'NaN or infinity'],
])('%s: refused', (_, run, message) => expect(run).toThrow(message.replace('’', "'")));

describe('the widths of groups', () => {
  const resnet = fresh(cifarResNet(56, { shortcut: 'projection' }));

  it('are five eighths of every group of ResNet-56, the stem’s and the projections’ first', () => {
    const widths = widthsOf(resnet, { keep: 5 / 8 });
    expect(widths.size).toBe(3 + 27);
    expect([...new Set(widths.values())]).toEqual([10, 20, 40]);
    expect(widths.get('stem.conv')).toBe(10);
    expect(widths.get('stage2.0.branches.shortcut.conv')).toBe(20);
  });

  it('follow patterns, round as told, and leave groups alone that keep everything', () => {
    const dense = fresh(cifarDenseNet(40));
    const keep = [
      ['block1', 5 / 12],
      ['block2', 8 / 12],
      ['block3', 10 / 12],
      ['', 1],
    ] as const;
    const widths = widthsOf(dense, { keep });
    expect(widths.size).toBe(36);
    expect([...new Set(widths.values())]).toEqual([5, 8, 10]);
    expect(widthsOf(dense, { keep: 1, widths: [['^transition1', 52]] })).toEqual(new Map([['transition1.conv', 52]]));
    expect(widthsOf(resnet, { keep: 0.7, rounding: 'ceil' }).get('stem.conv')).toBe(12);
    expect(widthsOf(resnet, { keep: 0.7 }).get('stem.conv')).toBe(11);
    expect(widthsOf(resnet, { keep: 0.01 }).get('stem.conv')).toBe(1);
  });

  it('must be possible', () => {
    expect(() => widthsOf(resnet, { keep: 1.5 })).toThrow('stem.conv: 24 of its 16 channels can');
    expect(() => widthsOf(resnet, { keep: [['stage1', 1]] })).toThrow('no rule matches the parameter stem.conv');
  });
});

describe('the clusters of a network', () => {
  const net = fresh(cifarResNet(20, { shortcut: 'projection' }));

  it('are those of the pacesetters’ filters', () => {
    const name = 'stage2.0.branches.shortcut.conv';
    const clusters = clustersOf(net, { keep: 0.5 }, 'kmeans', Rng.seeded(1));
    const [data, shape] = [net.params.get(`${name}.kernel`)!.data, net.params.get(`${name}.kernel`)!.shape];
    const filters = Array.from({ length: 32 }, (_, j) => Array.from({ length: 16 }, (_, i) => data[i * 32 + j]!));
    expect(shape).toEqual([1, 1, 16, 32]);
    expect(clusters[name]).toEqual(kmeansClusters(filters, 16, Rng.seeded(1).fork(name)));
    // Followers play no role.
    const others = new Map(net.params);
    others.set('stage2.1.branches.body.conv2.conv.kernel', {
      ...others.get('stage2.1.branches.body.conv2.conv.kernel')!,
      data: new Float32Array(9 * 32 * 32),
    });
    expect(clustersOf({ ...net, params: others }, { keep: 0.5 }, 'kmeans', Rng.seeded(1))[name]).toEqual(
      clusters[name],
    );
  });

  it('are whole where a shortcut pads zeros: the groups are the channels that the same layers make', () => {
    const padded = fresh(cifarResNet(20));
    const clusters = clustersOf(padded, { keep: 5 / 8 }, 'even', Rng.seeded(0));
    expect(Object.values(clusters).every(lists => lists.flat().length === new Set(lists.flat()).size)).toBe(true);
    expect(
      filtersOf(padded, {
        path: 'stem.conv',
        group: {
          name: '',
          size: 1,
          sites: [{ path: 'stem.conv', op: 'conv', role: 'producer', side: 'output', places: [[3]] }],
        },
        output: [],
      })[0],
    ).toHaveLength(27);
  });
});
