/** Colour spaces, as planes of a whole picture and as single colours. */
import { directionOf } from './direction.ts';
import { type Picture, type Plane, planeLike, planeOf } from './picture.ts';

/** Three channels of a picture. */
export type Channels = readonly [Plane, Plane, Plane];
/** Three numbers. */
export type Triple = readonly [number, number, number];

// A space writes its numbers to three places and has a loop of its own for planes, so that no array is made for each pixel.

type Write = (red: number, green: number, blue: number, to: Float64Array) => void;

/** Single colours of a space. */
const triplesBy =
  (write: Write) =>
  (red: number, green: number, blue: number): Triple => {
    const colour = new Float64Array(3);
    write(red, green, blue, colour);
    return [colour[0]!, colour[1]!, colour[2]!];
  };

/** Luma of ITU-R BT.601: .299 R + .587 G + .114 B, on the scale of its arguments. */
export const luma = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** The luma of a picture, 0 to 255. */
export const grey = (picture: Picture): Plane => planeOf(picture, luma);

/**
 * Improved hue, luminance and saturation (Hanbury 2003), for red, green and blue in 0 to 1: hue in radians, 0 to 2π (0 of greys), saturation
 * max − min, and luma.
 */
export const hsyOf = triplesBy(writeHsy);

function writeHsy(red: number, green: number, blue: number, to: Float64Array): void {
  to[0] = angleOf(red - (green + blue) / 2, (Math.sqrt(3) / 2) * (green - blue));
  to[1] = largest(red, green, blue) - least(red, green, blue);
  to[2] = luma(red, green, blue);
}

// Comparisons are faster than Math.max and Math.min, which look for NaN.
function largest(a: number, b: number, c: number): number {
  const ab = a > b ? a : b;
  return ab > c ? ab : c;
}

function least(a: number, b: number, c: number): number {
  const ab = a < b ? a : b;
  return ab < c ? ab : c;
}

/** The angle of a direction: radians, 0 to 2π; 0 if both are 0. */
export function angleOf(along: number, across: number): number {
  const angle = directionOf(along, across);
  return angle < 0 ? angle + 2 * Math.PI : angle;
}

/** Hue, saturation and value, each 0 to 1 (Smith 1978), for red, green and blue in 0 to 1. */
export const hsvOf = triplesBy(writeHsv);

function writeHsv(red: number, green: number, blue: number, to: Float64Array): void {
  const value = largest(red, green, blue);
  const chroma = value - least(red, green, blue);
  let sector = 0;
  if (chroma > 0) {
    if (value === red) sector = (green - blue) / chroma + (green < blue ? 6 : 0);
    else if (value === green) sector = (blue - red) / chroma + 2;
    else sector = (red - green) / chroma + 4;
  }
  to[0] = sector / 6;
  to[1] = chroma > 0 ? chroma / value : 0;
  to[2] = value;
}

/** Linear light of an sRGB value in 0 to 1 (IEC 61966-2-1). */
const decoded = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
/** Linear light of each byte. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => decoded(byte / 255));
/** Linear light of a value in 0 to 255, whole or not. */
const linear = (value: number): number => (Number.isInteger(value) ? LINEAR[value]! : decoded(value / 255));

/** X, Y and Z of the white of D65. */
const WHITE = [0.95047, 1, 1.08883] as const;
/** They scale X and Z so that those of white are 1. */
const [X_SCALE, Z_SCALE] = [1 / WHITE[0], 1 / WHITE[2]];

// X, Y and Z of linear light.
const xOf = (r: number, g: number, b: number): number => 0.4124564 * r + 0.3575761 * g + 0.1804375 * b;
const yOf = (r: number, g: number, b: number): number => 0.2126729 * r + 0.7151522 * g + 0.072175 * b;
const zOf = (r: number, g: number, b: number): number => 0.0193339 * r + 0.119192 * g + 0.9503041 * b;

/** Cube roots in the middle of equal steps from 0 to 1. */
const CUBE_ROOTS = Float64Array.from({ length: 4097 }, (_, step) => Math.cbrt((step + 0.5) / 4096));

/** Cube root of (6/29)³ to 1, by one step of Halley's method from the nearest of `CUBE_ROOTS`: good to 1e-7, twice as fast as Math.cbrt. */
function cubeRoot(t: number): number {
  const near = CUBE_ROOTS[(t * 4096) | 0]!;
  const cube = near * near * near;
  return (near * (cube + 2 * t)) / (2 * cube + t);
}

