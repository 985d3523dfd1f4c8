/** Hue, saturation and luma on one scale, for measures that compare or add them. */
import type { Channels } from '../../raster/colour.ts';
import { planeLike } from '../../raster/picture.ts';
import type { Part } from '../analysis.ts';
import { hsy } from '../parts.ts';

/** Hue in turns, saturation and luma: all three are 0 to 1. */
export const scaledHsy: Part<Channels> = analysis => {
  const [hue, saturation, luma] = analysis.get(hsy);
  const turns = planeLike(hue);
  for (let i = 0; i < turns.values.length; i++) turns.values[i] = hue.values[i]! / (2 * Math.PI);
  return [turns, saturation, luma];
};
