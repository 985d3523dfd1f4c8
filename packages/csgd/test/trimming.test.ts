/** Trimming changes no output when the filters of each cluster are alike: sums, joined maps, flattened maps, depthwise layers. */
import { type NdArray, Rng } from '@refold/core';
import { selectBackend } from '@refold/core/backend';
import {
  batchNorm,
  chain,
  conv,
  flatten,
  type Layer,
  linear,
  maxPool,
  type Network,
  relu,
  type Shape,
} from '@refold/core/layers';
import { type Partition, partitionsOf } from '@refold/core/prune';
import { cifarDenseNet, cifarResNet } from '@refold/core/zoo';
import {
  CLUSTERINGS,
  clustersOf,
  deviation,
  redundantSquares,
  trimmed,
  vectorDeviation,
  type Widths,
  withoutRedundant,
} from 'csgd';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateOnce } from '../../core/src/layers/apply.ts';
import { randomNetwork } from '../../core/test/support/random.ts';

beforeAll(() => selectBackend('cpu'));

/** Every slice the mean of its cluster; running statistics too, which follow filters that are alike. */
function alike(net: Network, partitions: readonly Partition[]): Network {
  const params = new Map(net.params);
  for (const partition of partitions) {
    const { path, name } = partition;
    const also = name === 'gamma' ? ['mean', 'variance'].map(other => path.replace(/gamma$/, other)) : [];
    for (const one of [path, ...also]) params.set(one, meaned(params.get(one)!, partition));
  }
  return { ...net, params };
}

function meaned({ shape, data }: NdArray, { shape: [, size, inner], labels }: Partition): NdArray {
  const values = Float64Array.from(data);
  for (let at = 0; at < data.length; at++) {
    const slice = Math.floor(at / inner) % size;
    const members = [...labels.keys()].filter(other => labels[other] === labels[slice]);
    values[at] = members.reduce((sum, other) => sum + data[at + (other - slice) * inner]!, 0) / members.length;
  }
  return { shape, data: values };
}

const flat = chain({
  one: conv(6, 3, { bias: true }),
  act: relu(),
  deep: conv(12, 3, { groups: 6 }),
  norm: batchNorm(),
  act2: relu(),
  two: conv(5, 1),
  pool: maxPool(2),
  flat: flatten(),
  hidden: linear(7),
  act3: relu(),
  last: linear(3),
});
const NETS: readonly (readonly [name: string, layer: Layer, input: Shape, widths: Widths])[] = [
  ['ResNet-8 with projections', cifarResNet(8, { shortcut: 'projection' }), [8, 8, 3], { keep: 5 / 8 }],
  ['ResNet-8 with padded shortcuts', cifarResNet(8), [8, 8, 3], { keep: 5 / 8 }],
  [
    'DenseNet-10',
    cifarDenseNet(10, { transitionRelu: true }),
    [8, 8, 3],
    {
      keep: [
        ['^transition', 0.4],
        ['', 0.5],
      ],
    },
  ],
  ['conv, depthwise, flatten, linear', flat, [4, 4, 3], { keep: 0.6 }],
];

describe.each(NETS)('%s', (_, layer, input, widths) => {
  const net = randomNetwork(layer, input, Rng.seeded('trimming'));
  const images = {
    shape: [3, ...input],
    data: Float32Array.from({ length: 3 * input.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
  };
  const outputs = async (one: Network) => (await evaluateOnce(one, images)).data;

  it.each(CLUSTERINGS)('gives the same outputs after trimming: %s', async by => {
    const clusters = clustersOf(net, widths, by, Rng.seeded(0));
    const partitions = partitionsOf(layer, input, clusters);
    const merged = alike(net, partitions);
    expect(deviation(merged.params, partitions)).toBeLessThan(1e-20);
    expect(vectorDeviation(merged.params, partitions)).toBeLessThan(1e-20);
    const [before, after] = [await outputs(merged), await outputs(trimmed(merged, clusters))];
    const unit = Math.max(...before.map(Math.abs));
    for (const [i, value] of before.entries()) expect(Math.abs(after[i]! - value) / unit).toBeLessThan(1e-5);
    // The test can fail: filters that differ are not merged without a loss, nor are filters that are alike cut without one.
    const different = await outputs(trimmed(net, clusters));
    const dropped = await outputs(withoutRedundant(merged, clusters));
    const whole = await outputs(net);
    expect(whole.some((value, i) => Math.abs(different[i]! - value) / unit > 1e-3)).toBe(true);
    expect(before.some((value, i) => Math.abs(dropped[i]! - value) / unit > 1e-3)).toBe(true);
  });
});

it('χ and φ are sums over filters', () => {
  const layer = chain({ a: conv(3, 1), b: conv(1, 1) });
  const partitions = partitionsOf(layer, [1, 1, 2], { a: [[0, 2]] });
  // Filters are columns: (1, 4), (2, 5), (5, 8).
  const params = new Map([['a.kernel', { shape: [1, 1, 2, 3], data: Float32Array.from([1, 2, 5, 4, 5, 8]) }]]);
  expect(deviation(params, partitions)).toBe(4 * 2 ** 2);
  expect(redundantSquares(params, partitions)).toBe(5 ** 2 + 8 ** 2);
});
