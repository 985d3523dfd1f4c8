/** Figures: the runs that they show, and the SVG and CSV that they leave. */
import { RefoldError } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { configHash } from '@refold/core/runs';
import type { FigureContext } from '../define/figure.ts';
import type { PaperFigure } from '../define/paper.ts';
import { printedName } from '../define/rows.ts';
import { type Job, jobOf } from '../plan/jobs.ts';
import { printedValues } from '../plan/papers.ts';
import { unknownName } from '../terminal/suggestions.ts';
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
  const { svg, rows } = await figure.draw({ scale: plan.scale, backend, trained, columnOf: columnOf(session) });

  const path = (extension: string) => results.path(plan.scale, `${figure.id}.${extension}`);
  if (svg !== undefined) writeFileAtomic(path('svg'), svg);
  if (rows === undefined) return;
  const provenance = { ...session.provenance, ...(!measures && { backend: '' }) };
  results.writeFigure(
    plan.scale,
    figure.id,
    rows.map(row => ({ ...row, ...provenance })),
  );
}

const columnOf =
  ({ plan: { paper, scale }, folders, results }: Session): FigureContext['columnOf'] =>
  (id, key) => {
    const table = paper.tables.find(table => table.id === id);
    if (table === undefined)
      throw unknownName(
        'table',
        id,
        paper.tables.map(({ id }) => id),
      );
    const printed = printedValues(table, folders.experiments);
    const cells = results.cells(scale, id).filter(({ column }) => column === key);
    const measured = new Map(cells.map(cell => [cell.row, cell.measured]));
    return table.rows.map(row => ({
      row: row.name,
      printed: numberIn(printed.find(printedName(row) ?? '', table.columns[key]?.printed ?? key)?.value),
      measured: numberIn(measured.get(row.name)),
    }));
  };

const numberIn = (text = ''): number => (text === '' ? Number.NaN : Number(text));
