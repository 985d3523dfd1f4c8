import { join } from 'node:path';
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { network } from '@refold/core/init';
import { conv, type Layer, type Shape } from '@refold/core/layers';
import {
  CIFAR,
  cifarDenseNet,
  cifarResNet,
  IMAGENET,
  leNet5,
  leNet300,
  MNIST,
  resnetClassifier,
  resnetSpecs,
} from '@refold/core/zoo';
import { describe, expect, it, test } from 'vitest';
import { RESNETS } from '../../../experiments/gsm/cifar.ts';
import { LENETS } from '../../../experiments/gsm/mnist.ts';
import { readCsv } from '../../lab/src/results/csv.ts';
import {
  activeCount,
  approximateFactor,
  keptCount,
  kernelsOf,
  nonZeros,
  passiveFactor,
  passiveWeights,
  pruneAtRandom,
  pruneByMagnitude,
  shareBelow,
  shrinkage,
  sizeOfAll,
} from '../src/index.ts';

/** tableC1_computed-counts.csv: row and column → value. */
const COUNTS = new Map(
  readCsv(join(import.meta.dirname, '../../../experiments/gsm/paper/tableC1_computed-counts.csv'), [
    'row',
    'column',
    'value',
  ]).map(({ row, column, value }) => [`${row}: ${column}`, Number(value)]),
);

const NETS: Readonly<Record<string, { readonly layer: Layer; readonly input: Shape }>> = {
  'LeNet-300-100': { layer: leNet300(), input: MNIST },
  'LeNet-5': { layer: leNet5(), input: MNIST },
  'ResNet-56': { layer: cifarResNet(56, { shortcut: 'projection' }), input: CIFAR },
  'DenseNet-40': { layer: cifarDenseNet(40), input: CIFAR },
  'ResNet-50': { layer: resnetClassifier(resnetSpecs['resnet-50']), input: IMAGENET },
};

test.each(Object.entries(NETS))('%s has the weights that are counted', (name, net) => {
  expect(sizeOfAll(kernelsOf(net))).toBe(COUNTS.get(`${name}: kernel weights (masked set N)`));
  expect(count(net.layer, net.input).total.params).toBe(COUNTS.get(`${name}: all trainable params`));
});

const RATIOS: readonly (readonly [string, string, number])[] = [
  ['LeNet-300-100', '60x', 1 / 60],
  ['LeNet-5', '125x', 0.008],
  ['LeNet-5', '300x', 1 / 300],
  ['ResNet-56', '6.6x', 0.15],
  ['ResNet-56', '10x', 0.1],
  ['DenseNet-40', '6.6x', 0.15],
  ['DenseNet-40', '8x', 0.125],
  ['DenseNet-40', '10x', 0.1],
  ['ResNet-50', '4x', 0.25],
  ['ResNet-50', '5x', 0.2],
];

test.each(RATIOS)('%s at %s: active in a step, and left by pruning', (name, ratio, keep) => {
  const net = NETS[name]!;
  const size = sizeOfAll(kernelsOf(net));
  expect(activeCount(size, keep)).toBe(COUNTS.get(`${name} ${ratio}: Q = floor(rN)`));
  const left = COUNTS.get(`${name} ${ratio}: kept by final magnitude zeroing (no ties)`);
  if (left !== undefined) expect(keptCount(size, keep)).toBe(left);
  if (name === 'ResNet-50') return; // 25 million numbers take long to draw
  const drawn = network(net.layer, net.input, Rng.seeded(name));
  const [whole, pruned] = [nonZeros(drawn), nonZeros(pruneByMagnitude(drawn, { keep }))];
  expect(whole.total).toBe(whole.size);
  // Uniform draws of so few bits repeat: ties at the threshold stay.
  expect(pruned.total - keptCount(size, keep)).toBeGreaterThanOrEqual(0);
  expect(pruned.total - keptCount(size, keep)).toBeLessThanOrEqual(2);
});

