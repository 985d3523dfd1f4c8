/** Static quantisation to integers of 8 bits. */
export { randomImages } from './images.ts';
export { KERNEL_SCALES, type KernelScales } from './kernels.ts';
export { calibrate, type EvaluateTaps, type QuantizeOptions, quantized, type Ranges } from './quantize.ts';
export { RANGE_CHOICES, type RangeChoice } from './ranges.ts';
