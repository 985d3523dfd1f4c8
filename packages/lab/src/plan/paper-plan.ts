/** What one `reproduce` is to make of a paper: the tables and figures asked for, planned at a scale. */
import { RefoldError } from '@refold/core';
import type { Paper, PaperFigure } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import { unknownName } from '../terminal/suggestions.ts';
import { type Overrides, type PlannedTable, planTable, trainOf } from './plan.ts';

export interface Selection extends Overrides {
  /** Ids of tables and figures; default: all. With `row`, tables alone. */
  readonly only?: readonly string[];
}

export interface PaperPlan {
  readonly paper: Paper;
  readonly scale: Scale;
  readonly tables: readonly PlannedTable[];
  readonly figures: readonly PaperFigure[];
}

/**
 * Plans the tables and figures that are selected.
 * @param experiments folder of all papers' experiments
 * @throws RefoldError for an id or a row that the paper doesn't have, and for `data` on which no row trains
 */
export function planPaper(paper: Paper, scale: Scale, experiments: string, selection: Selection): PaperPlan {
  const { only, row, data } = selection;
  checkIds(paper, only);
  const wanted = ({ id }: { readonly id: string }) => only === undefined || only.includes(id);
  const tables = paper.tables.filter(wanted).map(table => planTable(table, scale, experiments, selection));
  if (row !== undefined) checkRow(tables, row);
  if (data !== undefined) checkData(tables, data);
  const figures = row === undefined ? paper.figures.filter(wanted) : [];
  return { paper, scale, tables, figures };
}

function checkIds({ tables, figures }: Paper, only: readonly string[] = []): void {
  const known = [...tables, ...figures].map(({ id }) => id);
  for (const id of only) if (!known.includes(id)) throw unknownName('table or figure', id, known);
}

function checkRow(tables: readonly PlannedTable[], row: string): void {
  const cells = tables.flatMap(({ cells }) => cells);
  if (cells.some(({ wanted }) => wanted)) return;
  if (tables.length === 0) throw new RefoldError('--row selects rows of tables, and figures have none: leave it out');
  throw unknownName('row', row, [...new Set(cells.map(cell => cell.row.name))]);
}

/** Rows may fix their data; where all of them do, `--data` would be passed over in silence. */
function checkData(tables: readonly PlannedTable[], data: string): void {
  const trained = tables.flatMap(({ cells }) => cells).filter(cell => cell.wanted && trainOf(cell) !== undefined);
  if (trained.some(({ settings }) => settings.data === data)) return;
  const reason = trained.length === 0 ? 'nothing selected trains' : 'the rows selected fix their data';
  throw new RefoldError(`--data ${data} would change nothing, because ${reason}: leave it out, or select other tables`);
}
