/** What tables 6 and 7 share: one network at every scale, of which only the block changes. */
import { type ClassificationSettings, classesOf, type Scale, type Train } from '@refold/lab';
import { cifarSpec, type RepVGGSpec, repvgg, repvggSpecs, type Variant } from 'repvgg';
import { training } from './recipes.ts';

export interface AblationSettings extends ClassificationSettings {
  readonly spec: RepVGGSpec;
}

const TINY: RepVGGSpec = { depths: [1, 2, 2, 2, 1], widths: [8, 8, 8, 16, 16], strides: [2, 2, 2, 2, 1] };
const ON_CIFAR = { data: 'cifar10', spec: cifarSpec, network: 'repvgg-cifar', seeds: [0, 1, 2] };

const ON_IMAGENET = { data: 'imagenet', spec: repvggSpecs['repvgg-b0'], network: 'repvgg-b0' };

/** Equal in both tables, so that the full block is trained once for both. */
export const ABLATION_SCALES: Readonly<Record<Scale, AblationSettings>> = {
  smoke: {
    ...ON_CIFAR,
    data: 'generated',
    images: 64,
    testImages: 256,
    spec: TINY,
    network: 'RepVGG of 8 to 16 channels',
    epochs: 1,
    batchSize: 32,
    lr: 0.1,
    seeds: [0],
    rounds: 1,
  },
  quick: { ...ON_CIFAR, images: 10_000, testImages: 10_000, epochs: 12, batchSize: 32, lr: 0.05, rounds: 5 },
  standard: { ...ON_CIFAR, epochs: 20, batchSize: 128, lr: 0.1, rounds: 7 },
  paper: { ...ON_IMAGENET, epochs: 120, batchSize: 256, lr: 0.1, seeds: [0], comparable: true, rounds: 50 },
};

/** The run of a row. */
export const ablation =
  (variant: Variant): Train<AblationSettings> =>
  settings =>
    training(repvgg(settings.spec, { variant, classes: classesOf(settings) }), settings);

export const DEVIATIONS: readonly string[] = [
  'Below --scale paper, CIFAR-10 and a narrow RepVGG stand for ImageNet and RepVGG-B0, so top-1 is not comparable: the orderings are.',
  'On CIFAR-10 the schedule is short: an epoch of warm-up, weight decay 5e-4, crops after padding by 4 and flips.',
];
