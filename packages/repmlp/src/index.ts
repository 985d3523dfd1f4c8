/** RepMLP (Ding et al. 2021, arXiv 2105.01883) and RepMLPNet (Ding et al. 2022, arXiv 2112.11081): the blocks, the networks, the models by name. */

export { globalPerceptron, type RepMLPOptions, repmlpBlock } from './block.ts';
export { nameMaps } from './checkpoint-names.ts';
export { type FaceResNetOptions, faceResNet } from './face-resnet.ts';
export { fc3Weights, withoutConvs } from './fc3.ts';
export { mixers, type PureMLPOptions, pureMLP } from './pure-mlp.ts';
export {
  type RepMLPNetName,
  type RepMLPNetOptions,
  type RepMLPNetSpec,
  repmlpNet,
  repmlpNetBlock,
  repmlpNetSpecs,
} from './repmlpnet.ts';
export {
  denseRepMLPStages,
  REDUCTIONS,
  type RepMLPResNetOptions,
  type RepMLPStage,
  repmlpResNet50,
  STAGES,
  type Stage,
} from './resnet.ts';
export { type SegmenterOptions, segmentationMixers, segmenter } from './segmenter.ts';
export { type VerificationSettings, verification, verifying } from './verification.ts';
export { models, type RepMLPResNetName, resnetOptions } from './zoo.ts';
