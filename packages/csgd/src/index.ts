/** Centripetal SGD (Ding et al. 2019, arXiv 1904.03837): clusters of filters, the update rule, trimming, and the methods that it is compared with. */
export { type CentripetalOptions, centripetal } from './centripetal.ts';
export {
  CLUSTERINGS,
  type Clustering,
  clustersOf,
  evenClusters,
  evenClustersOf,
  filtersOf,
  type Widths,
  widthsOf,
} from './clusters.ts';
export { deviation, redundantOf, redundantSquares, vectorDeviation } from './deviation.ts';
export { kmeansClusters } from './kmeans.ts';
export { redundantLasso } from './lasso.ts';
export {
  type ClusterSettings,
  type CsgdSettings,
  csgd,
  type RedundantSettings,
  redundantFilters,
  type Ties,
  tiedBy,
  trimmed,
  withoutRedundant,
} from './method.ts';
export { ONE_SHOT, type OneShot, type OneShotSettings, oneShot } from './one-shot.ts';
export { csgdPruner, strengthFor } from './pruner.ts';
export {
  growths,
  HOSTS,
  type Host,
  type HostName,
  internals,
  models,
  trimmedLayer,
} from './published.ts';
