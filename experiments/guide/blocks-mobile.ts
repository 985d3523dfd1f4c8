/**
 * The blocks of the re-parameterisation papers in a MobileNet-like network, asked for by readers: what does each gain, and at what cost?
 *   npx refold reproduce guide --table blocks-mobile
 * 15 runs (5 blocks, 3 seeds) of as many epochs each, and 15 of as much time.
 * Comes out: top-1, training speed and costs of each block, and which is better than which, per epoch and per hour.
 */
import { blocksTable } from './blocks-table.ts';

export default blocksTable('mobile', 'MobileNet-like');
