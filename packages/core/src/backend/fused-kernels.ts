/** Names and signatures of the kernels that a backend may bring beyond tfjs's own. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Padding, Size } from '../shape.ts';

/** What fixes a convolution beside its operands. */
export interface Geometry {
  readonly stride: Size;
  readonly pad: Padding;
  readonly dilation: Size;
  readonly groups: number;
}

/** One term of a sum of batch norms: x [..., c] with γ, β [c]. */
export interface NormTerm {
  readonly x: tf.Tensor;
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
  readonly eps: number;
}

/** A batch's statistics over all axes but the last, each [c]. */
export interface NormStatistics {
  readonly mean: tf.Tensor1D;
  /** biased: Σ (x − mean)²/n */
  readonly variance: tf.Tensor1D;
  /** 1/√(variance + ε) */
  readonly inverse: tf.Tensor1D;
}

/** What a norm's backward needs of its forward. */
export interface NormTermGradient {
  readonly x: tf.Tensor;
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
  readonly mean: tf.Tensor1D;
  readonly inverse: tf.Tensor1D;
  /** Whether ∂L/∂x is wanted. */
  readonly needsInputGrad: boolean;
}

/** γ and β of a norm, each [c]. */
export interface ScaleAndShift {
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
}

/** The statistics of each sample and channel over its places, each [n, c]. */
export interface InstanceStatistics {
  readonly mean: tf.Tensor2D;
  /** 1/√(variance + ε), of the biased variance */
  readonly inverse: tf.Tensor2D;
}

/** An instance norm's gradients: ∂L/∂x where it is wanted, and those by γ and β where it has them. */
export interface InstanceNormGradients {
  readonly dx?: tf.Tensor;
  readonly dGamma?: tf.Tensor1D;
  readonly dBeta?: tf.Tensor1D;
}

/** Terms of a sum that are no norms: whether there were any, and whether their gradient is wanted. */
export type Others = 'none' | 'constant' | 'wanted';

