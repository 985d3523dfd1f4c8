/** What every table of methods shows, and the rows that all have. */
import type { DistributionMeasures } from '@refold/core/train';
import { type Claim, greater, measured, type Row, score } from '@refold/lab';
import type { AdaptationMethod } from 'cycleemotiongan';
import { adapted, oracleRun, sourceOnlyRun } from './recipes.ts';
import type { AdaptationSettings } from './scales.ts';

const share = (heading: string, metric: string) => measured({ heading, metric, unit: '%', digits: 1 });

/** Accuracy on the target, and what translation kept of the source's pictures. */
export const COLUMNS = {
  accuracy: score({ heading: 'Accuracy', metric: 'top1', digits: 1, tolerance: 2 }),
  preserved: share('Labels kept, by the oracle', 'preserved'),
  agreement: share('Same to the source classifier', 'agreement'),
  moved: measured({ heading: 'Change of pixels', metric: 'moved', unit: '', digits: 3 }),
  reconstruction: measured({ heading: 'MS-SSIM there and back', metric: 'reconstruction', unit: '', digits: 3 }),
  degenerate: measured({ heading: 'Stood still', metric: 'degenerate', unit: '', digits: 2 }),
} as const;

const measure = (heading: string, metric: keyof DistributionMeasures, better: 'higher' | 'lower') =>
  score({ heading, metric, unit: '', digits: 3, better });

/** Of distributions, how far the predicted shares are from the labels'. */
export const DISTRIBUTION_COLUMNS = {
  ssd: measure('SSD', 'ssd', 'lower'),
  kl: measure('KL', 'kl', 'lower'),
  bhattacharyya: measure('Bhattacharyya', 'bhattacharyya', 'higher'),
  canberra: measure('Canberra', 'canberra', 'lower'),
  chebyshev: measure('Chebyshev', 'chebyshev', 'lower'),
  cosine: measure('Cosine', 'cosine', 'higher'),
} as const;

type ColumnName = keyof typeof COLUMNS;

export const SOURCE_ONLY = 'Source-only';
export const ORACLE = 'Target-only (oracle)';

/** The columns on pictures that come back, on translated ones, and on games: what plays none of them has none. */
const OF_ROUNDS = ['reconstruction'] as const satisfies readonly ColumnName[];
const OF_TRANSLATION = [...OF_ROUNDS, 'preserved', 'agreement', 'moved'] as const satisfies readonly ColumnName[];
const OF_GAMES = [...OF_TRANSLATION, 'degenerate'] as const satisfies readonly ColumnName[];

export const SUPERVISED: readonly Row<AdaptationSettings, ColumnName>[] = [
  { name: SOURCE_ONLY, train: sourceOnlyRun, without: OF_GAMES },
  { name: ORACLE, train: oracleRun, without: OF_GAMES },
];

/** A row for each method, by its name. */
export const rowsOf = (
  methods: Readonly<Record<string, AdaptationMethod>>,
): readonly Row<AdaptationSettings, ColumnName>[] =>
  Object.entries(methods).map(([name, method]) => ({ name, train: adapted(method), without: lackedBy(method) }));

const lackedBy = ({ pixels }: AdaptationMethod): readonly ColumnName[] =>
  pixels === undefined ? OF_TRANSLATION : pixels.directions === 'both' ? [] : OF_ROUNDS;

const OURS = { source: 'our own question', claimant: 'us' } as const;

/** The papers' order, as far as the rows are there: adapted over source only, ++ over plain, the oracle over all. */
export const CLAIMS: readonly Claim[] = [
  greater('CycleEmotionGAN', SOURCE_ONLY, 'accuracy', {
    sentence: 'CycleEmotionGAN is better than the source classifier as it is.',
    source: 'abstract of CycleEmotionGAN',
  }),
  greater('CycleEmotionGAN++', SOURCE_ONLY, 'accuracy', {
    sentence: 'CycleEmotionGAN++ is better than the source classifier as it is.',
    source: 'abstract of CycleEmotionGAN++',
  }),
  greater('CycleEmotionGAN++', 'CycleEmotionGAN', 'accuracy', {
    sentence: 'CycleEmotionGAN++ is better than CycleEmotionGAN.',
    source: 'abstract of CycleEmotionGAN++',
  }),
  greater('CycleEmotionGAN', 'CycleGAN', 'accuracy', {
    sentence: 'Emotional semantic consistency is worth something over CycleGAN.',
    source: 'abstract of CycleEmotionGAN',
  }),
  greater('CycleEmotionGAN++', 'CycleEmotionGAN', 'reconstruction', {
    sentence: 'With the structured cycle loss pictures come back better than with mean absolute differences.',
    ...OURS,
  }),
  greater(ORACLE, 'CycleEmotionGAN++', 'accuracy', {
    sentence: 'A classifier that was given the target’s labels is better than any adapted one.',
    ...OURS,
  }),
];

/** Of tables on pictures of emotions. */
export const UNTUNED =
  'Rates and weights on pictures of emotions were not tuned: on pictures of another fold than the one that counts, two seeds with weights of consistency of 0.01, 0.1 and 1 and classifiers’ rates of 1e-5 and 1e-4 differed by no more than their noise (12 to 17 % of eight classes, source only 15 %).';

/** The register of deviations of every table. */
export const DEVIATIONS: readonly string[] = [
  'What the papers leave unsaid, or where they could not be consulted, is ours: all weights and rates, the forms of the semantic loss and of feature alignment, the α of 0.84. Each is a field of the configuration.',
  'Below --scale paper generators are narrower and see smaller pictures, for far fewer iterations (a few hundred at quick, where CycleGAN takes 200,000); the classifier is EfficientNet-Lite0 in place of ResNet-101. Source classifier and oracle learn a linear layer on ImageNet’s features; in the game the whole classifier learns, with its norms’ statistics as they were.',
  'CyCADA’s features are aligned in the loop that translates, and its semantic term counts from the start, since the source classifier is trained before; EmotionGAN has CycleGAN’s generator, and SimGAN CycleGAN’s discriminator.',
  'No target labels are used for choosing: every run counts at its last epoch. The oracle that judges adapted pictures is the classifier of the last row; it has seen the target’s labels, and nothing of the method has.',
  'The columns on translation are over 500 of the source’s training pictures: how often the oracle names an adapted picture’s label, how often the source classifier says the same of both, the mean difference of pixels on 0 to 1. "Stood still" is 1 where a discriminator’s or generator’s loss stayed degenerate for an epoch.',
];
