/** What runs cost before any of them is trained: multiply-adds, and hours on a machine of a stated rate. */
import { taskDefinition } from '@refold/core/train';
import type { Job } from '../plan/jobs.ts';
import type { Selection } from '../plan/paper-plan.ts';
import { plannedJobs, type RunsPlace } from './run-states.ts';

/** The runs of a table or figure. */
export interface TrainingCost {
  /** Id of the table or figure; empty for all of a paper, where a run that several share counts once. */
  readonly part: string;
  readonly runs: number;
  /** Multiply-adds of forward passes: runs × epochs × images × those of the network. */
  readonly macs: number;
}

/** How fast a machine is. */
export interface Rate {
  /** Multiply-adds per second, of forward and backward passes together. */
  readonly macs: number;
}

/** A step of training is a forward pass and, of twice its work, a backward pass. */
const PASSES = 3;

/** A multiply-add is two floating-point operations. */
const FLOPS = 2;

/** The rate of a GPU. @param tflops its peak @param utilization the share of the peak that training reaches, 0 to 1 */
export const gpuRate = (tflops: number, utilization: number): Rate => ({ macs: (tflops * 1e12 * utilization) / FLOPS });

/** Hours of training, one run after the other. */
export const hoursOf = ({ macs }: Pick<TrainingCost, 'macs'>, rate: Rate): number => (PASSES * macs) / rate.macs / 3600;

/**
 * The costs of a paper's tables and figures, those selected, in the paper's order, with all base runs; then of all together. What needs data that are
 * not published, or not fetched where a table asks for that, has no runs.
 * @throws RefoldError for a selection that can't be planned
 */
export async function trainingCosts(place: RunsPlace, selection: Selection = {}): Promise<readonly TrainingCost[]> {
  const { paper } = place;
  const works = new Map<string, number>();
  const sum = (ids: Iterable<string>) => [...ids].reduce((total, id) => total + works.get(id)!, 0);
  const ids = [...paper.tables, ...paper.figures].map(({ id }) => id);
  const costs: TrainingCost[] = [];
  for (const part of ids.filter(id => selection.only?.includes(id) ?? true)) {
    const jobs = await plannedJobs(place, { ...selection, only: [part] });
    for (const job of jobs) if (!works.has(job.id)) works.set(job.id, workOf(job, place));
    costs.push({ part, runs: jobs.length, macs: sum(jobs.map(({ id }) => id)) });
  }
  return [...costs, { part: '', runs: works.size, macs: sum(works.keys()) }];
}

const workOf = ({ config }: Job, { paper }: RunsPlace): number => taskDefinition(config, paper).estimateMacs(config);
