/** Where the open runs of a session are trained: the seam between planning and the machines that do the work. */
import type { Job } from '../plan/jobs.ts';
import type { Provenance } from '../results/provenance.ts';
import type { Reporter } from '../terminal/progress.ts';
import type { FinishedRun } from './messages.ts';
import type { RunStore } from './run-store.ts';

/** The runs of a session, and which of them are to be trained. */
export interface OpenRuns {
  /** All of the session, for its progress. */
  readonly jobs: readonly Job[];
  /** Those to do, in dependency order. */
  readonly open: readonly Job[];
  readonly runs: RunStore;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Of what is trained now. */
  readonly provenance: Provenance;
  /** Metrics that are shown in percent, beside those that always are. */
  readonly percents?: ReadonlySet<string>;
  /** What follows the estimated time: ', and 3 values to time or measure after it'. */
  readonly afterwards?: string;
  /** Called with each run as it ends. */
  readonly onDone: (job: Job, run: FinishedRun) => void;
}

/** Has open runs trained, on this machine or elsewhere. */
export interface Executor {
  /**
   * Set by an executor that hands runs over to other machines, which share the folder of runs: on which backend they train there.
   * `execute` returns once they are handed over, and what comes of them is collected later.
   */
  readonly elsewhere?: { readonly backend: string };
  /**
   * Has the open runs trained. On this machine it returns once they are done or, after an abort, saved.
   * @throws RefoldError naming the run that failed, or why runs can't be handed over
   */
  readonly execute: (work: OpenRuns) => Promise<void>;
}
