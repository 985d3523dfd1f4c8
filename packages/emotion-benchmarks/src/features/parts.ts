/** Parts that several extractors use: planes of the whole picture. */
import * as colour from '../raster/colour.ts';
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
export const luv: Part<colour.Channels> = ({ picture }) => colour.luv(picture);
