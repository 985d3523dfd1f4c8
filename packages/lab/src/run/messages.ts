/** What the lab and its worker processes tell each other. */
import type { RunResult } from '@refold/core/train';
import type { Job } from '../plan/jobs.ts';
import type { Provenance } from '../results/provenance.ts';

/** What is known of a run's end, from its folder or from the ledger. */
export interface KnownRun {
  readonly result: Pick<RunResult, 'metrics' | 'steps' | 'seconds' | 'backend'>;
  readonly provenance: Provenance;
}

/** What a run hands back. */
export interface FinishedRun extends KnownRun {
  readonly result: RunResult;
}

export interface JobProgress {
  /** Share of the run's steps that are done, 0 to 1. */
  readonly fraction: number;
  readonly imagesPerSecond: number;
  /** All steps are done; the method's own metrics are being measured. */
  readonly isMeasuring?: boolean;
}

export type ToWorker =
  | { readonly type: 'run'; readonly job: Job; readonly provenance: Provenance }
  | { readonly type: 'stop' };

/** The last message about a job. */
export type Ending =
  | ({ readonly type: 'done' } & FinishedRun)
  /** Asked to stop; its checkpoint is saved. */
  | { readonly type: 'stopped' }
  /** Nothing was done: another process trains this run. */
  | { readonly type: 'busy' };

export type FromWorker =
  | ({ readonly type: 'progress' } & JobProgress)
  /** What the user should know of the run while it goes on. */
  | { readonly type: 'note'; readonly text: string }
  | Ending
  | { readonly type: 'failed'; readonly message: string; readonly stack: string | undefined };
