/** Composition: level of detail, depth of field, lines and the middle of the picture (section 4.5 of the specification). */
import { angleOf } from '../../raster/colour.ts';
import type { Part } from '../analysis.ts';
import { hueDirections } from '../colour/hue.ts';
import type { PictureExtractor } from '../extractor.ts';
import { hsy } from '../parts.ts';
import { lowDepthOfField } from '../texture/haar.ts';
import { DYNAMICS, dynamics } from './lines.ts';
import { regions } from './regions.ts';

/** Mean hue (radians, 0 to 2π, on the circle), saturation and luma of the rectangle of middle thirds: where the rule of thirds puts the subject. */
const middleThird: Part<readonly [number, number, number]> = analysis => {
  const [, saturation, luma] = analysis.get(hsy);
  const { cos, sin } = analysis.get(hueDirections);
  const { width, height } = luma;
  const [left, right] = [Math.floor(width / 3), Math.ceil((2 * width) / 3)];
  const [top, bottom] = [Math.floor(height / 3), Math.ceil((2 * height) / 3)];
  const sums = [0, 0, 0, 0] as [number, number, number, number];
  for (let y = top; y < bottom; y++) {
    for (let at = y * width + left; at < y * width + right; at++) {
      sums[0] += cos[at]!;
      sums[1] += sin[at]!;
      sums[2] += saturation.values[at]!;
      sums[3] += luma.values[at]!;
    }
  }
  const pixels = (right - left) * (bottom - top);
  return [angleOf(sums[0], sums[1]), sums[2] / pixels, sums[3] / pixels];
};

/**
 * 13 numbers: the count of regions, low depth of field (3), dynamics (6) and the middle third's colour (3). The survey lists composition with 45
 * numbers without saying which; a public implementation has these 13, and we don't pad them.
 */
export const composition: PictureExtractor = {
  name: 'composition',
  title: 'Composition',
  source: 'Machajdik & Hanbury (2010)',
  size: 1 + 3 + DYNAMICS.length + 3,
  version: 1,
  extract: analysis => [
    analysis.get(regions).count,
    ...analysis.get(lowDepthOfField),
    ...analysis.get(dynamics),
    ...analysis.get(middleThird),
  ],
};
