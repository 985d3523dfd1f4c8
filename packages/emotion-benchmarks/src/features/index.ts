/** The extractors by name: a new one is a line here. */
import { deepGlobal, deepGram, deepMultiLevel } from './deep.ts';
import { emotion6Released } from './emotion6-released.ts';
import type { Extractor } from './extractor.ts';
import { gist } from './gist.ts';
import { glcm } from './glcm.ts';
import { wavelets } from './haar.ts';
import { hog } from './hog.ts';
import { lbp } from './lbp.ts';
import { tamuraTexture } from './tamura.ts';

export type { Extractor } from './extractor.ts';

export const EXTRACTORS: readonly Extractor[] = [
  tamuraTexture,
  wavelets,
  glcm,
  lbp,
  hog,
  gist,
  deepGlobal,
  deepMultiLevel,
  deepGram,
  emotion6Released,
];
