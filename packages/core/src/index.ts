/**
 * What every part of Refold stands on, without loading a tensor library. Subjects have entries of their own:
 * `@refold/core/layers` (the algebra), `/apply` (evaluation and gradients), `/init` (fresh parameters), `/fold`,
 * `/cost`, `/prune`, `/optim`, `/train`, `/data`, `/io`, `/backend`, `/zoo`, `/draw`.
 */
export { RefoldError } from './error.ts';
export { writeFileAtomic } from './io/atomic.ts';
export { type NdArray, ndarray, sizeOf } from './ndarray.ts';
export { Rng } from './rng.ts';
export { suggestions } from './suggestions.ts';
export { explainSystemError } from './system-error.ts';
export { baseRuns, isSupervised } from './train/config.ts';
export { configHash } from './train/hash.ts';
export { lockRun, RunInUse, readResult, runHolder } from './train/run-folder.ts';