describe('pruning', () => {
  const holding = (...data: number[]) => ({
    layer: conv(1, 1),
    input: [1, 1, data.length],
    params: new Map([['kernel', { shape: [1, 1, data.length, 1], data: Float32Array.from(data) }]]),
  });
  const left = (net: ReturnType<typeof holding>) => [...net.params.get('kernel')!.data];

  it('keeps what is at the threshold and above, by magnitude', () => {
    const net = holding(3, -1, 0.5, -4, 2);
    expect(left(pruneByMagnitude(net, { keep: 0.4 }) as typeof net)).toEqual([3, 0, 0, -4, 0]);
    expect(left(pruneByMagnitude(net, { keep: 1 }) as typeof net)).toEqual(left(net));
  });

  it('keeps all that equal the threshold', () => {
    const net = holding(1, -1, 1, 0.5);
    expect(left(pruneByMagnitude(net, { keep: 0.25 }) as typeof net)).toEqual([1, -1, 1, 0]);
  });

  it('keeps any at random', () => {
    const net = network(conv(8, 3), [8, 8, 8], Rng.seeded('random'));
    const pruned = pruneAtRandom(net, { keep: 0.25 }, Rng.seeded(1));
    expect(nonZeros(pruned)).toMatchObject({ total: 144, size: 576 });
    expect(pruneAtRandom(net, { keep: 0.25 }, Rng.seeded(1))).toEqual(pruned);
    expect(pruneAtRandom(net, { keep: 0.25 }, Rng.seeded(2))).not.toEqual(pruned);
  });

  it('counts small weights', () => {
    expect(shareBelow(holding(1e-4, -2e-3, 1e-5, 0), 1e-3)).toBe(0.75);
  });

  it.each([0, -1, 1.5, Number.NaN, 0.1])('refuses to keep %d of four', keep => {
    expect(() => pruneByMagnitude(holding(1, 2, 3, 4), { keep })).toThrow(/must be a share of the 4 weights/);
  });

  it('takes other parameters by their paths, but no running statistics', () => {
    const net = NETS['ResNet-56']!;
    const all = kernelsOf(net, ['']);
    expect(sizeOfAll(all)).toBe(count(net.layer, net.input).total.params);
    expect(() => kernelsOf(net, ['nothing'])).toThrow(/no kernels to be pruned/);
  });
});

describe('passive weights', () => {
  const decayOf = (row: string) => {
    const [, lr, weightDecay, momentum] = /lr (\S+) wd (\S+) momentum (\S+)/.exec(row)!.map(Number);
    return { lr: lr!, weightDecay: weightDecay!, momentum: momentum! };
  };
  const roots = [...COUNTS].filter(([name]) => name.startsWith('passive'));

  it.each(roots)('%s', (name, lambda) => {
    expect(passiveFactor(decayOf(name.split(':')[0]!))).toBeCloseTo(lambda, 12);
  });

  it('are near the approximation for small a·h', () => {
    const decay = { lr: 5e-3, weightDecay: 5e-4, momentum: 0.98 };
    const exact = passiveWeights(decay, 35_000);
    const furthest = exact.reduce((most, w, k) => Math.max(most, Math.abs(w - approximateFactor(decay) ** k)), 0);
    expect(furthest).toBeLessThan(0.0065);
    expect(furthest).toBeGreaterThan(0.004);
  });

  it('swing and shrink by √b where decay is too strong for the momentum', () => {
    expect(passiveFactor({ lr: 0.1, weightDecay: 5e-3, momentum: 0.99 })).toBeCloseTo(Math.sqrt(0.99), 12);
  });

  it('shrink by the sum of the plateaus: the printed schedules', () => {
    const mnist = {
      lr: 3e-2,
      momentum: 0.99,
      weightDecay: 5e-4,
      epochs: 240,
      at: [160, 200],
      factor: 0.1,
      stepsPerEpoch: 234,
    };
    const cifar = {
      lr: 5e-3,
      momentum: 0.98,
      weightDecay: 1e-4,
      epochs: 600,
      at: [400, 500],
      factor: 0.1,
      stepsPerEpoch: 781,
    };
    expect(shrinkage(mnist)).toBeGreaterThan(55);
    expect(Math.exp(-shrinkage(cifar))).toBeGreaterThan(1e-4);
    expect(Math.exp(-shrinkage(cifar))).toBeLessThan(4e-4);
  });

  it('shrink by e^-10 in the shortened schedules at standard', () => {
    const stepsOf = (images: number, batch: number) => ({ factor: 0.1, stepsPerEpoch: Math.floor(images / batch) });
    for (const { standard } of Object.values(LENETS)) {
      const { sparse } = standard;
      expect(shrinkage({ ...sparse, ...stepsOf(60_000, sparse.batchSize) })).toBeGreaterThan(10);
    }
    const phase = RESNETS.standard.sparse;
    expect(shrinkage({ ...phase, ...stepsOf(50_000, phase.batchSize) })).toBeGreaterThan(10);
  });
});
