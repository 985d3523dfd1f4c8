/** The extractor of the first three moments of hue, saturation and value. */
import { moments } from '../../raster/statistics.ts';
import type { PictureExtractor } from '../extractor.ts';
import { hsv, hsvMoments } from '../parts.ts';
import { meanHue } from './hue.ts';

/**
 * Mean, standard deviation and cube root of the third central moment of H, S and V (0 to 1). The circle of hues is cut
 * opposite to their mean direction, so that reds on both sides of 0 are near each other; the source cuts it at 0.
 */
export const colourMoments: PictureExtractor = {
  name: 'colour-moments',
  title: 'Colour moments',
  source: 'Stricker & Orengo (1995)',
  size: 9,
  version: 1,
  extract(analysis) {
    const [hue] = analysis.get(hsv);
    const middle = analysis.get(meanHue).angle / (2 * Math.PI);
    const turned = hue.values.slice();
    for (let i = 0; i < turned.length; i++) turned[i] = wrapped(turned[i]! - middle);
    const { mean, deviation, skew } = moments(turned);
    return [
      (middle + mean + 1) % 1,
      deviation,
      skew,
      ...analysis.get(hsvMoments).flatMap(all => [all.mean, all.deviation, all.skew]),
    ];
  },
};

/** A difference of hues in −½ to ½. */
const wrapped = (difference: number): number => difference - Math.floor(difference + 0.5);
