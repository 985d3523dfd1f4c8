/** A figure's plot, from what is committed: its CSV, the results of the paper's tables and the values that the paper prints. */
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import type { FigureContext, Found } from '../define/figure.ts';
import type { Paper, PaperFigure } from '../define/paper.ts';
import { printedName } from '../define/rows.ts';
import type { Scale } from '../define/scales.ts';
import { PrintedTable } from '../judge/printed.ts';
import { printedValues } from '../plan/papers.ts';
import { type PlotSpec, svgOf } from '../plot/index.ts';
import { readAnyCsv } from '../results/csv.ts';
import type { Results } from '../results/results.ts';
import { unknownName } from '../terminal/suggestions.ts';

/** Where a paper's figures come from. */
export interface FigureSource {
  readonly paper: Paper;
  readonly results: Results;
  /** The folder of all papers' experiments. */
  readonly experiments: string;
}

/**
 * The Vega-Lite description of a figure at a scale, its data inside: what `results/<paper>/<scale>/<id>.svg` is drawn from, and what a page can
 * embed. Undefined for a figure that is a sheet of pictures, or whose numbers aren't there yet.
 * @throws RefoldError for a figure that the paper doesn't have
 */
export function figureSpec(
  id: string,
  scale: Scale,
  { paper, results, experiments }: FigureSource,
): PlotSpec | undefined {
  const { draw, plot } = figureOf(paper, id);
  const rows = readAnyCsv(results.path(scale, `${id}.csv`));
  if (draw !== undefined && rows.length === 0) return;
  return plot?.({
    scale,
    rows,
    columnOf: columnOf(scale, { paper, results, experiments }),
    printed: file => PrintedTable.read(join(experiments, paper.paper, 'paper', file)).points,
  });
}

/** Draws a figure's plot into its SVG file again; false for one that has none. */
export async function redrawFigure(id: string, scale: Scale, source: FigureSource): Promise<boolean> {
  const spec = figureSpec(id, scale, source);
  if (spec === undefined) return false;
  writeFileAtomic(source.results.path(scale, `${id}.svg`), await svgOf(spec));
  return true;
}

function figureOf({ figures }: Paper, id: string): PaperFigure {
  const figure = figures.find(figure => figure.id === id);
  if (figure === undefined) {
    throw unknownName(
      'figure',
      id,
      figures.map(({ id }) => id),
    );
  }
  return figure;
}

/** What the tables of a paper print and have measured at a scale. */
export const columnOf =
  (scale: Scale, { paper, results, experiments }: FigureSource): FigureContext['columnOf'] =>
  (id, key): readonly Found[] => {
    const table = paper.tables.find(table => table.id === id);
    if (table === undefined)
      throw unknownName(
        'table',
        id,
        paper.tables.map(({ id }) => id),
      );
    const printed = printedValues(table, experiments);
    const cells = results.cells(scale, id).filter(({ column }) => column === key);
    const byRow = new Map(cells.map(cell => [cell.row, cell]));
    return table.rows.map(row => {
      const cell = byRow.get(row.name);
      return {
        row: row.name,
        printed: numberIn(printed.find(printedName(row) ?? '', table.columns[key]?.printed ?? key)?.value),
        measured: numberIn(cell?.measured),
        std: numberIn(cell?.std),
        n: numberIn(cell?.n),
      };
    });
  };

const numberIn = (text = ''): number => (text === '' ? Number.NaN : Number(text));
