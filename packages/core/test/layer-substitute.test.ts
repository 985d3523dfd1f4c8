/** Rewriting an expression, and kernels that start as what another expression folds to. */

import { describe, expect, it } from 'vitest';
import { fold } from '../src/fold/index.ts';
import { network } from '../src/init/init.ts';
import { batchNorm, chain, conv, identity, relu, sum, tap } from '../src/layers/build.ts';
import { convOf, type Site } from '../src/layers/site.ts';
import { replaceConvNorms } from '../src/layers/substitute.ts';
import { Rng } from '../src/rng.ts';
import { normed } from '../src/zoo/index.ts';

describe('replaceConvNorms', () => {
  it('finds a convolution and its norm in nested chains and in branches, and leaves the rest', () => {
    const layer = chain({
      first: chain({ conv: conv(4, 3) }),
      second: chain({ norm: batchNorm(), relu: relu() }),
      branches: sum({ a: normed(conv(4, 3)), b: identity(), c: conv(4, 3) }),
      read: tap('read', { head: normed(conv(2, 3)) }),
    });
    const text = JSON.stringify(replaceConvNorms(layer, [8, 8, 4], () => identity()));
    expect(text).toBe(
      JSON.stringify(
        chain({
          first: chain({ conv: identity() }),
          second: chain({ relu: relu() }),
          branches: sum({ a: chain({ conv: identity() }), b: identity(), c: conv(4, 3) }),
          read: tap('read', { head: chain({ conv: identity() }) }),
        }),
      ),
    );
  });

  it('tells the site and the path of each pair, and leaves a pair for which nothing comes', () => {
    const layer = chain({ a: normed(conv(4, 3)), b: chain({ conv: conv(6, 1, { bias: true }), norm: batchNorm() }) });
    const seen: [string, Site][] = [];
    const same = replaceConvNorms(layer, [8, 8, 3], (site, path) => void seen.push([path, site]));
    expect(same).toEqual(layer);
    expect(seen.map(([path, { input, map, out }]) => [path, map, input, out])).toEqual([
      ['a.conv', [8, 8], 3, 4],
      ['b.conv', [8, 8], 4, 6],
    ]);
    expect(seen.map(([, site]) => convOf(site))).toEqual([conv(4, 3), conv(6, 1)]);
  });

  it('passes over a norm that pads', () => {
    const layer = chain([conv(4, 1), batchNorm({ border: 1 }), conv(4, 3, { pad: 0 })]);
    expect(replaceConvNorms(layer, [8, 8, 4], () => identity())).toEqual(layer);
  });

  it('says where what comes instead does not fit', () => {
    const layer = sum({ body: normed(conv(4, 3)), shortcut: identity() });
    expect(() => replaceConvNorms(layer, [8, 8, 4], () => conv(4, 3, { pad: 2 }))).toThrow("can't take the sum");
  });
});

describe('a kernel that starts as what an expression folds to', () => {
  const branches = sum({ large: normed(conv(4, 3)), small: normed(conv(4, 1)) });
  const started = conv(4, 3, { init: { kernel: { kind: 'folded', layer: branches } } });

  it('is the kernel that those branches fold to, drawn from its own stream', () => {
    const rng = Rng.seeded(5);
    const { network: folded } = fold(network(branches, [6, 6, 4], rng.fork('kernel')));
    expect(network(started, [6, 6, 4], rng).params.get('kernel')).toEqual(folded.params.get('kernel'));
  });

  it('is refused where the block does not fold to such a kernel', () => {
    const layer = conv(4, 3, { init: { kernel: { kind: 'folded', layer: chain([conv(4, 3), relu()]) } } });
    expect(() => network(layer, [6, 6, 4], Rng.seeded(0))).toThrow('kernel: its initialiser folds to a chain');
    const small = conv(4, 3, { init: { kernel: { kind: 'folded', layer: normed(conv(4, 1)) } } });
    expect(() => network(small, [6, 6, 4], Rng.seeded(0))).toThrow('a kernel [1, 1, 4, 4]');
  });
});
