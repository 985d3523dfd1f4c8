/** What a paper's tables are gathered from. */
import type { Reason } from '../../define/reasons.ts';
import type { Results } from '../../results/results.ts';
import type { Pools } from './pool.ts';

export interface Sources {
  readonly results: Results;
  readonly pools: Pools;
  /** The paper's guesses at why claims don't hold. */
  readonly reasons: readonly Reason[];
}
