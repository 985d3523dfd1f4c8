/** How far the runs of a selection are, on all machines that share the folder of runs. */
import { holderInWords } from '@refold/core/io';
import { runHolder } from '@refold/core/runs';
import type { Job } from '../plan/jobs.ts';
import type { Selection } from '../plan/paper-plan.ts';
import { failureOf } from '../run/failures.ts';
import { type RunState, type RunsPlace, runStates } from '../run/run-states.ts';
import { lastLineOf, lastLines, saysEnded } from './run-log.ts';
import { queuedRuns } from './slurm-queue.ts';
import type { Standing } from './standings.ts';

export interface RunStatus {
  readonly job: Job;
  readonly standing: Standing;
  /** Of a run that failed: the last line of its error. Of one that is running: who trains it. Of a queued one: its name in Slurm's queue. */
  readonly detail?: string;
}

/** The status of every run that is selected, base runs first. @throws RefoldError for a selection that can't be planned */
export async function statusOf(place: RunsPlace, selection: Selection): Promise<readonly RunStatus[]> {
  const { states } = await runStates(place, selection);
  const [queued, lines] = [await queuedRuns(place.folders), lastLines(place.folders)];
  return states.map(state => ({
    job: state.job,
    ...standingOf(state, queued.get(state.job.id), lines.get(state.job.id)),
  }));
}

/** @param queued its name in Slurm's queue @param line the last one of its log */
function standingOf(state: RunState, queued: string | undefined, line = ''): Omit<RunStatus, 'job'> {
  const { job, isHere, isRecorded, isBegun } = state;
  if (isHere || isRecorded) return { standing: 'done' };
  const holder = runHolder(job.folder);
  if (holder !== undefined) return { standing: 'running', detail: holderInWords(holder) };
  if (queued !== undefined) return { standing: 'queued', detail: queued };
  const error = lastLineOf(failureOf(job) ?? '') ?? (saysEnded(line) ? line : undefined);
  if (error !== undefined) return { standing: 'failed', detail: error };
  return { standing: isBegun ? 'begun' : 'missing' };
}
