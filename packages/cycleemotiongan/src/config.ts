/** A run of adaptation as plain data. What the papers leave open is a field here, with the sheet's default. */
import type { DatasetSpec } from '@refold/core/data';
import type { Layer, Shape } from '@refold/core/layers';
import type { Schedule } from '@refold/core/optim';
import type { TaskConfig } from '@refold/core/train';
import type { AdversarialForm } from './adversarial.ts';

/** The kind of task that this package registers. */
export const ADAPTATION = 'adaptation';

/** The players of the game, and `oracle`, who only measures: a classifier of its own, given by `initials`. */
export const PLAYERS = [
  'toTarget',
  'toSource',
  'targetCritic',
  'sourceCritic',
  'classifier',
  'judge',
  'featureCritic',
  'oracle',
] as const;
/** The name of a player. */
export type PlayerName = (typeof PLAYERS)[number];

/** Name of the tap that shows a classifier's features: pooled, before its last layer. */
export const FEATURES = 'features';

/** One run: a classifier of the target's pictures is learnt from the labels of the source's. */
export interface AdaptationConfig extends TaskConfig {
  readonly task: typeof ADAPTATION;
  /** Pictures with labels, pictures whose labels aren't looked at, and pictures that the classifier is tested on. */
  readonly source: DatasetSpec;
  readonly target: DatasetSpec;
  readonly test: DatasetSpec;
  /** Whether pictures are mirrored half of the time in training. Default: false. */
  readonly flip?: boolean;
  readonly input: Shape;
  readonly batchSize: number;
  /** Translation between the domains. Absent: pictures are taken as they are. */
  readonly pixels?: PixelSettings;
  readonly classifier: ClassifierSettings;
  /** Alignment of features. Absent: none. */
  readonly features?: FeatureSettings;
}

/** Generators, discriminators, and the losses of both. */
export interface PixelSettings {
  /** Whether pictures also go from target to source, and back: without, nothing holds a generator but what judges it. */
  readonly directions: 'both' | 'toTarget';
  readonly generator: Layer;
  readonly critic: Layer;
  /** Default: 'leastSquares', as CycleGAN trains. */
  readonly adversarial?: AdversarialForm;
  /** Default: 1. The papers' weights are unknown. */
  readonly adversarialWeight?: number;
  /** Default: 10, CycleGAN's λ. */
  readonly cycleWeight?: number;
  /** α of the structured cycle loss; 0 is CycleGAN's L1. Default: 0. */
  readonly alpha?: number;
  /** The least factor of a scale in MS-SSIM. Default: 0.01; gradients just above a smaller one are steep where reconstructions are still poor. */
  readonly floor?: number;
  /** Weight of |G(x) − x|, SimGAN's self-regularisation. Default: 0. */
  readonly staysWeight?: number;
  /** Weight of |G(x) − x| for x that is in the other domain already, CycleGAN's identity loss; 5 there. It keeps colours from inverting. Default: 0. */
  readonly identityWeight?: number;
  readonly semantic?: SemanticSettings;
  /** Pictures that the discriminators' history holds. Default: 50. */
  readonly pool?: number;
  /** Learning rate of generators and discriminators: Adam with β₁ 0.5, β₂ 0.999. */
  readonly lr: Schedule;
  /** Whether the generators stay as they begin: the second stage of methods that translate first and learn then. Default: false. */
  readonly frozen?: boolean;
}

/** Emotional semantic consistency. */
export interface SemanticSettings {
  /** Between what is seen in both pictures; 'labels': the task's loss of the adapted picture, given the source's label (CyCADA). */
  readonly distance: 'skl' | 'kl' | 'mikels' | 'labels';
  /** Who judges the adapted picture: the frozen source classifier (static), or the one that is being learnt (dynamic). */
  readonly judge: 'static' | 'dynamic';
  /** Who says what is seen in the source's picture: the frozen classifier (default), or the one that is being learnt. */
  readonly sourceJudge?: 'frozen' | 'current';
  /** Default: 1. */
  readonly weight?: number;
}

/** The classifier, and what it learns from. */
export interface ClassifierSettings {
  /** [h, w, c] → scores; its tap `FEATURES` shows what is aligned. */
  readonly layer: Layer;
  /** Weight of its task on adapted pictures with the source's labels. Default: 1; 0: only features move it (ADDA). */
  readonly taskWeight?: number;
  /** Whether it also learns from the source's pictures as they are. Default: false. */
  readonly onSource?: boolean;
  /** Weight with which the task's loss on adapted pictures moves the generator too. Default: 0. */
  readonly taskWeightOfGenerator?: number;
  /** Adam with β₁ 0.9. */
  readonly lr: Schedule;
}

/** Feature-level alignment. */
export interface FeatureSettings {
  /** [width] → [1], a logit. */
  readonly critic: Layer;
  /** What is aligned: the pooled vector before the last layer (default), or the scores (CyCADA's digits). */
  readonly of?: 'features' | 'scores';
  /** Numbers of what is aligned. */
  readonly width: number;
  /**
   * What target features shall be taken for: those of adapted pictures, which the classifier learns from, or those that the frozen classifier has of source
   * pictures (ADDA).
   */
  readonly like: 'adapted' | 'source';
  /** Default: 0.1. */
  readonly weight?: number;
  /** The classifier follows only while the critic is right this often; CyCADA's rule is 0.6. Default: 0. */
  readonly above?: number;
  readonly lr: Schedule;
}