/** Below this, lightness is linear. */
const LINEAR_BELOW = (6 / 29) ** 3;
const SLOPE = 1 / (3 * (6 / 29) ** 2);
const lightness = (t: number): number => (t > LINEAR_BELOW ? cubeRoot(t) : t * SLOPE + 4 / 29);

/** CIE 1976 L*, a*, b* under D65, for red, green and blue in 0 to 255, whole or not. */
export const labOf = (red: number, green: number, blue: number): Triple =>
  labOfLight(linear(red), linear(green), linear(blue));

const labOfLight = triplesBy(writeLab);

/** Of linear light. */
function writeLab(r: number, g: number, b: number, to: Float64Array): void {
  const fx = lightness(xOf(r, g, b) * X_SCALE);
  const fy = lightness(yOf(r, g, b));
  const fz = lightness(zOf(r, g, b) * Z_SCALE);
  to[0] = 116 * fy - 16;
  to[1] = 500 * (fx - fy);
  to[2] = 200 * (fy - fz);
}

/** CIE 1976 L*, u*, v* under D65, for red, green and blue in 0 to 255, whole or not. */
export const luvOf = (red: number, green: number, blue: number): Triple =>
  luvOfLight(linear(red), linear(green), linear(blue));

const luvOfLight = triplesBy(writeLuv);

/** Of linear light. */
function writeLuv(r: number, g: number, b: number, to: Float64Array): void {
  const y = yOf(r, g, b);
  const l = 116 * lightness(y) - 16;
  const [u, v] = chromaticity(xOf(r, g, b), y, zOf(r, g, b));
  const [u0, v0] = WHITE_CHROMATICITY;
  to[0] = l;
  to[1] = 13 * l * (u - u0);
  to[2] = 13 * l * (v - v0);
}

function chromaticity(x: number, y: number, z: number): readonly [u: number, v: number] {
  const sum = x + 15 * y + 3 * z;
  return sum === 0 ? WHITE_CHROMATICITY : [(4 * x) / sum, (9 * y) / sum];
}

const WHITE_CHROMATICITY = chromaticity(...WHITE);

/** Bytes as shares of 255. */
const SHARES = Float64Array.from({ length: 256 }, (_, byte) => byte / 255);

type Fill = (pixels: Uint8Array, first: Float32Array, second: Float32Array, third: Float32Array) => void;

/** Planes that a loop fills. The loops are made once: functions made for each picture would be compiled again and again. */
const channelsBy =
  (fill: Fill) =>
  (picture: Picture): Channels => {
    const planes: Channels = [planeLike(picture), planeLike(picture), planeLike(picture)];
    fill(picture.pixels, planes[0].values, planes[1].values, planes[2].values);
    return planes;
  };

/** Planes of hue, saturation and luma: `hsyOf` each pixel. */
export const hsy = channelsBy((pixels, hue, saturation, brightness) => {
  const colour = new Float64Array(3);
  for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
    writeHsy(SHARES[pixels[k]!]!, SHARES[pixels[k + 1]!]!, SHARES[pixels[k + 2]!]!, colour);
    hue[i] = colour[0]!;
    saturation[i] = colour[1]!;
    brightness[i] = colour[2]!;
  }
});

/** Planes of hue, saturation and value: `hsvOf` each pixel. */
export const hsv = channelsBy((pixels, hue, saturation, value) => {
  const colour = new Float64Array(3);
  for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
    writeHsv(SHARES[pixels[k]!]!, SHARES[pixels[k + 1]!]!, SHARES[pixels[k + 2]!]!, colour);
    hue[i] = colour[0]!;
    saturation[i] = colour[1]!;
    value[i] = colour[2]!;
  }
});

/** Planes of L*, a*, b*: `labOf` each pixel. */
export const lab = channelsBy((pixels, lightness, a, b) => {
  const colour = new Float64Array(3);
  for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
    writeLab(LINEAR[pixels[k]!]!, LINEAR[pixels[k + 1]!]!, LINEAR[pixels[k + 2]!]!, colour);
    lightness[i] = colour[0]!;
    a[i] = colour[1]!;
    b[i] = colour[2]!;
  }
});

/** Planes of L*, u*, v*: `luvOf` each pixel. */
export const luv = channelsBy((pixels, lightness, u, v) => {
  const colour = new Float64Array(3);
  for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
    writeLuv(LINEAR[pixels[k]!]!, LINEAR[pixels[k + 1]!]!, LINEAR[pixels[k + 2]!]!, colour);
    lightness[i] = colour[0]!;
    u[i] = colour[1]!;
    v[i] = colour[2]!;
  }
});
