/** ResRep (Ding et al. 2021, arXiv 2007.03260): compactors, gradient resetting, conversion, and the baselines of the paper. */

export { authorsElements, authorsMacs, compactorWeights } from './authors.ts';
export { nameMaps } from './checkpoint-names.ts';
export {
  COMPACTOR,
  type Compactor,
  type CompactorKind,
  compactorsOf,
  layerWithCompactors,
  withCompactors,
} from './compactors.ts';
export { type ConvertOptions, convert, EPSILON, type Kept, type Rows, survivors } from './conversion.ts';
export { type CutFirstSettings, cutFirst } from './cut-first.ts';
export { LearnedNetwork } from './learned.ts';
export {
  cutTo,
  keptBy,
  type Penalised,
  type Penalty,
  type ResetSchedule,
  type ResRepSettings,
  resrep,
  rowsOf,
} from './method.ts';
export { minimalStructure, type Prunable, reductionOf } from './minimal.ts';
export { lambdaFor, resetFor, resrepPruner } from './pruner.ts';
export {
  HOSTS,
  type Host,
  models,
  PUBLISHED_WIDTHS,
  type PublishedName,
  published,
  publishedReduction,
  savedAt,
  widthsOf,
  withWidths,
} from './published.ts';
export { type Choose, type ResettingOptions, resetting } from './resetting.ts';
export { rowNorms } from './rows.ts';
export { type Budget, budgetOf, type Place, placesOf, type Where } from './targets.ts';
