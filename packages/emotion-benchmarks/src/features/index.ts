/** The extractors by name: a new one is a line here. */
import { areaOfInterest } from './colour/area-of-interest.ts';
import { colourMoments } from './colour/colour-moments.ts';
import { colourNameShares } from './colour/colour-name-shares.ts';
import { colourStatistics } from './colour/colour-statistics.ts';
import { hsvHistogram } from './colour/hsv-histogram.ts';
import { rgbHistogram } from './colour/rgb-histogram.ts';
import { composition } from './content/composition.ts';
import { skin } from './content/skin.ts';
import { deepGlobal, deepGram, deepMultiLevel } from './deep.ts';
import { elementsOfArt } from './elements-of-art.ts';
import { emotion6Released } from './emotion6-released.ts';
import type { Extractor } from './extractor.ts';
import { paefLite } from './principles/paef-lite.ts';
import { principlesOfArt } from './principles/principles-of-art.ts';
import { gist } from './texture/gist.ts';
import { glcm } from './texture/glcm.ts';
import { wavelets } from './texture/haar.ts';
import { hog } from './texture/hog.ts';
import { lbp } from './texture/lbp.ts';
import { edgeHistogram } from './texture/mpeg-edges.ts';
import { tamuraTexture } from './texture/tamura.ts';

/** All extractors. */
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
