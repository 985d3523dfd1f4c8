/** The networks of the published widths against counts made on the authors' definitions (tableC1_computed-counts.csv). */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import { batchNorm, chain, conv, relu } from '@refold/core/layers';
import { describe, expect, it } from 'vitest';
import {
  authorsElements,
  authorsMacs,
  compactorWeights,
  HOSTS,
  models,
  PUBLISHED_WIDTHS,
  type PublishedName,
  published,
  publishedReduction,
  savedAt,
  widthsOf,
  withWidths,
} from '../src/index.ts';

const hosts = Object.keys(HOSTS) as PublishedName[];
const costOf = (name: PublishedName) => count(published(name), HOSTS[name].input).total;
const hostCost = (name: PublishedName) => countFolded(HOSTS[name].build(), HOSTS[name].input).total;

/** The authors' counter takes a CIFAR projection's 1×1 kernel for a 2×2: three times 16² · 32 · 16 and 8² · 64 · 32 more. */
const OFFICIAL_EXTRA = 3 * (16 ** 2 * 32 * 16 + 8 ** 2 * 64 * 32);

describe('published', () => {
  it.each<[PublishedName, number, number, number, number, number]>([
    ['resnet-50', 4_089_184_256, 1_858_866_887, 16_534_085, 54.5419, 0],
    ['mobilenet', 568_740_352, 148_413_499, 1_976_389, 73.9049, 0],
    ['resnet-56', 126_534_272, 59_404_928, 483_812, 53.0523, OFFICIAL_EXTRA],
  ])('%s has its counts', (name, whole, macs, params, reduction, extra) => {
    const pruned = costOf(name);
    expect(hostCost(name).macs + extra).toBe(whole);
    expect(pruned.macs + extra).toBe(macs);
    expect(pruned.params).toBe(params);
    expect(100 * (1 - macs / whole)).toBeCloseTo(reduction, 4);
    const { input } = HOSTS[name];
    expect(extra > 0 ? authorsMacs(published(name), input) : pruned.macs).toBe(macs);
    expect(100 * (extra > 0 ? publishedReduction(name, authorsMacs) : publishedReduction(name))).toBeCloseTo(
      reduction,
      4,
    );
  });

  it.each(hosts)('%s has a width for each of its targets, no wider than that', name => {
    const sizes = widthsOf(HOSTS[name]);
    const widths = PUBLISHED_WIDTHS[name];
    expect(widths).toHaveLength(sizes.length);
    for (const [i, width] of widths.entries()) expect(width).toBeLessThanOrEqual(sizes[i]!);
  });

  it.each(hosts)('%s takes other numbers of classes, and is a model by name', name => {
    const entry = Object.values(models).find(({ description }) => description.startsWith(name))!;
    const layer = entry.build({ classes: 7 });
    expect(layer).toEqual(published(name, 7));
    expect(count(layer, entry.input).total.macs).toBeLessThan(costOf(name).macs);
  });
});

describe('with compactors', () => {
  it('ResNet-50 has the weights and elements of the authors’ file', () => {
    expect(widthsOf(HOSTS['resnet-50']).reduce((sum, width) => sum + width, 0)).toBe(7_552);
    expect(compactorWeights(HOSTS['resnet-50'])).toBe(2_514_944);
    expect(authorsElements(HOSTS['resnet-50'])).toBe(28_132_701);
  });

  it('a small network has a square per target, and one element more per norm and channel', () => {
    const small = {
      input: [8, 8, 3],
      build: () => chain({ a: conv(4, 1), n: batchNorm(), r: relu(), out: conv(2, 1) }),
    };
    expect(compactorWeights(small)).toBe(4 * 4);
    // Kernels, γ and β, running mean and variance, the norm's counter, compactor, masks.
    expect(authorsElements(small)).toBe(3 * 4 + 4 * 2 + 2 * 4 + 2 * 4 + 1 + 16 + 4);
  });
});

describe('withWidths', () => {
  const layer = chain({ a: conv(4, 1), r: relu(), b: conv(6, 3), r2: relu(), out: conv(2, 1) });

  it('narrows each target in order of evaluation', () => {
    // 8 · 8 places: 3 · 2 and 9 · 2 · 5 and 5 · 2.
    expect(count(withWidths(layer, [8, 8, 3], [2, 5]), [8, 8, 3]).total.macs).toBe(64 * (3 * 2 + 9 * 2 * 5 + 5 * 2));
  });

  it('saves what savedAt says', () => {
    const host = { input: [8, 8, 3], build: () => layer };
    expect(savedAt(host, [4, 6])).toBe(0);
    expect(savedAt(host, [2, 5])).toBeCloseTo(1 - (3 * 2 + 9 * 2 * 5 + 5 * 2) / (3 * 4 + 9 * 4 * 6 + 6 * 2), 12);
    expect(savedAt(host, [2, 5], () => 1)).toBe(0);
  });

  it('leaves out what is not pruned', () => {
    const narrow = withWidths(layer, [8, 8, 3], [5], ({ path }) => path === 'b');
    expect(count(narrow, [8, 8, 3]).total.macs).toBe(64 * (3 * 4 + 9 * 4 * 5 + 5 * 2));
  });

  it('refuses more channels than there are', () => {
    expect(() => withWidths(layer, [8, 8, 3], [5, 6])).toThrow(/a: channel 4 doesn't exist/);
  });
});
