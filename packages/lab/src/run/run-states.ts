/** How far the runs of a paper are: which are finished on this machine, which are recorded, begun or missing. */
import type { Paper } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import type { Folders } from '../plan/folders.ts';
import { type Job, withBases } from '../plan/jobs.ts';
import { type PaperPlan, planPaper, type Selection } from '../plan/paper-plan.ts';
import { readLedger } from '../results/ledger.ts';
import type { Ledger, RecordedRun } from '../results/recorded-run.ts';
import { Results } from '../results/results.ts';
import { figureJobs } from './figures.ts';
import { cellRuns } from './needed-runs.ts';
import { isBegun, readFinished } from './run-store.ts';
import { placesIn } from './session.ts';

/** A run, and how far it is. */
export interface RunState {
  readonly job: Job;
  /** Whether it was finished on this machine, which keeps its parameters. */
  readonly isHere: boolean;
  readonly isRecorded: boolean;
  /** Whether it has a checkpoint to go on from, and isn't finished here. */
  readonly isBegun: boolean;
}

export interface RunStates {
  /** Of all that tables and figures ask for, base runs first; and of the further seeds that are recorded. */
  readonly states: readonly RunState[];
  /** Recorded runs that no table or figure asks for on this backend, as it is now. */
  readonly others: readonly RecordedRun[];
}

/** Whose runs, where they are, and on which backend. */
export interface RunsPlace {
  readonly paper: Paper;
  readonly scale: Scale;
  readonly folders: Folders;
  readonly backend: string;
}

/** The ledger of a paper at a scale. @throws RefoldError naming file and line for what is malformed */
export const ledgerOf = ({ paper, scale, folders }: Omit<RunsPlace, 'backend'>): Ledger =>
  readLedger(new Results(folders.results, paper.paper).path(scale, ''));

/** How far the runs are of all tables and figures, or those selected. */
export async function runStates(place: RunsPlace, selection: Selection = {}): Promise<RunStates> {
  const ledger = ledgerOf(place);
  const asked = await plannedJobs(place, selection);
  const known = new Set(asked.map(({ id }) => id));
  const recorded = (await jobsWithSeedsOf(ledger, place, selection)).filter(
    ({ id }) => ledger.has(id) && !known.has(id),
  );
  const states = [...asked, ...recorded].map((job): RunState => {
    const isHere = readFinished(job) !== undefined;
    return { job, isHere, isRecorded: ledger.has(job.id), isBegun: !isHere && isBegun(job) };
  });
  const named = new Set(states.map(({ job }) => job.id));
  return { states, others: ledger.runs.filter(({ hash }) => !named.has(hash)) };
}

/** The runs that tables and figures ask for, also with every seed up to the largest that is recorded. */
export async function jobsWithSeedsOf(
  ledger: Ledger,
  place: RunsPlace,
  selection: Selection = {},
): Promise<readonly Job[]> {
  const seeds = Math.max(0, ...ledger.runs.map(({ seed }) => seed + 1));
  const more = seeds === 0 ? [] : await plannedJobs(place, { ...selection, seeds });
  return withBases([...(await plannedJobs(place, selection)), ...more]);
}

/** The runs that tables and figures ask for and those that they begin with, each once, in dependency order. */
export async function plannedJobs(
  { paper, scale, folders, backend }: RunsPlace,
  selection: Selection,
): Promise<readonly Job[]> {
  const plan: PaperPlan = planPaper(paper, scale, folders.experiments, { ...selection, backend });
  const asked = { plan, folders, places: placesIn(plan), provenance: { backend, commit: '', date: '' } };
  const cells = await cellRuns(asked);
  return withBases([...[...cells.values()].flat(), ...plan.figures.flatMap(figure => figureJobs(figure, asked))]);
}
