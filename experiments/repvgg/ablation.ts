/** What tables 6 and 7 share: one network at every scale, of which only the block changes. */
import { CIFAR_SCALES, type ClassificationSettings, classesOf, type Scale, type Train } from '@refold/lab';
import { cifarSpec, type RepVGGSpec, repvgg, repvggSpecs, type Variant } from 'repvgg';
import { training } from './recipes.ts';

export interface AblationSettings extends ClassificationSettings {
  readonly spec: RepVGGSpec;
}

const TINY: RepVGGSpec = { depths: [1, 2, 2, 2, 1], widths: [8, 8, 8, 16, 16], strides: [2, 2, 2, 2, 1] };
const NARROW = { spec: cifarSpec, network: 'repvgg-cifar' };
const FULL = { data: 'imagenet', spec: repvggSpecs['repvgg-b0'], network: 'repvgg-b0', seeds: [0], comparable: true };

const { smoke, quick, standard } = CIFAR_SCALES;
/** Equal in both tables, so that the full block is trained once for both. */
export const ABLATION_SCALES: Readonly<Record<Scale, AblationSettings>> = {
  smoke: { ...smoke, testImages: 256, lr: 0.1, rounds: 1, spec: TINY, network: 'RepVGG of 8 to 16 channels' },
  quick: { ...quick, ...NARROW, testImages: 10_000, epochs: 12, batchSize: 32, lr: 0.05, rounds: 5 },
  standard: { ...standard, ...NARROW, lr: 0.1, rounds: 7 },
  paper: { ...FULL, epochs: 120, batchSize: 256, lr: 0.1, rounds: 50 },
};

/** The run of a row. */
export const ablation =
  (variant: Variant): Train<AblationSettings> =>
  settings =>
    training(repvgg(settings.spec, { variant, classes: classesOf(settings) }), settings);

export const DEVIATIONS = [
  'Below --scale paper, CIFAR-10 and a narrow RepVGG stand for ImageNet and RepVGG-B0, so top-1 is not comparable: the orderings are.',
  'On CIFAR-10 the schedule is short: an epoch of warm-up, weight decay 5e-4, crops after padding by 4 and flips.',
];
