/** Official checkpoints as PyTorch writes them, and what PyTorch makes of an input. */
import { join } from 'node:path';
import { chain, type Layer, type Shape } from '@refold/core/layers';
import { convNormRelu, poolAndClassify, resnetClassifier } from '@refold/core/zoo';
import { describe, it } from 'vitest';
import { expectPeer } from '../../core/test/support/peers.ts';
import { blocks, diversify, nameMaps } from '../src/index.ts';

const resnet = resnetClassifier(
  { block: 'basic', depths: [1], groups: 1, width: 4, strideOn: 'spatial' },
  { classes: 5 },
);

/** MobileNet's paths with two pairs of layers. */
const mobilenet = chain({
  stem: convNormRelu(4, 3, { stride: 2 }),
  body: chain(
    [
      { channels: 4, out: 8, stride: 1 },
      { channels: 8, out: 12, stride: 2 },
    ].map(({ channels, out, stride }) =>
      chain({
        depthwise: convNormRelu(channels, 3, { stride, groups: channels }),
        pointwise: convNormRelu(out, 1),
      }),
    ),
  ),
  head: poolAndClassify(5),
});

const NETWORKS: Readonly<Record<string, readonly [layer: Layer, input: Shape, block: 'dbb' | 'acb']>> = {
  'resnet-dbb': [resnet, [19, 19, 3], 'dbb'],
  'resnet-acb': [resnet, [19, 19, 3], 'acb'],
  'mobilenet-dbb': [mobilenet, [17, 17, 3], 'dbb'],
};

describe.each(Object.entries(NETWORKS))('a %s of PyTorch', (name, [host, input, block]) => {
  it.each([
    ['train', 'trained'],
    ['deploy', 'folded'],
  ] as const)('as saved in form %s', async (file, form) => {
    const path = join(import.meta.dirname, `fixtures/${name}-${file}.pth`);
    const maps = nameMaps.filter(({ rewriting }) => rewriting === block);
    await expectPeer(path, diversify(host, input, { block: blocks[block] }), maps, form);
  });
});
