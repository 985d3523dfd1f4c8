/** The kinds of leaves, each under its `op`: one file and one line per kind. */
export { activation } from './activation.ts';
export { affine } from './affine.ts';
export { batchNorm } from './batch-norm.ts';
export { conv } from './conv.ts';
export { convTranspose } from './conv-transpose.ts';
export { globalAvgPool, globalMaxPool } from './global-pool.ts';
export { dropout, identity } from './identity.ts';
export { instanceNorm } from './instance-norm.ts';
export { linear } from './linear.ts';
export { pad } from './pad.ts';
export { avgPool, maxPool } from './pool.ts';
export { quantize } from './quantize.ts';
export { reflectionPad } from './reflection-pad.ts';
export { flatten, permute, reshape } from './reshape.ts';
export { scale } from './scale.ts';
export { slice } from './slice.ts';
export { spatialLinear } from './spatial-linear.ts';
export { upsample } from './upsample.ts';
