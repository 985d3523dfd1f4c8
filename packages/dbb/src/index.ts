/** Diverse Branch Block (Ding et al. 2021): the block, what it is compared with, and the way into any network. */
export { BRANCHES, type Branch, type DiverseBranchOptions, diverseBranch, duplicated } from './block.ts';
export { type BlockName, blocks } from './blocks.ts';
export { fromOfficial, type OfficialOptions, toOfficial } from './checkpoint.ts';
export type { OfficialForm, OfficialHost } from './checkpoint-names.ts';
export { type DiversifyOptions, diversify, isReplaced } from './diversify.ts';
