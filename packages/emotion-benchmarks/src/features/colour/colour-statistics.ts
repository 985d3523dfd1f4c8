/** The extractor of means and deviations of colour over the whole picture. */

import type { PictureExtractor } from '../extractor.ts';
import { COLOUR_SUMMARY, colourSummary } from './colour-summary.ts';

/** Means and deviations of colour: `colourSummary` of the whole picture. */
export const colourStatistics: PictureExtractor = {
  name: 'colour-statistics',
  title: 'Colour statistics',
  source: 'Means and deviations of RGB, HSV and Lab; colourfulness: Hasler & Süsstrunk (2003)',
  size: COLOUR_SUMMARY.length,
  version: 1,
  extract: analysis => colourSummary(analysis),
};
