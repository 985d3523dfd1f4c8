/** Global Sparse Momentum SGD (Ding et al. 2019, arXiv 1909.12778): the update rule, pruning by magnitude, winning tickets, sensitivity studies. */
export { nameMaps } from './checkpoint-names.ts';
export { activeCount, type Kernel, keptCount, kernelsOf, sizeOfAll } from './kernels.ts';
export {
  type NonZeros,
  nonZeros,
  type PruningOptions,
  pruneAtRandom,
  pruneByMagnitude,
  shareBelow,
} from './magnitude.ts';
export { ACTIVE, fixedMask, keepingZeros, REACTIVATED, SHORT, type TopQOptions, topQMask } from './masking.ts';
export { type GsmSettings, gsm } from './method.ts';
export { approximateFactor, type Decay, type Plateaus, passiveFactor, passiveWeights, shrinkage } from './passive.ts';
export { decayFor, gsmPruner } from './pruner.ts';
export {
  type LayerAgreement,
  type LayerSensitivity,
  layerAgreement,
  meanDrop,
  nonZeroRatios,
  PRUNED_SHARES,
  rankCorrelation,
  rankInterval,
  sensitivities,
} from './sensitivity.ts';
export { type TicketSettings, ticket } from './ticket.ts';
export { type Threshold, TopValues } from './top-values.ts';
