/** Colour spaces, as planes of a whole picture and as single colours. */
import { directionOf } from './direction.ts';
import { type Picture, type Plane, planeLike, planeOf } from './picture.ts';

/** Three channels of a picture. */
export type Channels = readonly [Plane, Plane, Plane];
/** Three numbers. */
export type Triple = readonly [number, number, number];

/** Luma of ITU-R BT.601: .299 R + .587 G + .114 B, on the scale of its arguments. */
export const luma = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** The luma of a picture, 0 to 255. */
export const grey = (picture: Picture): Plane => planeOf(picture, luma);

/**
 * Improved hue, luminance and saturation (Hanbury 2003), for red, green and blue in 0 to 1: hue in radians, 0 to 2π (0 of greys), saturation
 * max − min, and luma.
 */
export function hsyOf(red: number, green: number, blue: number): Triple {
  const along = red - (green + blue) / 2;
  const across = (Math.sqrt(3) / 2) * (green - blue);
  return [angleOf(along, across), Math.max(red, green, blue) - Math.min(red, green, blue), luma(red, green, blue)];
}

/** The angle of a direction: radians, 0 to 2π; 0 if both are 0. */
export function angleOf(along: number, across: number): number {
  const angle = directionOf(along, across);
  return angle < 0 ? angle + 2 * Math.PI : angle;
}

/** Hue, saturation and value, each 0 to 1 (Smith 1978), for red, green and blue in 0 to 1. */
export function hsvOf(red: number, green: number, blue: number): Triple {
  const value = Math.max(red, green, blue);
  const chroma = value - Math.min(red, green, blue);
  if (chroma === 0) return [0, 0, value];
  let sector: number;
  if (value === red) sector = (green - blue) / chroma + (green < blue ? 6 : 0);
  else if (value === green) sector = (blue - red) / chroma + 2;
  else sector = (red - green) / chroma + 4;
  return [sector / 6, chroma / value, value];
}

/** Linear light of an sRGB value in 0 to 1 (IEC 61966-2-1). */
const decoded = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
/** Linear light of each byte. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => decoded(byte / 255));
/** Linear light of a value in 0 to 255, whole or not. */
const linear = (value: number): number => (Number.isInteger(value) ? LINEAR[value]! : decoded(value / 255));

/** X, Y and Z of the white of D65. */
const WHITE = [0.95047, 1, 1.08883] as const;

/** X, Y, Z of linear light. */
function xyzOf(r: number, g: number, b: number): Triple {
  return [
    0.4124564 * r + 0.3575761 * g + 0.1804375 * b,
    0.2126729 * r + 0.7151522 * g + 0.072175 * b,
    0.0193339 * r + 0.119192 * g + 0.9503041 * b,
  ];
}

/** Cube roots in the middle of equal steps from 0 to 1. */
const CUBE_ROOTS = Float64Array.from({ length: 4096 }, (_, step) => Math.cbrt((step + 0.5) / 4096));

/** Cube root of (6/29)³ to 1, by one step of Halley's method from the nearest of `CUBE_ROOTS`: good to 1e-7, twice as fast as Math.cbrt. */
function cubeRoot(t: number): number {
  const near = CUBE_ROOTS[Math.min(4095, Math.floor(t * 4096))]!;
  const cube = near * near * near;
  return (near * (cube + 2 * t)) / (2 * cube + t);
}

/** Below this, lightness is linear. */
const LINEAR_BELOW = (6 / 29) ** 3;
const lightness = (t: number): number => (t > LINEAR_BELOW ? cubeRoot(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);

/** CIE 1976 L*, a*, b* under D65, for red, green and blue in 0 to 255, whole or not. */
export const labOf = (red: number, green: number, blue: number): Triple =>
  labOfLight(linear(red), linear(green), linear(blue));

function labOfLight(r: number, g: number, b: number): Triple {
  const xyz = xyzOf(r, g, b);
  const fx = lightness(xyz[0] / WHITE[0]);
  const fy = lightness(xyz[1]);
  const fz = lightness(xyz[2] / WHITE[2]);
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** CIE 1976 L*, u*, v* under D65, for red, green and blue in 0 to 255, whole or not. */
export const luvOf = (red: number, green: number, blue: number): Triple =>
  luvOfLight(linear(red), linear(green), linear(blue));

function luvOfLight(r: number, g: number, b: number): Triple {
  const [x, y, z] = xyzOf(r, g, b);
  const l = 116 * lightness(y) - 16;
  const [u, v] = chromaticity(x, y, z);
  const [u0, v0] = WHITE_CHROMATICITY;
  return [l, 13 * l * (u - u0), 13 * l * (v - v0)];
}

function chromaticity(x: number, y: number, z: number): readonly [u: number, v: number] {
  const sum = x + 15 * y + 3 * z;
  return sum === 0 ? WHITE_CHROMATICITY : [(4 * x) / sum, (9 * y) / sum];
}

const WHITE_CHROMATICITY = chromaticity(...WHITE);

/** Bytes as shares of 255. */
const SHARES = Float64Array.from({ length: 256 }, (_, byte) => byte / 255);

// Each space has a loop of its own, into which V8 inlines its function without making an array for each pixel.

/** Planes of hue, saturation and luma: `hsyOf` each pixel. */
export const hsy = (picture: Picture): Channels =>
  channels(picture, (pixels, hue, saturation, brightness) => {
    for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
      const colour = hsyOf(SHARES[pixels[k]!]!, SHARES[pixels[k + 1]!]!, SHARES[pixels[k + 2]!]!);
      hue[i] = colour[0];
      saturation[i] = colour[1];
      brightness[i] = colour[2];
    }
  });

/** Planes of hue, saturation and value: `hsvOf` each pixel. */
export const hsv = (picture: Picture): Channels =>
  channels(picture, (pixels, hue, saturation, value) => {
    for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
      const colour = hsvOf(SHARES[pixels[k]!]!, SHARES[pixels[k + 1]!]!, SHARES[pixels[k + 2]!]!);
      hue[i] = colour[0];
      saturation[i] = colour[1];
      value[i] = colour[2];
    }
  });

/** Planes of L*, a*, b*: `labOf` each pixel. */
export const lab = (picture: Picture): Channels =>
  channels(picture, (pixels, lightness, a, b) => {
    for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
      const colour = labOfLight(LINEAR[pixels[k]!]!, LINEAR[pixels[k + 1]!]!, LINEAR[pixels[k + 2]!]!);
      lightness[i] = colour[0];
      a[i] = colour[1];
      b[i] = colour[2];
    }
  });

/** Planes of L*, u*, v*: `luvOf` each pixel. */
export const luv = (picture: Picture): Channels =>
  channels(picture, (pixels, lightness, u, v) => {
    for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
      const colour = luvOfLight(LINEAR[pixels[k]!]!, LINEAR[pixels[k + 1]!]!, LINEAR[pixels[k + 2]!]!);
      lightness[i] = colour[0];
      u[i] = colour[1];
      v[i] = colour[2];
    }
  });

function channels(
  picture: Picture,
  fill: (pixels: Uint8Array, first: Float32Array, second: Float32Array, third: Float32Array) => void,
): Channels {
  const planes: Channels = [planeLike(picture), planeLike(picture), planeLike(picture)];
  fill(picture.pixels, planes[0].values, planes[1].values, planes[2].values);
  return planes;
}
