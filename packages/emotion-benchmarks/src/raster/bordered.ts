/** Grids within a border of one pixel, where every pixel has eight neighbours at fixed distances in memory and none needs to be asked whether it is at an edge. */

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The pixels from the start of a row within its border to that of the next. */
export const strideOf = ({ width }: Size): number => width + 2;

/** How many pixels there are with the border. */
export const borderedLength = ({ width, height }: Size): number => (width + 2) * (height + 2);

/** Where the first pixel of a row is. */
export const rowStart = ({ width }: Size, y: number): number => (y + 1) * (width + 2) + 1;

/** How far the eight neighbours of a pixel are from it, where rows begin so many pixels apart. */
export const neighbourOffsets = (stride: number): Int32Array =>
  Int32Array.of(-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1);

/** Copies the rows of a grid to the inside of `to`, and returns that. */
export function fillInside<T extends Uint8Array | Int32Array>(size: Size, values: T, to: T): T {
  for (let y = 0; y < size.height; y++) {
    to.set(values.subarray(y * size.width, (y + 1) * size.width), rowStart(size, y));
  }
  return to;
}

/** Copies the inside of a grid with a border to `to`, and returns that. */
export function takeInside<T extends Uint8Array | Int32Array>(size: Size, bordered: T, to: T): T {
  for (let y = 0; y < size.height; y++) {
    const start = rowStart(size, y);
    to.set(bordered.subarray(start, start + size.width), y * size.width);
  }
  return to;
}

/** A mask with a border: 1 on the border and 0 inside. */
export function borderOnly(size: Size): Uint8Array {
  const mask = new Uint8Array(borderedLength(size)).fill(1);
  for (let y = 0; y < size.height; y++) mask.fill(0, rowStart(size, y), rowStart(size, y) + size.width);
  return mask;
}
