/** The colours of a picture's regions. */
import { angleOf } from '../../raster/colour.ts';
import type { Part } from '../analysis.ts';
import { regions } from '../content/regions.ts';
import { hsy } from '../parts.ts';
import { hueDirections } from './hue.ts';
import type { RegionColour } from './itten.ts';

/**
 * How hues are averaged: as directions on the circle, or as plain numbers from 0 to 2π as the authors of PAEF do, which makes cyan
 * of two reds.
 */
export type HueMean = 'circular' | 'linear';

/**
 * Returns a part: the mean colour of each region, and its share of the pixels that are in a region; shares sum to 1. Ridges between
 * regions count in none. A picture in which nothing but ridge was found is one region.
 */
export const regionColoursBy =
  (hueMean: HueMean): Part<readonly RegionColour[]> =>
  analysis => {
    const { labels, count } = analysis.get(regions);
    const [hue, saturation, brightness] = analysis.get(hsy);
    const { cos, sin } = analysis.get(hueDirections);
    const size = count + 1;
    const pixels = new Float64Array(size);
    const [hues, along, across] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    const [saturations, brightnesses] = [new Float64Array(size), new Float64Array(size)];
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i]!;
      pixels[label]!++;
      hues[label]! += hue.values[i]!;
      along[label]! += cos[i]!;
      across[label]! += sin[i]!;
      saturations[label]! += saturation.values[i]!;
      brightnesses[label]! += brightness.values[i]!;
    }
    const found = Array.from(pixels.keys()).filter(label => label > 0 && pixels[label]! > 0);
    const used = found.length > 0 ? found : [0];
    const total = used.reduce((sum, label) => sum + pixels[label]!, 0);
    return used.map(label => ({
      share: pixels[label]! / total,
      hue: hueMean === 'linear' ? hues[label]! / pixels[label]! : angleOf(along[label]!, across[label]!),
      saturation: saturations[label]! / pixels[label]!,
      brightness: brightnesses[label]! / pixels[label]!,
    }));
  };

/** The mean colour of each region, with circular means of hues. */
export const regionColours: Part<readonly RegionColour[]> = regionColoursBy('circular');
