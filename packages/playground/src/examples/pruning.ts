/** Blocks that pruning methods leave: what they have brought to zero, or made equal, is cut, and what is left folds. */
import { ndarray, type Rng } from '@refold/core';
import { convNorm } from '@refold/core/blocks';
import { chain, identity, type Layer, type Network, relu, scale, sum } from '@refold/core/layers';
import { channelGroups, keepChannels, mergeChannels } from '@refold/core/prune';
import { layerWithCompactors } from 'resrep/compactors';
import type { Group, Pruning } from './example.ts';

const CHANNELS = 8;
const INPUT = [48, 48, CHANNELS];

/** A residual block: two layers beside a shortcut. */
const residual = (body: Readonly<Record<string, Layer>>): Layer =>
  chain({ sum: sum({ body: chain(body), shortcut: identity() }), relu: relu() });

const PLAIN = residual({ one: convNorm(CHANNELS, 3), relu: relu(), two: convNorm(CHANNELS, 3) });
const MASKED = residual({ one: convNorm(CHANNELS, 3), relu: relu(), mask: scale(), two: convNorm(CHANNELS, 3) });

/** The network with other values in the parameters whose paths match. `channel` is an index of the last axis. */
function withValues(net: Network, paths: RegExp, value: (old: number, channel: number, at: number) => number): Network {
  const params = [...net.params].map(([path, array]) => {
    if (!paths.test(path)) return [path, array] as const;
    const channels = array.shape.at(-1)!;
    let at = -1;
    const changed = ndarray(array.shape, () => {
      at++;
      return value(array.data[at]!, at % channels, at);
    });
    return [path, changed] as const;
  });
  return { ...net, params: new Map(params) };
}

/** The group of channels that a layer makes, or scales, where they can be cut. */
const groupOf = ({ layer, input }: Network, path: string) =>
  channelGroups(layer, input).find(
    ({ fixed, sites }) => fixed === undefined && sites.some(({ path: at, role }) => at === path && role !== 'consumer'),
  );

/** Cuts, in each parameter whose path matches, the channels whose values are all zero. */
const cutZeros =
  (paths: RegExp) =>
  (net: Network): Network => {
    const keep: Record<string, readonly number[]> = {};
    for (const [path, { shape, data }] of net.params) {
      if (!paths.test(path)) continue;
      const channels = shape.at(-1)!;
      const left = [...Array(channels).keys()].filter(channel =>
        data.some((value, at) => at % channels === channel && value !== 0),
      );
      const group = groupOf(net, path.slice(0, path.lastIndexOf('.')));
      if (group !== undefined && left.length > 0 && left.length < channels) keep[group.name] = left;
    }
    return keepChannels(net, keep);
  };

/** Which channels of `channels` a method has given up: about half. */
const given = (rng: Rng, channels: number): ReadonlySet<number> =>
  new Set(rng.permutation(channels).slice(0, Math.floor(channels / 2)));

const COMPACTOR = /compactor[^.]*\.kernel$/;
const resrep: Pruning = {
  train: (net, rng) => {
    const drawn = rng.fork('compactor');
    const zero = given(rng.fork('rows'), CHANNELS);
    return withValues(net, COMPACTOR, (old, channel) => (zero.has(channel) ? 0 : old + drawn.normal(0, 0.2)));
  },
  cut: cutZeros(COMPACTOR),
};

const MASK = /mask\.factor$/;
const aofp: Pruning = {
  train: (net, rng) => {
    const zero = given(rng.fork('mask'), CHANNELS);
    return withValues(net, MASK, (_, channel) => (zero.has(channel) ? 0 : 1));
  },
  cut: cutZeros(MASK),
};

/** Filters 2i and 2i + 1 of the first layer are one cluster. */
const FIRST = /(^|\.)one\./;
const csgd: Pruning = {
  train: net => {
    let first = 0;
    return withValues(net, FIRST, (old, channel) => {
      if (channel % 2 === 0) first = old;
      return channel % 2 === 0 ? old : first;
    });
  },
  cut: net => {
    const path = [...net.params.keys()].find(name => FIRST.test(name) && name.endsWith('.kernel'));
    const group = path === undefined ? undefined : groupOf(net, path.slice(0, path.lastIndexOf('.')));
    if (group === undefined) return net;
    const pairs = Array.from({ length: Math.floor(group.size / 2) }, (_, i) => [2 * i, 2 * i + 1]);
    return mergeChannels(net, { [group.name]: pairs });
  },
};

export const PRUNING: readonly Group[] = [
  {
    paper: 'ResRep',
    examples: [
      {
        name: 'Convolution and compactor',
        about:
          'A 1×1 layer whose rows training brings to zero, here half of them. Those are cut, and what is left folds into the convolution.',
        layer: layerWithCompactors({ layer: PLAIN, input: INPUT }),
        input: INPUT,
        pruning: resrep,
      },
    ],
  },
  {
    paper: 'Centripetal SGD',
    examples: [
      {
        name: 'Filters in clusters',
        about:
          'Training has made the filters of layer one equal in pairs. One of each pair stays, and layer two adds up what it read.',
        layer: PLAIN,
        input: INPUT,
        pruning: csgd,
      },
    ],
  },
  {
    paper: 'AOFP',
    examples: [
      {
        name: 'Masked filters',
        about: 'Filters of layer one that did least are masked, here half of them: they are cut, and the mask goes.',
        layer: MASKED,
        input: INPUT,
        pruning: aofp,
      },
    ],
  },
];
