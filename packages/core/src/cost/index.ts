/** What an expression costs: parameters, arithmetic, memory. Loads no tensor library. */
export { type Count, count } from './count.ts';
export { kernelWeights } from './kernels.ts';
export type { Cost } from './leaf.ts';
export type { Memory } from './memory.ts';
export { prunedCost } from './pruned.ts';
