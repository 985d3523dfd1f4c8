/**
 * Convolution kernels as sets of taps. A tap of a kernel sits at offset u·d − p from the row s·y that its output
 * stands on, so kernels of any size, dilation and padding line up by offset (p: padding before the first row or
 * column).
 */
import type { Conv, Linear, Shape, Size } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import type { ConvShape } from './conv-shape.ts';
import type { Arrays, Term } from './term.ts';

/** The greatest common divisor; gcd(a, 0) is a. */
export const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Kernel sizes, dilation and padding of the smallest grid of taps that holds every tap of every conv. */
export type Grid = Pick<Conv, 'kernel' | 'dilation' | 'pad'>;

/** The grid that covers convs of equal input, stride and output size. */
export function coveringGrid(convs: readonly ConvShape[]): Grid {
  const [rows, columns] = [coveringAxis(convs, 0), coveringAxis(convs, 1)];
  return {
    kernel: [rows.kernel, columns.kernel],
    dilation: [rows.step, columns.step],
    pad: [rows.before, rows.after, columns.before, columns.after],
  };
}

function coveringAxis(convs: readonly ConvShape[], axis: 0 | 1) {
  let before = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const { layer } of convs) {
    before = Math.max(before, layer.pad[2 * axis]!);
    last = Math.max(last, (layer.kernel[axis] - 1) * layer.dilation[axis] - layer.pad[2 * axis]!);
  }
  let step = 0;
  for (const { layer } of convs) {
    step = gcd(step, before - layer.pad[2 * axis]!);
    if (layer.kernel[axis] > 1) step = gcd(step, layer.dilation[axis]);
  }
  const { input, output, layer } = convs[0]!;
  const stride = layer.stride[axis];
  // What the last output row reads beyond the map must be padding. Symmetric padding is kept where it gives the same size.
  const needed = Math.max(0, stride * (output[axis]! - 1) + last - (input[axis]! - 1));
  const size = (after: number) => Math.floor((input[axis]! - 1 + after - last) / stride) + 1;
  return {
    kernel: step === 0 ? 1 : (before + last) / step + 1,
    step: step || 1,
    before,
    after: before > needed && size(before) === output[axis]! ? before : needed,
  };
}

/**
 * Adds a conv's kernel to `target`, a kernel [kh, kw, inputs/groups, outputs] on `grid`: each tap at its own offset,
 * each group as a block of the coarser grouping (`groups` divides the conv's own), filters from output `at` on.
 */
export function place(
  target: Float64Array,
  grid: Grid,
  groups: number,
  outputs: number,
  conv: Term<Conv>,
  at = 0,
): void {
  const { kernel, dilation, pad, groups: blocks, out } = conv.layer;
  const { data } = conv.arrays.kernel!;
  const channels = conv.input[2]!;
  const [narrow, wide, filters] = [channels / blocks, channels / groups, out / blocks];
  for (let u = 0; u < kernel[0]; u++) {
    for (let v = 0; v < kernel[1]; v++) {
      const row = (u * dilation[0] - pad[0] + grid.pad[0]) / grid.dilation[0];
      const column = (v * dilation[1] - pad[2] + grid.pad[2]) / grid.dilation[1];
      const from = (u * kernel[1] + v) * narrow;
      const to = (row * grid.kernel[1] + column) * wide;
      for (let block = 0; block < blocks; block++) {
        // First channel of the block, counted inside the coarser group that holds it.
        const shift = (block * narrow) % wide;
        for (let i = 0; i < narrow; i++) {
          let source = (from + i) * out + block * filters;
          let sink = (to + shift + i) * outputs + at + block * filters;
          for (const end = source + filters; source < end; source++, sink++) target[sink]! += data[source]!;
        }
      }
    }
  }
}

/** A conv's kernel with fewer groups: block-diagonal. */
export function regrouped(conv: Term<Conv>, groups: number): NdArray['data'] {
  const { layer } = conv;
  if (layer.groups === groups) return conv.arrays.kernel!.data;
  const wide = new Float64Array(layer.kernel[0] * layer.kernel[1] * (conv.input[2]! / groups) * layer.out);
  place(wide, layer, groups, layer.out, conv);
  return wide;
}

/** Whether a conv is 1×1. */
export const isPointwise = (conv: { readonly layer: Conv }): boolean =>
  conv.layer.kernel[0] === 1 && conv.layer.kernel[1] === 1;
/** Whether height and width agree. */
export const sameSize = (a: Size, b: Size): boolean => a[0] === b[0] && a[1] === b[1];

/** A conv's result on what may have been a vector: there, a 1×1 conv on a 1×1 map is a linear layer. */
export const convOrLinear = (conv: Conv, input: Shape): Conv | Linear =>
  input.length === 1 ? { op: 'linear', out: conv.out, bias: conv.bias } : conv;

/** Kernel and bias of a conv or linear layer, from flat float64 numbers in HWIO order. */
export function kernelArrays(layer: Conv | Linear, inputs: number, kernel: Float64Array, bias?: Float64Array): Arrays {
  const shape = layer.op === 'conv' ? [...layer.kernel, inputs / layer.groups, layer.out] : [inputs, layer.out];
  return {
    kernel: { shape, data: kernel },
    ...(bias === undefined ? {} : { bias: { shape: [layer.out], data: bias } }),
  };
}
