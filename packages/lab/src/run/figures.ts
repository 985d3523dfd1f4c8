import { writeFileAtomic } from '@refold/core';
import { stringify } from 'csv-stringify/sync';
import type { Figure, FigureContext } from '../define/types.ts';
import type { Results } from '../results/results.ts';
import type { Provenance } from './runs.ts';

/** Draws a figure and writes its SVG and the numbers behind it, with the code that made them. */
export async function writeFigure(
  figure: Figure,
  context: FigureContext,
  results: Results,
  { commit, date }: Pick<Provenance, 'commit' | 'date'>,
): Promise<void> {
  const { svg, rows } = await figure.draw(context);
  const path = (extension: string) => results.path(context.scale, `${figure.id}.${extension}`);
  if (svg !== undefined) writeFileAtomic(path('svg'), svg);
  if (rows === undefined) return;
  const records = rows.map(row => ({ ...row, commit, date }));
  writeFileAtomic(path('csv'), stringify(records, { header: true }));
}
