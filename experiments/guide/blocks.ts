/** The blocks that are compared: each is trained in the place of a host's 3×3 convolutions, and folds to what was there. */
import type { Block, Layer, Shape } from '@refold/core/layers';
import { blocks, diversify } from 'dbb';
import { repvggBranches } from 'repvgg';

/** What is put into a host, one after the other. */
export const BLOCKS = {
  plain: [],
  ACNet: [blocks.acb],
  RepVGG: [repvggBranches()],
  DBB: [blocks.dbb],
  'DBB in RepVGG': [repvggBranches(), blocks.dbb],
} as const satisfies Readonly<Record<string, readonly Block[]>>;

/** A name of `BLOCKS`. */
export type BlockName = keyof typeof BLOCKS;

/**
 * The host with a block in the place of every convolution that the block can replace, depthwise ones too.
 * @param input shape of one image, [h, w, c]
 */
export const withBlocks = (host: Layer, input: Shape, name: BlockName): Layer => {
  const all: readonly Block[] = BLOCKS[name];
  return all.reduce((made, block) => diversify(made, input, { block }), host);
};
