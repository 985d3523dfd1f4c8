/** Blocks and pieces of networks, for browsers too: no files, no published weights. */
export { asymmetricBlock } from './asymmetric.ts';
export { convNorm, convNormRelu, normed, poolAndClassify } from './parts.ts';
