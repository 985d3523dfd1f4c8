/** Parts that several extractors use: planes of the whole picture, and their moments. */
import * as colour from '../raster/colour.ts';
import { type Moments, moments } from '../raster/statistics.ts';
import type { Part } from './analysis.ts';

/** Luma, 0 to 255. */
export const grey: Part<ReturnType<typeof colour.grey>> = ({ picture }) => colour.grey(picture);
/** Hue in radians, saturation and luma in 0 to 1. */
export const hsy: Part<colour.Channels> = ({ picture }) => colour.hsy(picture);
/** Hue, saturation and value in 0 to 1. */
export const hsv: Part<colour.Channels> = ({ picture }) => colour.hsv(picture);
/** L*, a*, b*. */
export const lab: Part<colour.Channels> = ({ picture }) => colour.lab(picture);
/** L*, u*, v*. */

/** Moments of saturation and luma of `hsy`. */
export const hsyMoments: Part<readonly [saturation: Moments, luma: Moments]> = analysis => {
  const [, saturation, luma] = analysis.get(hsy);
  return [moments(saturation.values), moments(luma.values)];
};
/** Moments of saturation and value of `hsv`. */
export const hsvMoments: Part<readonly [saturation: Moments, value: Moments]> = analysis => {
  const [, saturation, value] = analysis.get(hsv);
  return [moments(saturation.values), moments(value.values)];
};
/** Moments of L*, a*, b*. */
export const labMoments: Part<readonly [lightness: Moments, a: Moments, b: Moments]> = analysis => {
  const [lightness, a, b] = analysis.get(lab);
  return [moments(lightness.values), moments(a.values), moments(b.values)];
};
