/** The extractor of colour statistics within what is salient. */
import type { Plane } from '../../raster/picture.ts';
import { saliency } from '../content/saliency.ts';
import type { PictureExtractor } from '../extractor.ts';
import { COLOUR_SUMMARY, colourSummary } from './colour-summary.ts';

/** How many times the mean a salient pixel's saliency exceeds. */
const SALIENT = 3;

/** Means and deviations of colour in the salient part of the picture: over all of it if no pixel stands out. */
export const areaOfInterest: PictureExtractor = {
  name: 'area-of-interest',
  title: 'Colour of the area of interest',
  source: 'Colour statistics where the spectral residual (Hou & Zhang 2007) exceeds three times its mean',
  size: COLOUR_SUMMARY.length,
  version: 1,
  extract: analysis => colourSummary(analysis, salientMask(analysis.get(saliency))),
};

/** 1 where a plane of sum 1 exceeds three times its mean; undefined if nowhere. */
function salientMask({ values }: Plane): Uint8Array | undefined {
  const threshold = SALIENT / values.length;
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < mask.length; i++) if (values[i]! > threshold) mask[i] = 1;
  return mask.includes(1) ? mask : undefined;
}
