/** A smaller copy of the picture, and planes of it, for measures of content that don't need every pixel. */
import * as colour from '../../raster/colour.ts';
import { type Gradient, sobel } from '../../raster/filter.ts';
import type { Picture } from '../../raster/picture.ts';
import { resizedPicture } from '../../raster/resize.ts';
import type { Part } from '../analysis.ts';

/** The longest side of the copy, in pixels. */
const LONGEST = 128;

/** The picture at most 128 pixels wide and high; itself if it isn't larger. */
export const reduced: Part<Picture> = ({ picture }) => {
  const shrink = LONGEST / Math.max(picture.width, picture.height);
  if (shrink >= 1) return picture;
  const [width, height] = [picture.width, picture.height].map(side => Math.max(1, Math.round(side * shrink)));
  return resizedPicture(picture, width!, height!);
};

/** Luma of the smaller copy, 0 to 255. */
export const reducedGrey: Part<ReturnType<typeof colour.grey>> = analysis => colour.grey(analysis.get(reduced));
/** Hue in radians, saturation and luma in 0 to 1 of the smaller copy. */
export const reducedHsy: Part<colour.Channels> = analysis => colour.hsy(analysis.get(reduced));
/** Sobel's derivatives of `reducedGrey`. */
export const reducedGradient: Part<Gradient> = analysis => sobel(analysis.get(reducedGrey));
