/** What a task, or a method, keeps from step to step. */
import type { NdArray } from '../ndarray.ts';
import type { Awaitable } from '../optim/transform.ts';

/** What must survive a checkpoint beside the players: an image pool, centres, masks. */
export interface TaskState {
  /** Arrays by name, as they are now. */
  save(): Awaitable<ReadonlyMap<string, NdArray>>;
  /** Takes back what `save` gave; called before the first step of a resumed run. */
  load(saved: ReadonlyMap<string, NdArray>): void;
}
