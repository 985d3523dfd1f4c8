/** Pictures, and planes of numbers over them. */
import { RefoldError } from '@refold/core';

/** A picture in bytes. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** uint8 [height, width, 3]: red, green, blue. */
  readonly pixels: Uint8Array;
}

/** A number for each pixel. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  /** [height, width] */
  readonly values: Float32Array;
}

/** A picture of these bytes. @throws RefoldError when there are other than height · width · 3 bytes */
export function pictureOf(width: number, height: number, pixels: Uint8Array): Picture {
  if (pixels.length === width * height * 3) return { width, height, pixels };
  throw new RefoldError(`a picture of ${width}×${height} has ${width * height * 3} bytes, not ${pixels.length}`);
}

/** A plane whose values are yet to be written. */
export const planeLike = ({ width, height }: Pick<Plane, 'width' | 'height'>): Plane => ({
  width,
  height,
  values: new Float32Array(width * height),
});

/** The nearest whole numbers of values of 0 to 255. */
export function roundedBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (values[i]! + 0.5) | 0;
  return bytes;
}

/** A plane of what `of` makes of each pixel's red, green and blue, each 0 to 255. */
export function planeOf(picture: Picture, of: (red: number, green: number, blue: number) => number): Plane {
  const { pixels } = picture;
  const plane = planeLike(picture);
  for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
    plane.values[i] = of(pixels[k]!, pixels[k + 1]!, pixels[k + 2]!);
  }
  return plane;
}
