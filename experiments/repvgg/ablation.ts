/** What tables 6 and 7 share: one network at every scale, of which only the block changes. */
import {
  type ClassificationSettings,
  classesOf,
  classification,
  PLAIN_DEVIATIONS,
  PLAIN_SCALES,
  type PlainSettings,
  plainRecipe,
  type RunConfig,
  type Scale,
  type Train,
} from '@refold/lab';
import { type RepVGGSpec, repvgg, repvggSpecs, type Variant } from 'repvgg';
import { simple } from './recipes.ts';

/** A RepVGG of the paper on ImageNet, or with the stages of a plain network on CIFAR. */
export interface AblationSettings extends ClassificationSettings {
  readonly spec: RepVGGSpec;
  readonly recipe: Pick<RunConfig, 'optimizer' | 'loss'>;
}

const plain = (settings: PlainSettings) => {
  const { onWasm } = settings;
  return {
    ...settings,
    spec: settings.plain,
    recipe: plainRecipe(settings),
    ...(onWasm?.plain && { onWasm: { ...onWasm, spec: onWasm.plain } }),
  };
};

const B0 = { data: 'imagenet', spec: repvggSpecs['repvgg-b0'], network: 'repvgg-b0', seeds: [0], comparable: true };

/** Equal in both tables, so that the full block is trained once for both. */
export const ABLATION_SCALES: Readonly<Record<Scale, AblationSettings>> = {
  smoke: plain(PLAIN_SCALES.smoke),
  quick: plain(PLAIN_SCALES.quick),
  standard: plain(PLAIN_SCALES.standard),
  paper: { ...B0, recipe: simple(0.1), epochs: 120, batchSize: 256, lr: 0.1, rounds: 50 },
};

/** The run of a row. */
export const ablation =
  (variant: Variant): Train<AblationSettings> =>
  settings =>
    classification(repvgg(settings.spec, { variant, classes: classesOf(settings) }), settings, settings.recipe);

export const DEVIATIONS = PLAIN_DEVIATIONS;
