/** Figures: the runs that they show, and the SVG and CSV that they leave. */
import { RefoldError } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { configHash } from '@refold/core/runs';
import type { FigureContext } from '../define/figure.ts';
import type { PaperFigure } from '../define/paper.ts';
import { type Job, jobOf } from '../plan/jobs.ts';
import { columnOf, redrawFigure } from '../report/figure-plot.ts';
import type { RunStore } from './run-store.ts';
import type { Session } from './session.ts';

/** The runs of the networks that a figure shows. */
export function figureJobs(
  { id, paper, runs }: PaperFigure,
  { plan, folders, provenance: { backend } }: Pick<Session, 'plan' | 'folders' | 'provenance'>,
): readonly Job[] {
  const place = { ...folders, paper, backend };
  return (runs?.(plan.scale) ?? []).map(config => jobOf({ table: id, row: '' }, config, place));
}

/**
 * Draws a figure and writes its SVG, and as CSV the numbers behind it, each line with the commit that made them, the date,
 * and the backend, which is empty where none took part.
 */
export async function drawFigure(figure: PaperFigure, session: Session, runs: RunStore): Promise<void> {
  const { plan, results, reporter } = session;
  reporter.line(`drawing ${figure.id}`);
  const jobs = figureJobs(figure, session);
  let measures = jobs.length > 0;
  const backend: FigureContext['backend'] = () => {
    measures = true;
    return session.backend();
  };
  const trained: FigureContext['trained'] = async config => {
    const hash = configHash(config);
    const job = jobs.find(job => configHash(job.config) === hash);
    if (job === undefined) throw new RefoldError(`${figure.id} draws a run that is not among its 'runs'`);
    return await runs.load(job);
  };
  const source = { paper: plan.paper, results, experiments: session.folders.experiments };
  const { id } = figure;
  const { scale } = plan;
  const { svg, rows } = (await figure.draw?.({ scale, backend, trained, columnOf: columnOf(scale, source) })) ?? {};

  if (svg !== undefined) writeFileAtomic(results.path(scale, `${id}.svg`), svg);
  if (rows !== undefined) {
    const provenance = { ...session.provenance, ...(!measures && { backend: '' }) };
    results.writeFigure(
      scale,
      id,
      rows.map(row => ({ ...row, ...provenance })),
    );
  }
  await redrawFigure(id, scale, source);
}
