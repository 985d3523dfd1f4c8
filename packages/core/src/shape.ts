/** Shapes and sizes. Shapes of samples leave the batch out: `[height, width, channels]` (NHWC) or `[features]`. */

export type Shape = readonly number[];
/** height, width */
export type Size = readonly [number, number];
/** top, bottom, left, right; always explicit zeros */
export type Padding = readonly [number, number, number, number];

/** A shape as errors print it: [32, 32, 3]. */
export const show = (shape: Shape): string => `[${shape.join(', ')}]`;

/** Whether two shapes are the same. */
export const equal = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i]);

/** Taps of a window along one axis, and what they span: (k−1)·d + 1. */
export const span = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

/** Whether there is no padding on any side. */
export const isUnpadded = (pad: Padding): boolean => pad.every(side => side === 0);
