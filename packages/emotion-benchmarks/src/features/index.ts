/** The extractors by name: a new one is a line here. */
import { areaOfInterest } from './area-of-interest.ts';
import { colourMoments } from './colour-moments.ts';
import { colourNameShares } from './colour-name-shares.ts';
import { colourStatistics } from './colour-statistics.ts';
import { composition } from './composition.ts';
import { deepGlobal, deepGram, deepMultiLevel } from './deep.ts';
import { elementsOfArt } from './elements-of-art.ts';
import { emotion6Released } from './emotion6-released.ts';
import type { Extractor } from './extractor.ts';
import { gist } from './gist.ts';
import { glcm } from './glcm.ts';
import { wavelets } from './haar.ts';
import { hog } from './hog.ts';
import { hsvHistogram } from './hsv-histogram.ts';
import { lbp } from './lbp.ts';
import { edgeHistogram } from './mpeg-edges.ts';
import { paefLite } from './paef-lite.ts';
import { principlesOfArt } from './principles-of-art.ts';
import { rgbHistogram } from './rgb-histogram.ts';
import { skin } from './skin.ts';
import { tamuraTexture } from './tamura.ts';

export const EXTRACTORS: readonly Extractor[] = [
  colourStatistics,
  areaOfInterest,
  colourMoments,
  colourNameShares,
  rgbHistogram,
  hsvHistogram,
  tamuraTexture,
  wavelets,
  glcm,
  lbp,
  edgeHistogram,
  hog,
  gist,
  composition,
  skin,
  elementsOfArt,
  paefLite,
  principlesOfArt,
  deepGlobal,
  deepMultiLevel,
  deepGram,
  emotion6Released,
];
