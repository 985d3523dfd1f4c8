/** Batch norms whose output has a border of what they make of zero: DBB's norms between two layers of a branch. */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { functions, type Handle } from './addon.ts';
import type { NormStatistics, NormTerm, NormTermGradient } from './fused-norm.ts';
import { channels, floats, NONE, output } from './fused-tensors.ts';

/** Sizes of a map, batch, height, width and channels, and its border: top, bottom, left, right. */
type BorderedMap = [
  ...map: [batch: number, height: number, width: number, channels: number],
  ...border: [top: number, bottom: number, left: number, right: number],
];

interface Functions {
  normStatistics(n: number, c: number, eps: number, x: Handle, mean: Handle, variance: Handle, inverse: Handle): void;
  normWithBorder(
    ...args: [
      ...BorderedMap,
      x: Handle,
      ...norm: [gamma: Handle, beta: Handle, mean: Handle, inverse: Handle],
      ...running: [mean: Handle, variance: Handle, eps: number],
      slope: Handle,
      y: Handle,
    ]
  ): void;
  normWithBorderGradient(
    ...args: [
      ...BorderedMap,
      dy: Handle,
      slope: Handle,
      ...operands: [x: Handle, gamma: Handle, beta: Handle, mean: Handle, inverse: Handle],
      ...results: [dx: Handle, dGamma: Handle, dBeta: Handle],
    ]
  ): void;
}

const native = functions<Functions>();

/** top, bottom, left, right */
type Border = readonly [number, number, number, number];

/** The mean, the biased variance and 1/√(variance + ε) of x over all axes but the last, each [c]. */
export function normStatistics(x: Tensor, eps: number): NormStatistics {
  const c = channels(x);
  const [mean, variance, inverse] = [output<Tensor1D>([c]), output<Tensor1D>([c]), output<Tensor1D>([c])];
  native.normStatistics(x.size / c, c, eps, floats(x), floats(mean), floats(variance), floats(inverse));
  return { mean, variance, inverse };
}

/**
 * γ·(x − mean)·inverse + β with a border of β + γ·slope, where slope = −running mean/√(running variance + ε): what the norm makes of zero
 * by its running statistics.
 * @param term its `x` is [n, h, w, c]
 */
export function normWithBorder(
  { x, gamma, beta, eps }: NormTerm,
  border: Border,
  { mean, inverse }: Pick<NormStatistics, 'mean' | 'inverse'>,
  running: Pick<NormStatistics, 'mean' | 'variance'>,
): { y: Tensor4D; slope: Tensor1D } {
  const [n, h, w, c] = x.shape as Tensor4D['shape'];
  const [top, bottom, left, right] = border;
  const y = output<Tensor4D>([n, top + h + bottom, left + w + right, c]);
  const slope = output<Tensor1D>([c]);
  native.normWithBorder(
    ...([n, h, w, c] as const),
    ...border,
    floats(x),
    ...([floats(gamma), floats(beta), floats(mean), floats(inverse)] as const),
    ...([floats(running.mean), floats(running.variance), eps] as const),
    floats(slope),
    floats(y),
  );
  return { y, slope };
}

/** The gradients of `normWithBorder` with respect to x, γ and β, through the batch's statistics too. */
export function normWithBorderGradient(
  dy: Tensor4D,
  border: Border,
  { x, gamma, beta, mean, inverse, needsInputGrad }: NormTermGradient,
  slope: Tensor1D,
): { dx?: Tensor; dGamma: Tensor1D; dBeta: Tensor1D } {
  const [n, h, w, c] = x.shape as Tensor4D['shape'];
  const [dGamma, dBeta] = [output<Tensor1D>([c]), output<Tensor1D>([c])];
  const dx = needsInputGrad ? output(x.shape) : undefined;
  native.normWithBorderGradient(
    ...([n, h, w, c] as const),
    ...border,
    floats(dy),
    floats(slope),
    ...([floats(x), floats(gamma), floats(beta), floats(mean), floats(inverse)] as const),
    ...([dx ? floats(dx) : NONE, floats(dGamma), floats(dBeta)] as const),
  );
  return dx ? { dx, dGamma, dBeta } : { dGamma, dBeta };
}