/** One variable's step of SGD, with the settings that are its own. */
export interface SgdUpdate {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  /** Of the variable's shape; absent without momentum. */
  readonly velocity?: tf.Tensor;
  readonly lr: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** One variable's step of Adam, with the settings that are its own. */
export interface AdamUpdate {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  /** The moments, of the variable's shape. */
  readonly mean: tf.Tensor;
  readonly square: tf.Tensor;
  readonly lr: number;
  /** Multiplier of the learning rate. */
  readonly scale: number;
  /** Added to the gradient. */
  readonly weightDecay: number;
  /** Added to the update (AdamW). */
  readonly decoupledDecay: number;
}

/** What all variables of a step of Adam share. */
export interface AdamMoments {
  readonly beta1: number;
  readonly beta2: number;
  readonly correction: number;
  readonly epsilon: number;
}

/** A moving average's step: average ← keep·average + weight·value. */
export interface AverageMove {
  readonly average: tf.Variable;
  /** Of the average's shape. */
  readonly value: tf.Tensor;
  readonly keep: number;
  readonly weight: number;
}

/** A parameter whose slices along an axis fall into clusters, and its gradient. */
export interface ClusteredGradient {
  readonly gradient: tf.Tensor;
  /** The parameter's value. */
  readonly value: tf.Tensor;
  /** Elements before the axis, along it, and after it. */
  readonly shape: readonly [outer: number, size: number, inner: number];
  /** The cluster of each slice, [size], from 0 up to `count`. */
  readonly labels: Int32Array;
  readonly count: number;
  readonly strength: number;
}

/** Names and signatures. Operands are borrowed unless said otherwise, results belong to the caller; maps are NHWC, kernels HWIO. */
export interface FusedKernels {
  /** x ∗ kernel */
  Conv(x: tf.Tensor4D, kernel: tf.Tensor4D, geometry: Geometry): tf.Tensor4D;
  /** ∂L/∂x of a convolution, for an input of the given height and width */
  ConvInputGradient(dy: tf.Tensor4D, kernel: tf.Tensor4D, inputSize: Size, geometry: Geometry): tf.Tensor4D;
  /** total + ∂L/∂x of a convolution. Consumes `total`, whose storage is taken for the result where no other handle shares it. */
  AddConvInputGradient(total: tf.Tensor4D, dy: tf.Tensor4D, kernel: tf.Tensor4D, geometry: Geometry): tf.Tensor4D;
  /** ∂L/∂kernel of a convolution, for a kernel of the given height and width */
  ConvKernelGradient(x: tf.Tensor4D, dy: tf.Tensor4D, kernelSize: Size, geometry: Geometry): tf.Tensor4D;
  /** Promises that a tensor keeps its values until it is disposed of or, a variable, updated or assigned to. */
  DeclareConstant(x: tf.Tensor): void;
  /** relu?(x ∗ kernel + bias): inference */
  ConvBiasRelu(x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D, geometry: Geometry, relu: boolean): tf.Tensor4D;
  /** relu?(x ∗ kernel + bias + sum), `sum` of the output's shape: inference */
  ConvBiasSumRelu(
    x: tf.Tensor4D,
    kernel: tf.Tensor4D,
    bias: tf.Tensor1D,
    sum: tf.Tensor4D,
    geometry: Geometry,
    relu: boolean,
  ): tf.Tensor4D;
  /** relu?(Σₖ γₖ·(xₖ − meanₖ)·inverseₖ + βₖ + Σ others) by the batch's statistics, all of one shape: training */
  ReluSumNorms(
    terms: readonly NormTerm[],
    others: readonly tf.Tensor[],
    relu: boolean,
  ): { y: tf.Tensor; statistics: readonly NormStatistics[] };
  /**
   * The gradient of ReluSumNorms by its operands, through the statistics too; `y` is its output, given iff it had a ReLU.
   * `others` is ∂L/∂other of every one of `others`: dy where y > 0.
   */
  ReluSumNormsGradient(
    dy: tf.Tensor,
    y: tf.Tensor | undefined,
    terms: readonly NormTermGradient[],
    others: Others,
  ): { terms: readonly { dx?: tf.Tensor; dGamma: tf.Tensor1D; dBeta: tf.Tensor1D }[]; others?: tf.Tensor };
  /** relu?(γ·(x − mean)·inverse + β) by the statistics of each sample; γ is 1 and β is 0 where there is no `affine` */
  InstanceNorm(
    x: tf.Tensor4D,
    affine: ScaleAndShift | undefined,
    eps: number,
    relu: boolean,
  ): { y: tf.Tensor4D; statistics: InstanceStatistics };
  /** The gradient of InstanceNorm by its operands, through the statistics too; `y` is its output, given iff it had a ReLU. */
  InstanceNormGradient(
    dy: tf.Tensor4D,
    y: tf.Tensor4D | undefined,
    x: tf.Tensor4D,
    affine: ScaleAndShift | undefined,
    statistics: InstanceStatistics,
    needsInputGrad: boolean,
  ): InstanceNormGradients;
  /** ∂L/∂x of reflection padding along height and width: each place's own gradient, and that of its reflections */
  ReflectionPadGradient(dy: tf.Tensor4D, pad: Padding): tf.Tensor4D;
  /** The statistics of x over all axes but the last: training */
  NormStatistics(x: tf.Tensor, eps: number): NormStatistics;
  /**
   * A norm by the batch's statistics with a border of what it makes of zero by the running ones, β + γ·slope; `slope` is
   * −mean/√(variance + ε) of those: training
   */
  NormWithBorder(
    term: NormTerm,
    border: Padding,
    statistics: Pick<NormStatistics, 'mean' | 'inverse'>,
    running: Pick<NormStatistics, 'mean' | 'variance'>,
  ): { y: tf.Tensor4D; slope: tf.Tensor1D };
  /** The gradient of NormWithBorder by x, γ and β, through the batch's statistics too. */
  NormWithBorderGradient(
    dy: tf.Tensor4D,
    border: Padding,
    term: NormTermGradient,
    slope: tf.Tensor1D,
  ): { dx?: tf.Tensor; dGamma: tf.Tensor1D; dBeta: tf.Tensor1D };
  /**
   * NormWithBorder less its border's value: of x's shape, as the border then is zero. `border`, [1, height,
   * width, c], is a map of that value: training
   */
  NormLessBorder(
    term: NormTerm,
    statistics: Pick<NormStatistics, 'mean' | 'inverse'>,
    running: Pick<NormStatistics, 'mean' | 'variance'>,
    size: Size,
  ): { y: tf.Tensor; slope: tf.Tensor1D; border: tf.Tensor4D };
  /** The gradient of NormLessBorder's y by x, γ and β (zero), through the batch's statistics too. */
  NormLessBorderGradient(
    dy: tf.Tensor,
    term: NormTermGradient,
    slope: tf.Tensor1D,
  ): { dx?: tf.Tensor; dGamma: tf.Tensor1D; dBeta: tf.Tensor1D };
  /**
   * In place, for the whole list: g ← gradient + weightDecay·variable; with a velocity, v ← momentum·v + g and g ← v, or
   * g + momentum·v with Nesterov's; variable ← variable − lr·g. Storage that other handles share is left as it is: the
   * variable is assigned new storage. Velocities are not shared.
   */
  SgdUpdate(updates: readonly SgdUpdate[], nesterov: boolean): void;
  /**
   * In place, for the whole list: g ← gradient + weightDecay·variable; mean ← β₁·mean + (1 − β₁)·g; square ← β₂·square + (1 − β₂)·g²;
   * variable ← variable − lr·scale·(correction·mean / (√square + epsilon) + decoupledDecay·variable). Shared storage is left as it is, as by
   * SgdUpdate; moments are not shared.
   */
  AdamUpdate(updates: readonly AdamUpdate[], moments: AdamMoments): void;
  /** In place, for the whole list; shared storage is left as it is, as by SgdUpdate. */
  MoveAverages(moves: readonly AverageMove[]): void;
  /** For each parameter, slice by slice: the cluster's mean of (gradient − strength·value), plus strength·value. */
  CentreGradients(items: readonly ClusteredGradient[]): tf.Tensor[];
  /** total + term, of one shape. Consumes `total`, whose storage is taken for the result where no other handle shares it. */
  AccumulateInPlace(total: tf.Tensor, term: tf.Tensor): tf.Tensor;
  /** mean over all axes but the last */
  ColumnMean(x: tf.Tensor): tf.Tensor1D;
  /** x·scale + shift over the last axis */
  ScaleShift(x: tf.Tensor, scale: tf.Tensor1D, shift?: tf.Tensor1D): tf.Tensor;
  /** relu(x·scale + shift) over the last axis: inference */
  ScaleShiftRelu(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D): tf.Tensor;
  /** x with a border in which every element is its channel's value */
  PadWith(x: tf.Tensor4D, pad: Padding, values: tf.Tensor1D): tf.Tensor4D;
  /** mean softmax cross-entropy of logits [n, k] against probabilities [n, k], and its gradient */
  SoftmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): { loss: tf.Scalar; gradient: tf.Tensor2D };
}

/** The name of a fused kernel. */
export type FusedKernelName = keyof FusedKernels;
