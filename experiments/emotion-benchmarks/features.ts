/** The rows of tables of features: each kind alone, and some together. A new extractor is a line here. */
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
    'hog',
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
export const DEEP: readonly Features[] = ['deep', 'deep-levels', 'deep-gram'].map(single);

export const ALL_FEATURES: readonly Features[] = [...HAND_CRAFTED, TOGETHER, ...DEEP];
