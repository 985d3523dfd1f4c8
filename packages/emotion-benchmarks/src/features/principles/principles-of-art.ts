/** Principles-of-art features (Zhao et al. 2014; section 4.6 of the specification). */
import type { Part } from '../analysis.ts';
import type { PictureExtractor } from '../extractor.ts';
import { focusedAttention } from './focused-attention.ts';
import { gradation } from './gradation.ts';
import { harmony } from './harmony.ts';
import { movement } from './movement.ts';
import { paefContrasts } from './paef-lite.ts';
import { radialSymmetry } from './radial-symmetry.ts';
import { symmetries } from './symmetry.ts';
import { colourVariety, gradientVariety } from './variety.ts';

/** A principle, and what measures it. */
export interface Principle {
  readonly name: string;
  readonly size: number;
  readonly measures: Part<readonly number[]>;
}

/** The principles in the order of their numbers. */
export const PRINCIPLES: readonly Principle[] = [
  {
    name: 'balance',
    size: 60,
    measures: analysis => {
      const { bilateral, rotational } = analysis.get(symmetries);
      return [...bilateral, ...rotational, ...analysis.get(radialSymmetry)];
    },
  },
  {
    name: 'emphasis',
    size: 18,
    measures: analysis => [...analysis.get(paefContrasts), ...analysis.get(focusedAttention)],
  },
  { name: 'harmony', size: 2, measures: harmony },
  {
    name: 'variety',
    size: 60,
    measures: analysis => [...analysis.get(colourVariety), ...analysis.get(gradientVariety)],
  },
  { name: 'gradation', size: 9, measures: gradation },
  { name: 'movement', size: 16, measures: movement },
];

/** 165 numbers: those of each principle. */
export const principlesOfArt: PictureExtractor = {
  name: 'principles-of-art',
  title: 'Principles of art (PAEF)',
  source: 'Zhao et al. (2014)',
  size: PRINCIPLES.reduce((sum, { size }) => sum + size, 0),
  version: 1,
  extract: analysis => PRINCIPLES.flatMap(({ measures }) => analysis.get(measures)),
};
