/** From a paper's experiments to its results: the whole of `refold reproduce`. */
import { join } from 'node:path';
import { sweepTemporaryFiles, writeFileAtomic } from '@refold/core/io';
import type { Paper } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import type { Replication } from '../judge/replication.ts';
import { foldersOf, ROOT } from '../plan/folders.ts';
import { type PaperPlan, planPaper, type Selection } from '../plan/paper-plan.ts';
import { trainOf } from '../plan/plan.ts';
import { drawReadme } from '../report/readme.ts';
import { commitOf, today } from '../results/provenance.ts';
import type { Results } from '../results/results.ts';
import { type Reporter, silent } from '../terminal/progress.ts';
import { drawFigure } from './figures.ts';
import { fillComputedCells, fillMeasuredCells, needsMachine } from './measuring.ts';
import type { RunStore } from './run-store.ts';
import type { Services } from './services.ts';
import { type Mismatch, placesIn, Session } from './session.ts';
import { settleClaims } from './settle-claims.ts';
import { fillTrainedCells, type Tally, type TrainingOptions } from './training.ts';

export interface ReproduceOptions
  extends Selection,
    Pick<TrainingOptions, 'executor' | 'workers' | 'fresh' | 'recorded'> {
  readonly scale: Scale;
  /** Default: 'auto'. */
  readonly backend?: string;
  readonly signal?: AbortSignal;
  readonly reporter?: Reporter;
  /** The repository's root. */
  readonly root?: string;
  readonly services?: Services;
}

export interface Reproduced {
  /** False after an abort, when what was done is kept and the same call goes on from there, and where runs train elsewhere. */
  readonly finished: boolean;
  readonly runs: Tally;
  readonly results: Results;
  /** Values that must equal the paper's and don't: the reproduction has failed, though all else is filled. */
  readonly mismatches: readonly Mismatch[];
  /** Runs that came out otherwise than the ledger says, beyond its tolerance. The ledger keeps what it says. */
  readonly failedReplications: readonly Replication[];
}

/**
 * Fills tables and figures at a scale, judges the claims and a reader's own rows, and redraws the paper's README (except at `smoke`,
 * which is for testing). The results' CSV is valid at all times and holds every cell as soon as it is known.
 * @throws RefoldError naming the cell or the run that failed
 */
export async function reproduce(paper: Paper, options: ReproduceOptions): Promise<Reproduced> {
  const { scale, signal = new AbortController().signal, reporter = silent, root = ROOT } = options;
  const folders = foldersOf(root);
  const services = options.services ?? (await import('./services.ts')).services(reporter, signal, paper);
  const elsewhere = options.executor?.elsewhere;
  const selectBackend = async () => elsewhere?.backend ?? (await services.selectBackend(options.backend ?? 'auto'));
  const planOn = (backend = '') => planPaper(paper, scale, folders.experiments, { ...options, backend });
  const first = planOn();
  const trains = trainsRuns(first);
  const backend = trains || placesIn(first).some(needsMachine) ? await selectBackend() : undefined;
  const plan = backend === undefined ? first : planOn(backend);
  const origin = { commit: commitOf(root), date: today(), ...(backend !== undefined && { backend }) };
  const session = new Session(plan, { folders, reporter, signal, selectBackend, ...origin });
  const { results } = session;
  for (const folder of [...results.foldersAt(scale), join(folders.runs, paper.paper)]) sweepTemporaryFiles(folder);

  await fillComputedCells(session);
  if (trains) await services.fetchWeights(paper.weights?.(scale) ?? []);
  const { runs, tally } = await fillTrainedCells(session, { ...options, ...services });
  const finished = elsewhere === undefined ? await fillFromRuns(session, runs) : settleKnown(session);
  const { mismatches, replications } = session;
  const failedReplications = replications.filter(({ isFailed }) => isFailed);
  const within = replications.length - failedReplications.length;
  if (within > 0) reporter.line(`runs that differ from the ledger, within its tolerance: ${within}`);
  const reproduced = { finished, runs: tally, results, mismatches, failedReplications };
  if (!finished && elsewhere === undefined) return reproduced;
  if (scale !== 'smoke') writeFileAtomic(join(results.folder, 'README.md'), drawReadme(paper, results));
  return reproduced;
}

const trainsRuns = (plan: PaperPlan): boolean =>
  placesIn(plan).some(({ cell }) => trainOf(cell) !== undefined) || plan.figures.some(({ runs }) => runs);

/** Judges what is known while runs train elsewhere. What looks at runs is measured, timed and drawn once all are back. @returns false */
function settleKnown(session: Session): boolean {
  for (const planned of session.plan.tables) settleClaims(session, planned, 'known');
  return false;
}

/** Fills what looks at runs. @returns false after an abort */
async function fillFromRuns(session: Session, runs: RunStore): Promise<boolean> {
  const { plan, signal } = session;
  try {
    await fillMeasuredCells(session, runs);
    if (signal.aborted) return false;
    for (const planned of plan.tables) settleClaims(session, planned);
    for (const figure of plan.figures) await drawFigure(figure, session, runs);
    return true;
  } catch (error) {
    // A run with a damaged file was being trained again, and isn't finished.
    if (signal.aborted) return false;
    throw error;
  }
}
