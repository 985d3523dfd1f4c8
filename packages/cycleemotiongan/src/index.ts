/** CycleEmotionGAN and CycleEmotionGAN++ (Zhao et al. 2019, 2020): pictures are put into the look of another domain, so that what is learnt of them holds there. */
export { adaptation } from './adaptation.ts';
export { type AdversarialForm, adversarialLoss } from './adversarial.ts';
export { type CollapseReport, collapseOf, type GameRecord } from './collapse.ts';
export {
  ADAPTATION,
  type AdaptationConfig,
  type ClassifierSettings,
  FEATURES,
  type FeatureSettings,
  type PixelSettings,
  type PlayerName,
  type SemanticSettings,
} from './config.ts';
export { type CycleConsistencyOptions, cycleConsistency } from './cycle-consistency.ts';
export { type Grid, translationGrids } from './grids.ts';
export { type AdaptationMethod, LADDER, METHODS, methodRun, type Setup } from './methods.ts';
export { models } from './models.ts';
export { msSsim, msSsimPerImage } from './ms-ssim.ts';
export { BACKBONE, classifierOn, featureDiscriminator, SMALL_WIDTH, smallClassifier } from './networks.ts';
export { asPixels, type Rows } from './pictures.ts';
export { RECALL, type RecallSettings, recall } from './recall.ts';
export { type SemanticDistance, semanticConsistency } from './semantic-consistency.ts';
export { PIXELS } from './view.ts';
export { wheelDistances } from './wheel.ts';
