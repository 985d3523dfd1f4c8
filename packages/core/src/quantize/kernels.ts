/** Kernels and biases on the grids that integers stand for: symmetric, signed bytes; sums of products as 32-bit integers. */
import type { NdArray } from '../ndarray.ts';

/** The largest number of steps that a kernel's number is from 0; -128 is left out, so that both signs have as many. */
const MOST_STEPS = 127;

/** Whether each output of a kernel has a scale of its own, or all have one. */
export type KernelScales = 'channel' | 'tensor';
/** Both. */
export const KERNEL_SCALES: readonly KernelScales[] = ['channel', 'tensor'];

/**
 * The scale of each output: its largest absolute number, or that of the whole kernel, becomes 127 steps. 1 for outputs whose numbers are all 0.
 * @param kernel [..., outputs]
 */
export function scalesFor({ shape, data }: NdArray, per: KernelScales): Float64Array {
  const largest = new Float64Array(shape.at(-1)!);
  data.forEach((value, i) => {
    const output = i % largest.length;
    largest[output] = Math.max(largest[output]!, Math.abs(value));
  });
  if (per === 'tensor') largest.fill(largest.reduce((a, b) => Math.max(a, b), 0));
  return largest.map(value => (value > 0 ? value / MOST_STEPS : 1));
}

/** The numbers of a kernel [..., outputs], or of a bias [outputs], each rounded to whole steps of its output's scale. */
export const onGrid = ({ shape, data }: NdArray, scales: Float64Array): NdArray => ({
  shape,
  data: Float32Array.from(data, (value, i) => {
    const scale = scales[i % scales.length]!;
    return Math.round(value / scale) * scale;
  }),
});

/** How far a number may be from whole steps: float32 keeps 24 bits of it, of which 7 are the steps. */
const ROUNDING = 1e-4;

/** The scales of a kernel that is on such a grid, of either kind; undefined for one that isn't. */
export function scalesOf(kernel: NdArray): Float64Array | undefined {
  return KERNEL_SCALES.map(per => scalesFor(kernel, per)).find(scales =>
    kernel.data.every((value, i) => {
      const steps = value / scales[i % scales.length]!;
      return Math.abs(steps - Math.round(steps)) < ROUNDING;
    }),
  );
}
