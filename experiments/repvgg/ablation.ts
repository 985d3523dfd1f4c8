/** What tables 6 and 7 share: one network at every scale, of which only the block changes. */
import {
  type ClassificationSettings,
  classesOf,
  classification,
  PLAIN_DEVIATIONS,
  plainScales,
  type Scale,
  type Train,
  type WithRecipe,
} from '@refold/lab';
import { type RepVGGSpec, repvgg, repvggSpecs, type Variant } from 'repvgg';
import { simple } from './recipes.ts';

/** A RepVGG of the paper on ImageNet, or with the stages of a plain network on CIFAR. */
export interface AblationSettings extends ClassificationSettings, WithRecipe {
  readonly spec: RepVGGSpec;
}

const B0 = { data: 'imagenet', spec: repvggSpecs['repvgg-b0'], network: 'repvgg-b0', seeds: [0], comparable: true };

/** Equal in both tables, so that the full block is trained once for both. */
export const ABLATION_SCALES: Readonly<Record<Scale, AblationSettings>> = {
  ...plainScales(spec => ({ spec })),
  paper: { ...B0, recipe: simple(0.1), epochs: 120, batchSize: 256, lr: 0.1, rounds: 50 },
};

/** The run of a row. */
export const ablation =
  (variant: Variant): Train<AblationSettings> =>
  settings =>
    classification(repvgg(settings.spec, { variant, classes: classesOf(settings) }), settings, settings.recipe);

export const DEVIATIONS = PLAIN_DEVIATIONS;
