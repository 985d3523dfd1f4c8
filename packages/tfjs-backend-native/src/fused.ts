/** Kernels beyond tfjs's own, by name, for programs that look them up: Refold's core does. Maps are NHWC, kernels HWIO. */
import { convKernels } from './fused-conv.ts';
import { instanceNorm, instanceNormGradient } from './fused-instance-norm.ts';
import { columnMean, padWith, reluSumNorms, reluSumNormsGradient, scaleShift, scaleShiftRelu } from './fused-norm.ts';
import {
  normLessBorder,
  normLessBorderGradient,
  normStatistics,
  normWithBorder,
  normWithBorderGradient,
} from './fused-norm-border.ts';
import { reflectionPadGradient } from './fused-reflection.ts';
import {
  accumulateInPlace,
  adamUpdate,
  centreGradients,
  moveAverages,
  sgdUpdate,
  softmaxCrossEntropy,
} from './fused-train.ts';

/** Every such kernel by name. */
export const fusedKernels = {
  ...convKernels,
  ReluSumNorms: reluSumNorms,
  ReluSumNormsGradient: reluSumNormsGradient,
  NormStatistics: normStatistics,
  NormWithBorder: normWithBorder,
  NormWithBorderGradient: normWithBorderGradient,
  NormLessBorder: normLessBorder,
  NormLessBorderGradient: normLessBorderGradient,
  InstanceNorm: instanceNorm,
  InstanceNormGradient: instanceNormGradient,
  ReflectionPadGradient: reflectionPadGradient,
  ColumnMean: columnMean,
  ScaleShift: scaleShift,
  ScaleShiftRelu: scaleShiftRelu,
  PadWith: padWith,
  SoftmaxCrossEntropy: softmaxCrossEntropy,
  SgdUpdate: sgdUpdate,
  AdamUpdate: adamUpdate,
  MoveAverages: moveAverages,
  CentreGradients: centreGradients,
  AccumulateInPlace: accumulateInPlace,
};
