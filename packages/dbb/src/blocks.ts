/** The blocks that the paper compares (tables 2 and 4, figure 6), by name. */
import { type Block, conv } from '@refold/core/layers';
import { asymmetricBlock, normed } from '@refold/core/zoo';
import { diverseBranch, duplicated } from './block.ts';

/** A plain convolution and norm whose kernel starts as what a fresh block folds to: is the block's gain one of initialisation (table 4)? */
const startedAs =
  (block: Block): Block =>
  site =>
    normed(conv(site.out, site.kernel, { ...site, init: { kernel: { kind: 'folded', layer: block(site) } } }));

/** Every block of the comparison by our name; none has an activation, and all fold to one convolution. */
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
  acb: asymmetricBlock,
} as const satisfies Record<string, Block>;

/** A name of `blocks`. */
export type BlockName = keyof typeof blocks;
