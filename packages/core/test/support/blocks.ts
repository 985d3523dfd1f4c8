/** One suite for the blocks of every paper: a block folds, is counted, is pruned and learns wherever it stands. */

import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { count } from '../../src/cost/index.ts';
import { countFolded, fold, verify, withRandomNorms } from '../../src/fold/index.ts';
import { network } from '../../src/init/init.ts';
import { disposeInstance, evaluateOnce, INPUT, instantiate, pass } from '../../src/layers/apply.ts';
import { chain, conv, relu } from '../../src/layers/build.ts';
import { infer, leaves, trace } from '../../src/layers/shapes.ts';
import { type Block, convNormOf, makeSite, type Site } from '../../src/layers/site.ts';
import type { Expression, Layer, Network, Shape } from '../../src/layers/types.ts';
import { channelGroups, keepChannels } from '../../src/prune/index.ts';
import { Rng } from '../../src/rng.ts';
import { convNormRelu } from '../../src/zoo/index.ts';
import { activate, onEveryBackend } from './backends.ts';
import { forEachPlace } from './channels.ts';

const map = [7, 6] as const;

/** Sites that between them have every kernel, stride, grouping and padding that blocks meet in the papers' networks. */
export const SITES = {
  '3×3': makeSite(8, 8, 3, { map }),
  '3×3 to more channels at stride 2': makeSite(8, 12, 3, { map, stride: 2 }),
  '3×3 in 4 groups': makeSite(8, 8, 3, { map, groups: 4 }),
  'depthwise 3×3': makeSite(8, 8, 3, { map, groups: 8 }),
  '5×5 in 2 groups, padded by one more, at stride 2': makeSite(4, 8, 5, { map, groups: 2, pad: 3, stride: 2 }),
  '7×7': makeSite(4, 4, 7, { map }),
} as const satisfies Record<string, Site>;

export interface BlockExpectations {
  /** Default: `SITES`. */
  readonly sites?: Readonly<Record<string, Site>>;
  /** The block without what folding takes away: both fold to the same layers. Default: the site's convolution and norm. */
  readonly plain?: Block;
  /** Part of the reason why the channels that the block makes at a site can't be cut. Default: they can be. */
  readonly fixed?: (site: Site) => string | undefined;
}

/** A network whose norms are far from their defaults, at which a wrong fold would pass. */
export function trainedLooking(layer: Layer, input: Shape): Network {
  const rng = Rng.seeded('trained');
  return withRandomNorms(network(layer, input, rng), [0.3, 1.3], rng.fork('norms'));
}

/** The leaves' operations in order of evaluation, of the kinds asked for. */
export const opsOf = ({ layer, input }: Expression, kinds = /./): readonly string[] =>
  [...leaves(trace(layer, input))].map(leaf => leaf.layer.op).filter(op => kinds.test(op));

/** Tests a block at each site: shapes, costs, folding on every backend present, gradients, and pruning around it. */
export function describeBlock(
  name: string,
  block: Block,
  { sites = SITES, plain = convNormOf, fixed }: BlockExpectations = {},
): void {
  const cases = Object.entries(sites).map(([title, site]) => {
    const input: Shape = [...(site.map ?? map), site.input];
    return { title, site, input, layer: block(site), plain: plain(site) };
  });

  describe(name, () => {
    it.each(cases)('costs when folded what the plain block does: $title', ({ site, input, layer, plain }) => {
      expect(infer(layer, input)).toEqual(infer(convNormOf(site), input));
      const [trained, folded] = [count(layer, input).total, countFolded(layer, input).total];
      expect(folded).toEqual(countFolded(plain, input).total);
      expect(trained.macs).toBeGreaterThanOrEqual(folded.macs);
    });

    onEveryBackend('run', backend => {
      beforeAll(() => activate(backend));

      it.each(cases)('folds to the plain block and keeps its outputs: $title', async ({ input, layer, plain }) => {
        const net = trainedLooking(layer, input);
        const folded = fold(net).network;
        expect(essence(folded)).toEqual(essence(fold(network(plain, input, Rng.seeded(0))).network));
        expect(await verify(net, folded, evaluateOnce)).toBeLessThan(1e-5);
      });
    });

    describe('on wasm', () => {
      beforeAll(() => activate('wasm'));

      it.each(cases)('gives a finite gradient to every parameter and to its input: $title', ({ input, layer }) => {
        const net = trainedLooking(layer, input);
        for (const [path, values] of gradientsOf(net)) {
          expect(values.every(Number.isFinite), path).toBe(true);
          expect(Math.hypot(...values), path).toBeGreaterThan(0);
        }
      });

      it.each(cases)(
        'between two convolutions, can lose channels that are zero: $title',
        async ({ site, input, layer }) => {
          const ends = { before: convNormRelu(site.input, 1), block: layer, relu: relu(), after: conv(3, 1) };
          const net = trainedLooking(chain(ends), [...input.slice(0, 2), 3]);
          const groups = channelGroups(net.layer, net.input);
          const made = groups.filter(({ sites }) =>
            sites.some(({ path, side }) => path === 'after' && side === 'input'),
          );
          expect(made.length).toBeGreaterThan(0);
          for (const { fixed: why } of made) {
            const reason = fixed?.(site);
            if (reason === undefined) expect(why).toBeUndefined();
            else expect(why?.reason).toContain(reason);
          }
          const cut = groups.filter(group => group.fixed === undefined && group.size > 1);
          const silent = cut.reduce((silenced, group) => withoutLast(silenced, group), net);
          const keep = Object.fromEntries(cut.map(({ name, size }) => [name, [...Array(size - 1).keys()]]));
          const narrow = keepChannels(silent, keep);
          const params = (of: Network) => count(of.layer, of.input).total.params;
          if (cut.length > 0) expect(params(narrow)).toBeLessThan(params(net));
          expect(await verify(silent, narrow, evaluateOnce)).toBeLessThan(1e-5);
        },
      );
    });
  });
}

/** What folding decides of each leaf: padding beyond what its window reads and initialisers aside. */
const essence = ({ layer, input }: Network) =>
  [...leaves(trace(layer, input))].map(({ layer, output }) => ({
    ...layer,
    output,
    init: undefined,
    ...(layer.op === 'conv' && { pad: undefined }),
  }));

/** Gradients of Σ y·r, with r random, by each parameter and by the input. */
function gradientsOf(net: Network): ReadonlyMap<string, readonly number[]> {
  const instance = instantiate(net);
  const x = tf.randomNormal([4, ...net.input], 0, 1, 'float32', 1);
  const options = { mode: 'train', differentiate: true, needsInputGrad: true, rng: Rng.seeded(2) } as const;
  const { output, backward, dispose } = pass(instance, x, options);
  const gradients = backward(tf.randomNormal(output.shape, 0, 1, 'float32', 3));
  expect([...gradients.keys()].sort()).toEqual([INPUT, ...instance.trainable].sort());
  const values = new Map([...gradients].map(([path, gradient]) => [path, [...gradient.dataSync()]]));
  tf.dispose([output, x, ...gradients.values()]);
  dispose();
  disposeInstance(instance);
  return values;
}

/** The network with the last channel of a group zero wherever it is made or kept. */
function withoutLast(net: Network, group: Parameters<typeof forEachPlace>[1]): Network {
  const copy = {
    ...net,
    params: new Map([...net.params].map(([path, { shape, data }]) => [path, { shape, data: data.slice() }])),
  };
  forEachPlace(copy, group, group.size - 1, ({ values, name, indices }) => {
    if (name !== 'variance' && name !== 'mean') for (const i of indices) values[i] = 0;
  });
  return copy;
}
