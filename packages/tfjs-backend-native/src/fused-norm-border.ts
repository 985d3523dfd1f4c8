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
  normWithBorder(...args: [...BorderedMap, x: Handle, ...BorderedNorm, y: Handle]): void;
  normWithBorderGradient(...args: [...BorderedMap, ...Gradient]): void;
  normLessBorder(
    n: number,
    c: number,
    ...args: [x: Handle, ...BorderedNorm, pixels: number, border: Handle, y: Handle]
  ): void;
  normLessBorderGradient(n: number, c: number, ...args: Gradient): void;
}

/** A norm's parameters, the batch's statistics and the running ones; `slope` is a result. */
type BorderedNorm = [
  ...norm: [gamma: Handle, beta: Handle, mean: Handle, inverse: Handle],
  ...running: [mean: Handle, variance: Handle, eps: number],
  slope: Handle,
];
type Gradient = [
  dy: Handle,
  slope: Handle,
  ...operands: [x: Handle, gamma: Handle, beta: Handle, mean: Handle, inverse: Handle],
  ...results: [dx: Handle, dGamma: Handle, dBeta: Handle],
];

const native = functions<Functions>();

/** top, bottom, left, right */
type Border = readonly [number, number, number, number];

/** γ, β, the batch's statistics, the running ones and `slope` as the addon takes them. */
const operandsOf = (
  { gamma, beta, eps }: NormTerm,
  { mean, inverse }: Pick<NormStatistics, 'mean' | 'inverse'>,
  running: Pick<NormStatistics, 'mean' | 'variance'>,
  slope: Tensor1D,
): BorderedNorm => [
  ...([floats(gamma), floats(beta), floats(mean), floats(inverse)] as const),
  ...([floats(running.mean), floats(running.variance), eps] as const),
  floats(slope),
];

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
  const norm = operandsOf({ x, gamma, beta, eps }, { mean, inverse }, running, slope);
  native.normWithBorder(n, h, w, c, ...border, floats(x), ...norm, floats(y));
  return { y, slope };
}

/** The gradients of `normWithBorder` with respect to x, γ and β, through the batch's statistics too. */
export function normWithBorderGradient(
  dy: Tensor4D,
  border: Border,
  term: NormTermGradient,
  slope: Tensor1D,
): NormGradients {
  const [n, h, w, c] = term.x.shape as Tensor4D['shape'];
  return gradientsOf(term, (...results) => native.normWithBorderGradient(n, h, w, c, ...border, ...results), dy, slope);
}

/**
 * `normWithBorder` less the value of its border, which then is zero and left out: γ·((x − mean)·inverse − slope), of x's shape; and a map of that
 * value, [1, height, width, c]. For what takes constants off again, or adds the border's part by itself.
 * @param size height and width of the border's map
 */
export function normLessBorder(
  term: NormTerm,
  statistics: Pick<NormStatistics, 'mean' | 'inverse'>,
  running: Pick<NormStatistics, 'mean' | 'variance'>,
  [height, width]: readonly [number, number],
): { y: Tensor; slope: Tensor1D; border: Tensor4D } {
  const c = channels(term.x);
  const [slope, y] = [output<Tensor1D>([c]), output(term.x.shape)];
  const border = output<Tensor4D>([1, height, width, c]);
  const norm = operandsOf(term, statistics, running, slope);
  native.normLessBorder(term.x.size / c, c, floats(term.x), ...norm, height * width, floats(border), floats(y));
  return { y, slope, border };
}

/** The gradients of `normLessBorder`'s y with respect to x, γ and β (zero), through the batch's statistics too. */
export function normLessBorderGradient(dy: Tensor, term: NormTermGradient, slope: Tensor1D): NormGradients {
  const c = channels(term.x);
  return gradientsOf(term, (...results) => native.normLessBorderGradient(term.x.size / c, c, ...results), dy, slope);
}

interface NormGradients {
  readonly dx?: Tensor;
  readonly dGamma: Tensor1D;
  readonly dBeta: Tensor1D;
}

function gradientsOf(
  { x, gamma, beta, mean, inverse, needsInputGrad }: NormTermGradient,
  compute: (...args: Gradient) => void,
  dy: Tensor,
  slope: Tensor1D,
): NormGradients {
  const [dGamma, dBeta] = [output<Tensor1D>([channels(x)]), output<Tensor1D>([channels(x)])];
  const dx = needsInputGrad ? output(x.shape) : undefined;
  compute(
    ...([floats(dy), floats(slope)] as const),
    ...([floats(x), floats(gamma), floats(beta), floats(mean), floats(inverse)] as const),
    ...([dx ? floats(dx) : NONE, floats(dGamma), floats(dBeta)] as const),
  );
  return dx ? { dx, dGamma, dBeta } : { dGamma, dBeta };
}
