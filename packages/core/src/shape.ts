/** Shapes and sizes. Shapes of samples leave the batch out: `[height, width, channels]` (NHWC) or `[features]`. */

export type Shape = readonly number[];
/** height, width */
export type Size = readonly [number, number];
/** top, bottom, left, right; always explicit zeros */
export type Padding = readonly [number, number, number, number];
