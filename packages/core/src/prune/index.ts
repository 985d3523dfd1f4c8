/** Pruning: channel groups, narrower networks, what they cost, and which channels to keep. Loads no tensor library. */
export { type Activity, activitiesOf } from './activations.ts';
export type { Role, Side } from './axes.ts';
export { absorbBiases } from './bias-absorption.ts';
export { type BudgetOptions, keepWithin, multiplyAdds, requireReachable } from './budget.ts';
export { type CutCostOptions, type CutCosts, cutCosts } from './costs.ts';
export { type ChannelGroup, type ChannelSite, channelGroups, formatGroup } from './groups.ts';
export { maskChannels } from './masked.ts';
export { type Partition, partitionsOf } from './partitions.ts';
export {
  CRITERIA,
  type Criterion,
  type DataCriterion,
  type Gradients,
  type Importances,
  isComparable,
  needsData,
  type RankOptions,
  rank,
  taylorImportances,
  taylorParameters,
} from './rank.ts';
export { ascending, type ChannelSearch, selectChannels } from './selection.ts';
export {
  type Clusters,
  keepChannels,
  keepSurgery,
  mergeChannels,
  mergeSurgery,
  type Selection,
  type Surgery,
} from './surgery.ts';
export { pacesettersOf, type Target, targetsOf } from './targets.ts';
export type { Fixed } from './ties.ts';
export { type UniformWidths, uniformWidths } from './uniform.ts';
