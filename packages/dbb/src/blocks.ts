/** The blocks that the paper compares (tables 2 and 4, figure 6), by name. */
import { asymmetricBlock, normed } from '@refold/core/zoo';
import { type Block, diverseBranch, duplicated } from './block.ts';

/** A plain convolution that starts from the kernel that a fresh block folds to: is the block's gain one of initialisation? */
const startedAs =
  (block: Block): Block =>
  place =>
    normed({ ...place.conv, bias: false, init: { kernel: { kind: 'folded', layer: block(place) } } });

export const blocks = {
  dbb: diverseBranch(),
  'dbb-without-1x1': diverseBranch({ branches: ['kxk', '1x1-kxk', '1x1-avg'] }),
  'dbb-without-1x1-kxk': diverseBranch({ branches: ['kxk', '1x1', '1x1-avg'] }),
  'dbb-without-1x1-avg': diverseBranch({ branches: ['kxk', '1x1', '1x1-kxk'] }),
  'kxk-and-1x1': diverseBranch({ branches: ['kxk', '1x1'] }),
  'kxk-and-1x1-kxk': diverseBranch({ branches: ['kxk', '1x1-kxk'] }),
  'kxk-and-1x1-avg': diverseBranch({ branches: ['kxk', '1x1-avg'] }),
  double: duplicated(2),
  triple: duplicated(3),
  'dbb-linear': diverseBranch({ norms: 'after' }),
  'kxk-and-1x1-linear': diverseBranch({ branches: ['kxk', '1x1'], norms: 'after' }),
  'double-linear': duplicated(2, { norms: 'after' }),
  'started-as-dbb': startedAs(diverseBranch()),
  acb: ({ conv }) => asymmetricBlock({ ...conv, bias: false }),
} as const satisfies Record<string, Block>;

export type BlockName = keyof typeof blocks;
