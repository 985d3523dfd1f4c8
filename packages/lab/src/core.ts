/**
 * The parts of the core that load no tensor library, so that `refold --help`, `models` and `summary` answer at once.
 * Everything else of the core is imported where it is used, with `await import('@refold/core/...')`.
 */
export { nearestNames } from '../../core/src/data/nearest.ts';
export { RefoldError } from '../../core/src/error.ts';
export { writeFileAtomic } from '../../core/src/io/atomic.ts';
export { Rng } from '../../core/src/rng.ts';
export { configHash } from '../../core/src/train/hash.ts';
