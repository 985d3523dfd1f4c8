/** The features that the authors of PAEF released: names of colours and Itten's contrasts. */
import type { Part } from '../analysis.ts';
import { colourNames } from '../colour/colour-names.ts';
import { emphasisContrasts } from '../colour/itten.ts';
import { regionColours } from '../colour/region-colours.ts';
import type { PictureExtractor } from '../extractor.ts';
import { colourVariety } from './variety.ts';

/** The fifteen contrasts of PAEF's emphasis, of the picture's regions. */
export const paefContrasts: Part<readonly number[]> = analysis =>
  emphasisContrasts(analysis.get(regionColours), analysis.get(colourNames));

/** 27 numbers: the variety of colours (12) and contrasts (15). */
export const paefLite: PictureExtractor = {
  name: 'paef-lite',
  title: 'Principles of art, colours only',
  source: 'Zhao et al. (2014), as released',
  size: 12 + 15,
  version: 1,
  extract: analysis => [...analysis.get(colourVariety), ...analysis.get(paefContrasts)],
};
