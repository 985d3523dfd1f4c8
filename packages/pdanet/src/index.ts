/** Polarity-consistent Deep Attention Network (Zhao et al. 2019, arXiv 1909.05693): attention, the loss, and what they are compared with. */
export {
  type AttentionSpec,
  attentionHead,
  GATE,
  GATES,
  type Gate,
  plainHead,
  type SpatialPool,
} from './attention.ts';
export { type AttentionMaps, attentionMaps, attentionOn } from './attention-maps.ts';
export { colourStatistics } from './colour-statistics.ts';
export { HEADS, models } from './models.ts';
export { pcr, polarityConsistent } from './pcr.ts';
export { BACKBONE, DETECTION, type HeadSpec, type RegressorSpec, regressor } from './regressors.ts';
export { type RidgeSettings, ridge } from './ridge.ts';
