/** Global Sparse Momentum SGD (Ding et al. 2019): the update rule, zeroing, tickets, and what they are studied by. */
export { activeCount, type Kernel, keptCount, kernelsOf, sizeOfAll } from './kernels.ts';
export {
  type NonZeros,
  nonZeros,
  pruneAtRandom,
  pruneByMagnitude,
  shareBelow,
  type ZeroingOptions,
} from './magnitude.ts';
export { ACTIVE, fixedMask, keepingZeros, REACTIVATED, type SelectingOptions, SHORT, topQMask } from './masking.ts';
export { type GsmSettings, gsm } from './method.ts';
export { approximateFactor, type Decay, type Plateaus, passiveFactor, passiveWeights, shrinkage } from './passive.ts';
export {
  type LayerSensitivity,
  meanDrop,
  nonZeroRatios,
  PRUNED_SHARES,
  rankCorrelation,
  sensitivities,
} from './sensitivity.ts';
export { type TicketSettings, ticket } from './ticket.ts';
export { type Threshold, TopValues } from './top-values.ts';
