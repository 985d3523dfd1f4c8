/** The runs of a paper whose parameters are still needed, whether or not they are finished. */
import type { Paper } from '../define/paper.ts';
import { SCALES, type Scale } from '../define/scales.ts';
import type { Folders } from '../plan/folders.ts';
import { basesOf, type Job, jobOf, withBases } from '../plan/jobs.ts';
import { planPaper } from '../plan/paper-plan.ts';
import { plannedSeeds } from '../plan/seeds.ts';
import { figureJobs } from './figures.ts';
import { cellRuns } from './needed-runs.ts';
import { placesIn } from './session.ts';

/** What there is of a paper on this machine. */
export interface PresentRuns {
  /** The backends of its runs. */
  readonly backends: readonly string[];
  /** The largest seed of its runs, by their scale. */
  readonly lastSeeds: ReadonlyMap<Scale, number>;
}

/**
 * The ids of the runs, at all scales and with all seeds that are there, that others begin with, that figures draw, that are in tables with measured cells
 * (which may look at any of them), or whose network the paper shows (`refold run`).
 * @throws RefoldError for a table or figure that can't be planned
 */
export async function neededParameters(
  paper: Paper,
  folders: Folders,
  present: PresentRuns,
): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  for (const scale of SCALES) {
    for (const backend of present.backends) {
      const jobs = await jobsThatAreRead(paper, folders, { scale, backend, lastSeed: present.lastSeeds.get(scale) });
      for (const { id } of jobs) needed.add(id);
    }
  }
  return needed;
}

interface Conditions {
  readonly scale: Scale;
  readonly backend: string;
  readonly lastSeed: number | undefined;
}

async function jobsThatAreRead(
  paper: Paper,
  folders: Folders,
  { scale, backend, lastSeed = 0 }: Conditions,
): Promise<readonly Job[]> {
  const own = planPaper(paper, scale, folders.experiments, { backend });
  const planned = own.tables.flatMap(({ cells }) => cells.flatMap(({ settings }) => plannedSeeds(settings)));
  const seeds = planned.reduce((last, seed) => Math.max(last, seed), lastSeed) + 1;
  const plan = planPaper(paper, scale, folders.experiments, { backend, seeds });
  const asked = { plan, folders, places: placesIn(plan), provenance: { backend, commit: '', date: '' } };
  const cells = [...(await cellRuns(asked))];
  const drawn = plan.figures.flatMap(figure => figureJobs(figure, asked));
  const measuring = new Set(cells.flatMap(([{ planned, cell }]) => (cell.cell.kind === 'measured' ? [planned] : [])));
  const looked = cells.flatMap(([{ planned }, jobs]) => (measuring.has(planned) ? jobs : []));
  const all = withBases([...cells.flatMap(([, jobs]) => jobs), ...drawn]);
  return [...withBases([...looked, ...drawn]), ...all.flatMap(basesOf), ...shownJobs(paper, folders, scale, backend)];
}

function shownJobs({ paper, shown }: Paper, folders: Folders, scale: Scale, backend: string): readonly Job[] {
  const found = shown?.(scale);
  if (found === undefined) return [];
  const config = 'run' in found ? found.run : found;
  return [jobOf({ table: paper, row: '' }, config, { ...folders, paper, backend })];
}
