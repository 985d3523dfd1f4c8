/** Diverse Branch Block (Ding et al. 2021, arXiv 2103.13425): the block, the blocks it is compared with, and `diversify` for any network. */
export { BRANCHES, type Branch, type DiverseBranchOptions, diverseBranch, duplicated } from './block.ts';
export { type BlockName, blocks } from './blocks.ts';
export { branchCounts, branchesIn, branchScales } from './branches.ts';
export { fromOfficial, type OfficialOptions, type SpellingOptions, toOfficial } from './checkpoint.ts';
export { nameMaps, type OfficialForm, type OfficialHost } from './checkpoint-names.ts';
export { countReplaced, type DiversifyOptions, diversify, isReplaced } from './diversify.ts';
export { FORMS, type Form, HOSTS, type Host, plainHost, withBlock } from './hosts.ts';
