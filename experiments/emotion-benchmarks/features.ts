/** The rows of tables of features: each kind alone, and some together. A new extractor is a line here. */
import { aboveSmoke, type Conditional, onlyAt } from '@refold/lab';
import { extractorNamed } from 'emotion-benchmarks';

/** Features of one row. */
export interface Features {
  readonly name: string;
  readonly features: readonly string[];
}

const single = (name: string): Features => ({ name: extractorNamed(name).title, features: [name] });

/** Features that need no weights. */
export const HAND_CRAFTED: readonly Features[] = [
  ...[
    'colour-statistics',
    'hsv-histogram',
    'colour-name-shares',
    'tamura',
    'wavelets',
    'glcm',
    'lbp',
    'gist',
    'composition',
    'elements-of-art',
    'paef-lite',
    'principles-of-art',
  ].map(single),
];

/** Those of the reference targets: 20 + 128 + 59 + 12 + 512 numbers. */
export const TOGETHER: Features = {
  name: 'Colour, HSV, LBP, GLCM and GIST together',
  features: ['colour-statistics', 'hsv-histogram', 'lbp', 'glcm', 'gist'],
};

/** Features of a network that was trained on ImageNet. */
export const DEEP: Features = single('deep');

/** More than a thousand numbers each: from standard on. */
const WIDE = ['hog', 'deep-levels', 'deep-gram'].map(single);

export const ALL_FEATURES: readonly Features[] = [...HAND_CRAFTED, TOGETHER, DEEP, ...WIDE];

/** What is run of features: those of networks need weights, and wide ones take minutes. */
export function fromScale<T>(row: Features, of: T): Conditional<T> {
  if (WIDE.some(({ name }) => name === row.name)) return onlyAt(['standard', 'paper'], of, 'takes minutes');
  return row.name === DEEP.name ? aboveSmoke(of, 'needs the weights of a network') : of;
}
