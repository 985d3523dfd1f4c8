/** Approximated Oracle Filter Pruning (Ding et al. 2019, arXiv 1905.04748): masks, damage one layer further, the search, and the cut. */
export { DamageMeter, relativeDamage } from './damage.ts';
export { JointSearch, type ScoringSettings, type Trial } from './joint-search.ts';
export {
  MASK,
  MASK_PATTERN,
  type Masked,
  type Reader,
  type Scored,
  withMasks,
  withOpenMasks,
} from './masks.ts';
export { type AofpSettings, aofp, type CutMaskedSettings, cutMasked, cutNetwork, keptBy } from './method.ts';
export { type ImageView, MaskedLayer, ORDERS, type Order } from './orders.ts';
export { aofpPruner, timesFor } from './pruner.ts';
export { HOSTS, type Host, models, prunedTargets, vggHost, withWidths } from './published.ts';
export { scoring } from './scoring.ts';
export { type Decision, FilterSearch, type SavedSearch, type SearchSettings } from './search.ts';
export { RESNET_WIDTHS, VGG_WIDTHS } from './widths.ts';
