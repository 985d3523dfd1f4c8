/** Pruning: channel groups, narrower networks, and what they cost. Loads no tensor library. */
export type { Role, Side } from './axes.ts';
export { absorbConstants } from './constants.ts';
export { type CutCostOptions, type CutCosts, cutCosts } from './costs.ts';
export { type ChannelGroup, channelGroups, formatGroup, type Site } from './groups.ts';
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
export { type Target, targetsOf } from './targets.ts';
export type { Fixed } from './ties.ts';
