/** Official checkpoints as PyTorch writes them, and what PyTorch makes of an input. */
import { join } from 'node:path';
import { chain, identity, type Layer, makeSite, relu, sum } from '@refold/core/layers';
import { convNorm, convNormRelu, poolAndClassify } from '@refold/core/zoo';
import { describe, it } from 'vitest';
import { expectPeer } from '../../core/test/support/peers.ts';
import { nameMaps, repmlpBlock, repmlpNet } from '../src/index.ts';

/** A light block at its path in the ResNet: maps of 6×6 in partitions of 3×3. */
const mlp = repmlpBlock({ partition: [3, 3], groups: 2, kernels: [1, 3] })(makeSite(8, 8, 3, { map: [6, 6] }));
const light = chain({
  branches: sum({
    shortcut: identity(),
    body: chain({ reduce: convNormRelu(8, 1), mlp, relu: relu(), expand: convNorm(64, 1) }),
  }),
  relu: relu(),
});

const NETWORKS: Readonly<Record<string, Layer>> = {
  light: chain({
    backbone: chain({
      stem: chain({ conv: convNormRelu(64, 1) }),
      stage2: chain([identity(), light]),
    }),
    head: poolAndClassify(5),
  }),
  repmlpnet: repmlpNet({ side: 8, patch: 2, depths: [1, 2], channels: 8, sets: [2, 4] }, { classes: 5 }),
};

describe.each(Object.entries(NETWORKS))('a %s network of PyTorch', (name, layer) => {
  it.each([
    ['train', 'trained'],
    ['deploy', 'folded'],
  ] as const)('as saved in form %s', async (file, form) => {
    await expectPeer(join(import.meta.dirname, `fixtures/${name}-${file}.pth`), layer, nameMaps, form);
  });
});
