/** The extractor of shares of colour names. */

import type { PictureExtractor } from '../extractor.ts';
import { COLOUR_NAMES, colourNames } from './colour-names.ts';

/** The share of each of `COLOUR_NAMES`. */
export const colourNameShares: PictureExtractor = {
  name: 'colour-name-shares',
  title: 'Colour names',
  source: 'Basic colour terms, nearest prototype in Lab, in place of the table of van de Weijer et al. (2009)',
  size: COLOUR_NAMES.length,
  version: 1,
  extract: analysis => analysis.get(colourNames),
};
