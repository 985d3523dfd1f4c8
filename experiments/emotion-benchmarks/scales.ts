/** What the tables run with, by scale and set: pictures, folds, how settings of learners are chosen. */
import { type Conditional, isHere, onceHere, type Scale, type Settings } from '@refold/lab';

export interface BenchmarkSettings extends Settings {
  readonly data: string;
  /** Folds of a set; the run of seed s is tested on fold s. */
  readonly folds: number;
  /** How many of them are taken, the others being left out; default: all. */
  readonly usedFolds?: number;
  /** Learners that take their default settings, for choosing would take them too long. */
  readonly unchosen: readonly string[];
  /** Parts of the training pictures that are left out in turn while settings of learners are chosen; 0: none, the defaults are taken. */
  readonly innerFolds: number;
  /** Pictures for testing, of the generated set. */
  readonly testImages?: number;
  /** The features of tables that aren't about features: those of a network, but for smoke, which has no weights. */
  readonly best: readonly string[];
}

/** The sets at hand by what tables call them. */
export const SETS = {
  Emotion6: 'emotion6',
  'D-ViSA': 'd-visa',
  OASIS: 'oasis',
  FI: 'fi',
  'WikiArt-Emotions': 'wikiart-emotions',
} as const;
export type SetName = keyof typeof SETS;

/** Pictures that anybody can make: in the place of a set that isn't in the data folder. */
export const GENERATED = 'generated-affect';

/** `onceHere` of sets by what tables call them. */
export const onceSetsAreHere = <T>(sets: readonly SetName[], of: T): Conditional<T> =>
  onceHere(
    sets.map(set => SETS[set]),
    of,
  );

/** Learners whose defaults are taken at quick: a fit takes them seconds, and choosing many fits. */
const CHOSEN_LATER = [
  'logistic-regression',
  'svm',
  'svr',
  'multiple-kernels',
  'multi-graph',
  'pt-svm',
  'sa-bfgs',
  'ldsvr',
  'cpnn',
  'bcpnn',
  'acpnn',
  'aa-bp',
];

const upTo = (count: number): readonly number[] => [...Array(count).keys()];

/**
 * The settings of the tables about a set: three of five folds are tested on at `quick`, all of ten at `standard`.
 * @param more which network is trained, and of a set that is here whole that scores may be held against published ones
 */
export function scalesOf(
  set: SetName,
  { comparable = false, ...more }: Pick<Settings, 'comparable' | 'network'> = {},
): Readonly<Record<Scale, BenchmarkSettings>> {
  const own = isHere(SETS[set]) ? { data: SETS[set], comparable } : { data: GENERATED, images: 800, testImages: 200 };
  const standard = {
    network: 'a learner on features',
    ...own,
    ...more,
    folds: 10,
    seeds: upTo(10),
    innerFolds: 3,
    unchosen: [],
    best: ['deep'],
  };
  const quick = {
    ...standard,
    // Of the largest set half: what kernels cost grows with the square.
    ...(set === 'D-ViSA' ? { usedFolds: 5 } : { folds: 5 }),
    seeds: upTo(3),
    innerFolds: 1,
    unchosen: CHOSEN_LATER,
  };
  return {
    smoke: {
      ...quick,
      comparable: false,
      data: GENERATED,
      images: 48,
      testImages: 24,
      seeds: [0],
      innerFolds: 0,
      best: ['colour-statistics'],
    },
    quick,
    standard,
    paper: standard,
  };
}

/** How the tables depart from what is published. */
export const DEVIATIONS = [
  'Pictures are scaled to 256×256 whatever their proportions (160×160 for networks); the authors keep proportions, at about 200,000 pixels.',
  'The run of seed s is tested on fold s; at quick of five, which of D-ViSA are half of its pictures. Folds share most of their training pictures, so intervals over them are somewhat too narrow.',
  'Features are standardised, and settings of learners chosen, on the training folds alone: on one of them held out at quick (but all learners other than kNN, ridge regression and naive Bayes have their defaults there), by three in turn at standard; by the defaults at smoke.',
];
