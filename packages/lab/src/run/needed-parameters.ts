/** The runs of a paper whose parameters are still needed, whether or not they are finished. */
import type { Paper } from '../define/paper.ts';
import { SCALES } from '../define/scales.ts';
import type { Folders } from '../plan/folders.ts';
import { basesOf, type Job, jobOf, withBases } from '../plan/jobs.ts';
import { planPaper } from '../plan/paper-plan.ts';
import { figureJobs } from './figures.ts';
import { cellRuns } from './needed-runs.ts';
import { placesIn } from './session.ts';

/** What there is of a paper on this machine. */
export interface PresentRuns {
  /** The backends of its runs. */
  readonly backends: readonly string[];
  /** The largest seed of them; -1 where there is none. */
  readonly lastSeed: number;
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
      const jobs = await jobsThatNeed(paper, folders, scale, backend, present.lastSeed + 1);
      for (const { id } of jobs) needed.add(id);
    }
  }
  return needed;
}

async function jobsThatNeed(
  paper: Paper,
  folders: Folders,
  scale: (typeof SCALES)[number],
  backend: string,
  seeds: number,
): Promise<readonly Job[]> {
  const needed: Job[] = [];
  for (const selection of [{}, ...(seeds > 0 ? [{ seeds }] : [])]) {
    const plan = planPaper(paper, scale, folders.experiments, { ...selection, backend });
    const asked = { plan, folders, places: placesIn(plan), provenance: { backend, commit: '', date: '' } };
    const cells = [...(await cellRuns(asked))];
    const drawn = plan.figures.flatMap(figure => figureJobs(figure, asked));
    const measuring = new Set(cells.flatMap(([{ planned, cell }]) => (cell.cell.kind === 'measured' ? [planned] : [])));
    const looked = cells.flatMap(([{ planned }, jobs]) => (measuring.has(planned) ? jobs : []));
    const all = [...cells.flatMap(([, jobs]) => jobs), ...drawn];
    needed.push(...withBases([...looked, ...drawn]), ...withBases(all).flatMap(basesOf));
  }
  const shown = paper.shown?.(scale);
  if (shown === undefined) return needed;
  const config = 'run' in shown ? shown.run : shown;
  return [...needed, jobOf({ table: paper.paper, row: '' }, config, { ...folders, paper: paper.paper, backend })];
}
