/** Folding. Loads no tensor library. */
export type { FoldStep } from './apply-rule.ts';
export type { Cost } from './cost.ts';
export { countFolded } from './count.ts';
export type { Barrier, Refusal } from './explain.ts';
export { requireFinite } from './finite.ts';
export { type FoldOptions, fold, foldedLayer } from './fold.ts';
export { likelyCause } from './likely-cause.ts';
export { type FoldReport, formatReport } from './report.ts';
export { type Stage, type StageError, stageErrors, stagesOf } from './stages.ts';
export type { Precision } from './term.ts';
export { type Evaluate, relativeError, type VerifyOptions, verify, withRandomNorms } from './verify.ts';
