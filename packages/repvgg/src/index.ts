/** RepVGG (Ding et al. 2021, arXiv 2101.03697): the block, the networks, the ablations, official checkpoints. */
export { type BlockOptions, repvggBlock, repvggBranches, squeezeExcite } from './block.ts';
export { fromOfficial, toOfficial } from './checkpoint.ts';
export { nameMaps } from './checkpoint-names.ts';
export { dilatedStages } from './dilated.ts';
export { type NetworkOptions, type RepVGGSpec, repvgg, repvggStages, type Variant } from './network.ts';
export { branchAblations, variants } from './variants.ts';
export { cifarSpecs, models, multipliersOf, type RepVGGName, repvggSpecs, titleOf } from './zoo.ts';
