/** Instance norms, with their ReLU where there is one, forward and backward. Maps are [n, h, w, c]. */
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { functions, type Handle } from './addon.ts';
import { floats, NONE, output, sameSize } from './fused-tensors.ts';

type Images = [batch: number, places: number, channels: number];

interface Functions {
  instanceNorm(
    ...args: [
      ...Images,
      ...operands: [x: Handle, gamma: Handle, beta: Handle, eps: number],
      ...results: [mean: Handle, inverse: Handle, relu: boolean, y: Handle],
    ]
  ): void;
  instanceNormGradient(
    ...args: [
      ...Images,
      ...operands: [dy: Handle, y: Handle, x: Handle, gamma: Handle, beta: Handle, mean: Handle, inverse: Handle],
      ...results: [dx: Handle, dGamma: Handle, dBeta: Handle],
    ]
  ): void;
}

const native = functions<Functions>();

/** Scale and shift of a norm, each [c]. */
export interface ScaleAndShift {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
}

/** The statistics of each image and channel, [n, c]. */
export interface InstanceStatistics {
  readonly mean: Tensor2D;
  /** 1/√(variance + ε) */
  readonly inverse: Tensor2D;
}

const imagesOf = ({ shape: [n, h, w, c] }: Tensor4D): Images => [n, h * w, c];

const affineOf = (affine: ScaleAndShift | undefined): [gamma: Handle, beta: Handle] =>
  affine ? [floats(affine.gamma), floats(affine.beta)] : [NONE, NONE];

/**
 * relu?(γ·(x − mean)·inverse + β) with the statistics of each image and channel over its places, and these; without `affine`, γ is 1
 * and β is 0.
 */
export function instanceNorm(
  x: Tensor4D,
  affine: ScaleAndShift | undefined,
  eps: number,
  relu: boolean,
): { y: Tensor4D; statistics: InstanceStatistics } {
  const [n, , , c] = x.shape;
  const y = output<Tensor4D>(x.shape);
  const [mean, inverse] = [output<Tensor2D>([n, c]), output<Tensor2D>([n, c])];
  const results = [floats(mean), floats(inverse), relu, floats(y)] as const;
  native.instanceNorm(...imagesOf(x), floats(x), ...affineOf(affine), eps, ...results);
  return { y, statistics: { mean, inverse } };
}

/**
 * The gradients of `instanceNorm` by x and, where it has them, by γ and β, through the statistics too.
 * @param y the output of `instanceNorm` if it had a ReLU, else undefined
 */
export function instanceNormGradient(
  dy: Tensor4D,
  y: Tensor4D | undefined,
  x: Tensor4D,
  affine: ScaleAndShift | undefined,
  { mean, inverse }: InstanceStatistics,
  needsInputGrad: boolean,
): { dx?: Tensor4D; dGamma?: Tensor1D; dBeta?: Tensor1D } {
  sameSize('InstanceNormGradient', dy, x, ...(y ? [y] : []));
  const c = x.shape[3];
  const dx = needsInputGrad ? output<Tensor4D>(x.shape) : undefined;
  const slopes = affine && { dGamma: output<Tensor1D>([c]), dBeta: output<Tensor1D>([c]) };
  const operands = [
    floats(dy),
    y ? floats(y) : NONE,
    floats(x),
    ...affineOf(affine),
    floats(mean),
    floats(inverse),
  ] as const;
  const [dGamma, dBeta] = slopes ? [floats(slopes.dGamma), floats(slopes.dBeta)] : [NONE, NONE];
  native.instanceNormGradient(...imagesOf(x), ...operands, dx ? floats(dx) : NONE, dGamma, dBeta);
  return { ...(dx && { dx }), ...slopes };
}
