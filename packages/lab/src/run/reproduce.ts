/** From a paper's experiments to its results: the whole of `refold reproduce`. */
import { join } from 'node:path';
import { configHash, RefoldError, writeFileAtomic } from '@refold/core';
import type { TrainConfig } from '@refold/core/train';
import type { Figure, Paper, Scale, TrainedRun } from '../define/types.ts';
import { formula, judgeClaim } from '../judge/claims.ts';
import type { Outcome } from '../judge/verdict.ts';
import { type Folders, foldersOf, ROOT } from '../plan/folders.ts';
import { jobOf, type Overrides, type PlannedTable, planTable } from '../plan/plan.ts';
import { drawReadme } from '../report/readme.ts';
import { commitOf, today } from '../results/provenance.ts';
import { Results } from '../results/results.ts';
import { type Reporter, silent } from '../terminal/progress.ts';
import { unknownName } from '../terminal/suggestions.ts';
import { writeFigure } from './figures.ts';
import { fillComputedCells, fillMeasuredCells, needsMachine } from './measuring.ts';
import { claimRecord } from './records.ts';
import { runOf } from './runs.ts';
import type { Job } from './scheduler.ts';
import { Session } from './session.ts';
import { fillTrainedCells, type Tally, type TrainingOptions } from './training.ts';

export interface ReproduceOptions extends Overrides, Partial<Pick<TrainingOptions, 'workers' | 'fresh'>> {
  readonly scale: Scale;
  /** Ids of the tables and figures to make; all where absent. With `row`, tables alone. */
  readonly only?: readonly string[];
  /** 'auto' where absent. */
  readonly backend?: string;
  readonly signal?: AbortSignal;
  readonly reporter?: Reporter;
  readonly root?: string;
  readonly services?: Services;
}

/** What reaches out of the lab; tests put their own in its place. */
export interface Services extends Pick<TrainingOptions, 'workerEntry' | 'estimateMacs' | 'fetchData'> {
  /** Fetches published weights that aren't there; says so, and goes on, where they can't be had. */
  readonly fetchWeights: (names: readonly string[]) => Promise<void>;
  /** Makes a backend the active one and says its name. */
  readonly selectBackend: (name: string) => Promise<string>;
}

export interface Reproduced {
  /** False after an abort: what was done is kept, and the same call goes on from there. */
  readonly finished: boolean;
  readonly trainings: Tally;
  readonly results: Results;
}

/**
 * Fills tables and figures at a scale, judges the claims, and redraws the paper's README (at `smoke`, which is for testing, not).
 * The results' CSV is valid at all times and holds every cell as soon as it is known.
 * @throws RefoldError naming the cell or the run that failed
 */
export async function reproduce(paper: Paper, options: ReproduceOptions): Promise<Reproduced> {
  const { scale, only, signal = new AbortController().signal, reporter = silent, root = ROOT } = options;
  const folders = foldersOf(root);
  checkNames(paper, only);
  const wanted = ({ id }: { readonly id: string }) => only === undefined || only.includes(id);
  const tables = paper.tables.filter(wanted).map(table => planTable(table, scale, folders.experiments, options));
  checkRow(tables, options.row);
  const figures = options.row === undefined ? (paper.figures ?? []).filter(wanted) : [];
  const results = new Results(folders.results, paper.paper);
  const provenance = { backend: '', commit: commitOf(root), date: today() };
  const session = new Session(tables, { scale, results, reporter, signal, provenance });

  const services = options.services ?? (await import('./services.ts')).services(reporter, signal);
  const backend = once(async () => {
    const name = await services.selectBackend(options.backend ?? 'auto');
    session.provenance = { ...session.provenance, backend: name };
    return name;
  });

  await fillComputedCells(session);
  const trains =
    session.places.some(({ cell }) => cell.cell.kind === 'trained') || figures.some(({ trainings }) => trainings);
  if (trains || session.places.some(needsMachine)) await backend();
  if (trains) await services.fetchWeights(paper.weights?.(scale) ?? []);
  const others = figures.flatMap(figure => trainingsOf(figure, session, folders));
  const trainings = await fillTrainedCells(session, {
    ...options,
    ...services,
    others,
    runs: folders.runs,
    experiments: folders.experiments,
  });
  await fillMeasuredCells(session);
  if (signal.aborted) return { finished: false, trainings, results };

  for (const planned of tables) judgeClaims(session, paper, planned);
  for (const figure of figures) {
    reporter.line(`drawing ${figure.id}`);
    const jobs = trainingsOf(figure, session, folders);
    await writeFigure(
      figure,
      { scale, backend, trained: config => trainedRun(figure, jobs, config) },
      results,
      provenance,
    );
  }
  if (scale !== 'smoke') writeFileAtomic(join(results.folder, 'README.md'), drawReadme(paper, results));
  return { finished: true, trainings, results };
}

function checkNames({ tables, figures = [] }: Paper, only: readonly string[] = []): void {
  const known = [...tables, ...figures].map(({ id }) => id);
  for (const id of only) if (!known.includes(id)) throw unknownName('table', id, known);
}

function checkRow(tables: readonly PlannedTable[], row: string | undefined): void {
  const cells = tables.flatMap(({ cells }) => cells);
  if (row === undefined || cells.some(({ wanted }) => wanted)) return;
  if (tables.length === 0) throw new RefoldError('--row chooses rows of tables, and figures have none: leave it out');
  throw unknownName('row', row, [...new Set(cells.map(cell => cell.row.name))]);
}

function trainingsOf(
  { id, paper, trainings }: Figure,
  { scale, provenance }: Session,
  { runs, experiments }: Folders,
): readonly Job[] {
  const place = { paper, backend: provenance.backend, runs, experiments };
  return (trainings?.(scale) ?? []).map(config => jobOf(`${id}: seed ${config.seed}`, config, place));
}

async function trainedRun({ id }: Figure, jobs: readonly Job[], config: TrainConfig): Promise<TrainedRun> {
  const hash = configHash(config);
  const job = jobs.find(job => configHash(job.config) === hash);
  const run = job && (await runOf(job));
  if (run === undefined) throw new RefoldError(`${id}: it draws a training that is not among its 'trainings'`);
  return run;
}

/** Claims about a row that isn't asked for stay as they are. */
function judgeClaims(session: Session, { tables }: Paper, planned: PlannedTable): void {
  const { claims = [], columns, id } = planned.table;
  const { results, scale } = session;
  const left = new Set(planned.cells.filter(({ wanted }) => !wanted).map(({ row }) => row.name));
  const before = new Map(results.claims(scale, id).map(record => [record.claim, record]));
  const outcomeOf = (row: string, column: string): Outcome => {
    const cell = planned.cells.find(({ row: { name }, key }) => name === row && key === column);
    return (cell && session.outcomeOf(cell)) ?? { kind: 'not run', reason: `no figure for ${row}` };
  };
  const records = claims.flatMap(claim => {
    const { a, b, column, against = column } = claim;
    if (left.has(a) || left.has(String(b))) return before.get(formula(claim)) ?? [];
    const other = typeof b === 'number' ? b : outcomeOf(b, against);
    return claimRecord(
      planned,
      claim,
      judgeClaim(claim, columns[column]!, outcomeOf(a, column), other),
      session.provenance,
    );
  });
  const order = tables.map(table => table.id);
  results.writeClaims(scale, order, id, records);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
