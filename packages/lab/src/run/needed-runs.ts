/** Which runs a session needs, which of those the ledger can stand in for, and which are open. */
import { basesOf, type Job, withBases } from '../plan/jobs.ts';
import { jobsOf, trainOf } from '../plan/plan.ts';
import { plannedSeeds, seedsThere } from '../plan/seeds.ts';
import type { Ledger } from '../results/recorded-run.ts';
import type { Reporter } from '../terminal/progress.ts';
import { figureJobs } from './figures.ts';
import type { KnownRun } from './messages.ts';
import { recalled } from './recording.ts';
import { damageOf, type RunStore } from './run-store.ts';
import { named, type Place, type Session } from './session.ts';

/** The runs of each cell that needs some. */
export type CellRuns = ReadonlyMap<Place, readonly Job[]>;

/** What is asked for, on which backend, and where runs are kept. */
type Asked = Pick<Session, 'plan' | 'folders' | 'provenance' | 'places'>;

/**
 * The runs of each cell that is trained, or measures runs: those of the seeds that are planned.
 * @param ledger whose further seeds a trained cell takes too: those that follow its own without a gap, so that claims still pair seeds
 */
export async function cellRuns(asked: Asked, ledger?: Ledger): Promise<CellRuns> {
  const runs = new Map<Place, readonly Job[]>();
  for (const place of asked.places) {
    if (trainOf(place.cell) === undefined) continue;
    runs.set(place, await named(place, () => [...runsOf(asked, place), ...furtherRuns(asked, place, ledger)]));
  }
  return runs;
}

/** The runs of a cell. @param seeds default: those planned */
export const runsOf = ({ folders, provenance }: Asked, { planned, cell }: Place, seeds?: readonly number[]) =>
  jobsOf(planned, cell, { ...folders, backend: provenance.backend }, seeds);

function furtherRuns(asked: Asked, place: Place, ledger: Ledger | undefined): readonly Job[] {
  const { cell, settings } = place.cell;
  if (ledger === undefined || cell.kind !== 'trained') return [];
  const planned = plannedSeeds(settings);
  const isThere = (seed: number) =>
    planned.includes(seed) || runsOf(asked, place, [seed]).every(({ id }) => ledger.has(id));
  return runsOf(asked, place, seedsThere(settings, isThere).slice(planned.length));
}

/** The runs to be finished, each once, and those among them that the ledger stands in for. */
export interface NeededRuns {
  readonly jobs: readonly Job[];
  /** By the job's id. */
  readonly recorded: ReadonlyMap<string, KnownRun>;
}

/**
 * The runs that cells and figures need. With a ledger, its runs stand in for those of which only metrics are asked; what a figure draws or
 * a cell measures has to be here, with its parameters. Without one, base runs are finished too, whether or not a run still begins with them.
 */
export function neededRuns(cells: CellRuns, asked: Asked, ledger: Ledger | undefined): NeededRuns {
  const drawn = asked.plan.figures.flatMap(figure => figureJobs(figure, asked));
  const jobs = withBases([...[...cells.values()].flat(), ...drawn]);
  if (ledger === undefined) return { jobs, recorded: new Map() };
  const ofKind = (kind: 'trained' | 'measured') =>
    [...cells].flatMap(([{ cell }, jobs]) => (cell.cell.kind === kind ? jobs : []));
  // A measurement may look at what its runs began with.
  const held = new Set([...withBases(ofKind('measured')), ...drawn].map(({ id }) => id));
  const trained = new Map(ofKind('trained').map(job => [job.id, job]));
  const recorded = [...trained.values()].flatMap(job => {
    const run = held.has(job.id) ? undefined : recalled(job, ledger);
    return run === undefined ? [] : [[job.id, run] as const];
  });
  return { jobs: jobs.filter(({ id }) => held.has(id) || trained.has(id)), recorded: new Map(recorded) };
}

/**
 * The jobs to do, in dependency order. Among them are the bases of others of which only metrics are known, and those whose checkpoint is
 * damaged.
 */
export async function openJobs(jobs: readonly Job[], runs: RunStore, reporter: Reporter): Promise<readonly Job[]> {
  const known = new Map(jobs.map(job => [job.id, job]));
  const open = new Map(jobs.filter(job => !runs.has(job)).map(job => [job.id, job]));
  const whole = new Set<string>();
  // It grows as it is walked: a base that begins again needs its own base.
  for (const job of open.values()) {
    for (const base of basesOf(job)) {
      if (open.has(base.id) || whole.has(base.id)) continue;
      if (runs.here(base) !== undefined && (await damageOf(base)) !== undefined) {
        const done = await runs.setAside(base, () => damageOf(base));
        if (done !== undefined) reporter.line(done);
      }
      if (runs.here(base) !== undefined) whole.add(base.id);
      else {
        runs.demand(base);
        open.set(base.id, known.get(base.id) ?? base);
      }
    }
  }
  return withBases([...open.values()]).filter(({ id }) => open.has(id));
}
