/**
 * What every part of Refold stands on, in Node and in browsers. Subjects have entries of their own:
 * `@refold/core/layers` (the algebra), `/blocks`, `/notation` (expressions as text), `/apply` (evaluation and gradients), `/init` (fresh parameters), `/fold`,
 * `/cost`, `/prune`, `/optim`, `/draw`; in Node alone `/train`, `/runs` (what trains, by name and folder), `/data`, `/io`,
 * `/backend`, `/zoo`.
 */
export { RefoldError } from './error.ts';
export { type NdArray, ndarray, reorder, sizeOf } from './ndarray.ts';
export { Rng } from './rng.ts';
export { suggestions } from './suggestions.ts';
export { explainSystemError } from './system-error.ts';
