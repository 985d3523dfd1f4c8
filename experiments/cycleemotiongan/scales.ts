/** What the tables run with, by scale and pair of sets: pictures, networks, rates. */
import { isHere, type Scale, type Settings } from '@refold/lab';

/** What of a picture's label is learnt. */
export type LabelChoice = 'class' | 'polarity' | 'distribution';

export interface AdaptationSettings extends Settings {
  /** The set of the labelled pictures. */
  readonly data: string;
  /** The set that is adapted to. */
  readonly to: string;
  /** What is told apart in rated sets. */
  readonly label: LabelChoice;
  /** Of rated sets with other emotions each, those that both have; default: all. */
  readonly emotions?: readonly string[];
  /** Side of the pictures. */
  readonly side: number;
  /** Pictures of the source, and as many at most of the target; default: all of four folds of five. */
  readonly images?: number;
  /** Pictures for testing; default: all of the fifth fold. */
  readonly testImages?: number;
  /** Of translation. An epoch is one of the source's pictures. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Generators: channels of the first map, residual blocks. */
  readonly width: number;
  readonly blocks: number;
  /** Adam's rates: of generators and their discriminators, of the classifier, of the discriminator of its features. */
  readonly lr: number;
  readonly classifierLr: number;
  readonly featureLr: number;
  /** Of emotional semantic consistency. */
  readonly semanticWeight: number;
  /** Whether the classifier stands on EfficientNet-Lite0 with ImageNet's weights; else it is a small one, which begins with random parameters. */
  readonly isPretrained: boolean;
  /** Of source classifier and oracle: epochs and rate of their training before. */
  readonly ownEpochs: number;
  readonly ownLr: number;
}

export const WEIGHTS = 'efficientnet-lite0-imagenet';

/** Pictures that anybody can make, and digits in two colours. */
export const GENERATED = 'generated';
export const AFFECT = 'generated-affect';
export const DIGITS = 'coloured-mnist';

/** The sets of the tables by what these call them. */
export const SETS = {
  FI: 'fi',
  ArtPhoto: 'art-photo',
  'D-ViSA': 'd-visa',
  Emotion6: 'emotion6',
  'WikiArt-Emotions': 'wikiart-emotions',
} as const;
export type SetName = keyof typeof SETS;

/** Emotions that both were searched by. */
export const SHARED_BY_EMOTION6_AND_FI = ['anger', 'disgust', 'fear', 'sadness'] as const;

const SEEDS = [0, 1, 2];

const SMOKE = {
  images: 32,
  testImages: 16,
  side: 32,
  epochs: 1,
  batchSize: 8,
  width: 4,
  blocks: 1,
  isPretrained: false,
  ownEpochs: 1,
  seeds: [0],
} as const;

/** Digits in white on black, and digits in other colours on a light ground. Tuned on training digits that nothing else looks at. */
export const SURE: Readonly<Record<Scale, AdaptationSettings>> = (() => {
  const quick: AdaptationSettings = {
    data: DIGITS,
    to: DIGITS,
    label: 'class',
    side: 32,
    images: 2_000,
    testImages: 2_000,
    epochs: 2,
    batchSize: 8,
    width: 16,
    blocks: 3,
    lr: 1e-3,
    classifierLr: 3e-3,
    featureLr: 1e-3,
    semanticWeight: 0.01,
    isPretrained: false,
    ownEpochs: 16,
    ownLr: 3e-3,
    network: 'small classifier',
    seeds: SEEDS,
  };
  const standard = { ...quick, images: 10_000, testImages: 10_000, epochs: 5, width: 32 };
  return {
    smoke: { ...quick, ...SMOKE, data: GENERATED, to: GENERATED },
    quick,
    standard,
    paper: standard,
  };
})();

/** Pictures of emotions: of those that both sets have, where they are named. */
export function scalesOf(
  from: SetName,
  to: SetName,
  { label = 'class', emotions }: Partial<Pick<AdaptationSettings, 'label' | 'emotions'>> = {},
): Readonly<Record<Scale, AdaptationSettings>> {
  const areHere = isHere(SETS[from]) && isHere(SETS[to]);
  const quick: AdaptationSettings = {
    ...(areHere ? { data: SETS[from], to: SETS[to] } : { data: AFFECT, to: AFFECT }),
    label,
    ...(areHere && emotions && { emotions }),
    side: 64,
    images: 320,
    ...(!areHere && { testImages: 200 }),
    epochs: 1,
    batchSize: 4,
    width: 16,
    blocks: 3,
    lr: 1e-3,
    classifierLr: 1e-4,
    featureLr: 1e-3,
    semanticWeight: 1,
    isPretrained: true,
    ownEpochs: 8,
    ownLr: 2e-3,
    network: 'EfficientNet-Lite0',
    seeds: SEEDS,
  };
  const { images: _, ...whole } = quick;
  const { emotions: __, ...generated } = quick;
  const standard: AdaptationSettings = {
    ...(areHere ? whole : { ...quick, images: 1_600, testImages: 400 }),
    side: 128,
    epochs: 10,
    width: 32,
    blocks: 6,
    lr: 2e-4,
    seeds: [0, 1, 2, 3, 4],
  };
  return {
    smoke: { ...generated, ...SMOKE, data: AFFECT, to: AFFECT, network: 'small classifier' },
    quick,
    standard,
    paper: { ...standard, side: 256, width: 64, blocks: 9, epochs: 100, batchSize: 1 },
  };
}

/** The published weights that runs at a scale begin with. */
export const weightsAt = (scale: Scale): readonly string[] => (scale === 'smoke' ? [] : [WEIGHTS]);
