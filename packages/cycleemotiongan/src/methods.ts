/** The methods as data (sheet, b.9): what each translates, judges and aligns. Source only and the oracle are supervised runs of the same classifier. */

import type { DatasetSpec } from '@refold/core/data';
import type { Layer, Shape } from '@refold/core/layers';
import { linearDecay } from '@refold/core/optim';
import type { AnyConfig, InitialSpec, TrainConfig } from '@refold/core/train';
import {
  ADAPTATION,
  type AdaptationConfig,
  type ClassifierSettings,
  type FeatureSettings,
  type PixelSettings,
} from './config.ts';
import { featureDiscriminator } from './networks.ts';

/** A method, without what depends on pictures and networks. */
export interface AdaptationMethod {
  readonly pixels?: Omit<PixelSettings, 'generator' | 'critic' | 'lr' | 'frozen'>;
  /** Whether a refiner translates, whose map is as large as the picture, and not CycleGAN's generator. Default: false. */
  readonly isRefined?: boolean;
  readonly features?: Omit<FeatureSettings, 'critic' | 'width' | 'lr'>;
  readonly classifier?: Omit<ClassifierSettings, 'layer' | 'lr'>;
  /** Whether pictures are translated by generators that have been learnt before, and don't learn any more. Default: all learn together. */
  readonly isTwoStage?: boolean;
}

const ROUND = { directions: 'both' } as const;
const ALPHA = 0.84;
const SKL = { distance: 'skl', judge: 'static' } as const;
const MIKELS = { distance: 'mikels', judge: 'static' } as const;
const DYNAMIC = { distance: 'skl', judge: 'dynamic' } as const;
const ALIGNED = { like: 'adapted' } as const;

/** The methods by the names of the sheet. */
export const METHODS = {
  ADDA: { features: { like: 'source', weight: 1 }, classifier: { taskWeight: 0 } },
  SimGAN: { pixels: { directions: 'toTarget', staysWeight: 1 }, isRefined: true, isTwoStage: true },
  CycleGAN: { pixels: ROUND, isTwoStage: true },
  CyCADA: { pixels: { ...ROUND, semantic: { distance: 'labels', judge: 'static' } }, features: ALIGNED },
  EmotionGAN: { pixels: { directions: 'toTarget', semantic: { distance: 'kl', judge: 'static' } } },
  'CycleEmotionGAN (Mikels)': { pixels: { ...ROUND, semantic: MIKELS } },
  CycleEmotionGAN: { pixels: { ...ROUND, semantic: SKL } },
  'CycleEmotionGAN++': { pixels: { ...ROUND, alpha: ALPHA, semantic: DYNAMIC }, features: ALIGNED },
} as const satisfies Record<string, AdaptationMethod>;

/** The ablation ladder: each rung changes one thing of the one before. All learn together, so that nothing else changes. */
export const LADDER = {
  CycleGAN: { pixels: ROUND },
  '+ consistency on the wheel': { pixels: { ...ROUND, semantic: MIKELS } },
  'symmetric KL in its place': { pixels: { ...ROUND, semantic: SKL } },
  '+ structured cycle loss': { pixels: { ...ROUND, alpha: ALPHA, semantic: SKL } },
  '+ dynamic judge': { pixels: { ...ROUND, alpha: ALPHA, semantic: DYNAMIC } },
  '+ feature alignment': METHODS['CycleEmotionGAN++'],
} as const satisfies Record<string, AdaptationMethod>;

/** Pictures, networks and rates that all methods of a table share. */
export interface Setup {
  readonly source: DatasetSpec;
  readonly target: DatasetSpec;
  readonly test: DatasetSpec;
  readonly flip?: boolean;
  readonly input: Shape;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  readonly generator: Layer;
  /** SimGAN's, in the generator's place. */
  readonly refiner: Layer;
  readonly critic: Layer;
  /** Adam's rate of generators and discriminators: constant for half of the epochs, then falling to 0 on a line, as all rates do. */
  readonly lr: number;
  readonly classifier: Layer;
  readonly classifierLr: number;
  /** Numbers of the classifier's feature. */
  readonly featureWidth: number;
  readonly featureLr: number;
  /** The run of the source classifier, which all methods begin with. */
  readonly sourceOnly: TrainConfig;
  /** The run of the classifier that says whether adapted pictures keep their labels. */
  readonly oracle?: TrainConfig;
}

/** The run of a method; of two stages the second, which begins with the first. */
export function methodRun(method: AdaptationMethod, setup: Setup): AdaptationConfig {
  const { pixels, features, isRefined = false, isTwoStage = false } = method;
  const falling = (value: number) => linearDecay(value, setup.epochs / 2);
  const { source, target, test, flip, input, batchSize, epochs, seed, critic, sourceOnly, oracle } = setup;
  const generator = isRefined ? setup.refiner : setup.generator;
  const ofSource: InitialSpec<AnyConfig> = { training: sourceOnly };
  const first = isTwoStage ? translationOf(method, setup) : undefined;
  return {
    task: ADAPTATION,
    source,
    target,
    test,
    ...(flip !== undefined && { flip }),
    input,
    batchSize,
    epochs,
    evalEvery: epochs,
    seed,
    ...(pixels && { pixels: { ...pixels, generator, critic, lr: falling(setup.lr), ...(first && { frozen: true }) } }),
    classifier: { ...method.classifier, layer: setup.classifier, lr: falling(setup.classifierLr) },
    ...(features && {
      features: {
        ...features,
        critic: featureDiscriminator(),
        width: setup.featureWidth,
        lr: falling(setup.featureLr),
      },
    }),
    initials: {
      classifier: ofSource,
      judge: ofSource,
      ...(oracle && { oracle: { training: oracle } }),
      ...(first &&
        pixels && {
          toTarget: { training: first, player: 'toTarget' },
          ...(pixels.directions === 'both' && { toSource: { training: first, player: 'toSource' } }),
        }),
    },
  };
}

/** The first of two stages: generators and discriminators alone. */
const translationOf = (method: AdaptationMethod, setup: Setup): AdaptationConfig =>
  methodRun({ ...method, classifier: { taskWeight: 0 }, isTwoStage: false }, setup);
