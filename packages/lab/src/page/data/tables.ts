/** Tables as the page holds them: the paper's rows and columns, and their results at every scale. */
import type { PaperTable } from '../../define/paper.ts';
import type { Scale } from '../../define/scales.ts';
import { headingOf, headlineOf, rowHeading } from '../../report/headings.ts';
import { shownScales } from '../../report/summary.ts';
import type { CellRecord } from '../../results/results.ts';
import type { CellTuple, ScaleData, TableData } from '../shape.ts';
import { claimsAt } from './claims.ts';
import type { Deviations } from './deviations.ts';
import type { Pools } from './pool.ts';
import type { Sources } from './sources.ts';

/** A table, and its results at every scale that pages show. */
export function tableData(table: PaperTable, sources: Sources, deviations: Deviations): TableData {
  const { results } = sources;
  const { id, columns, rows } = table;
  const scales = shownScales(id, results);
  const all = scales.flatMap(scale => results.cells(scale, id));
  // Results of an earlier definition may name a row or column that is no longer there.
  const keys = Object.keys(columns).filter(key => all.some(({ column }) => column === key));
  const names = rows.map(({ name }) => name).filter(name => all.some(({ row }) => row === name));
  return {
    id,
    headline: headlineOf(table),
    isPapers: !id.startsWith('extra-'),
    columns: keys.map(key => ({ heading: headingOf(key, columns[key]!), kind: columns[key]!.kind })),
    rows: names.map(name => rowHeading(rows.find(row => row.name === name)!)),
    scales: scales.map(scale => scaleData(table, scale, { keys, names }, sources)),
    deviations: deviations.places(table.deviations),
  };
}

interface Shown {
  readonly keys: readonly string[];
  readonly names: readonly string[];
}

function scaleData(table: PaperTable, scale: Scale, shown: Shown, sources: Sources): ScaleData {
  const { results, pools } = sources;
  const places = {
    rows: new Map(shown.names.map((name, i) => [name, i])),
    columns: new Map(shown.keys.map((key, i) => [key, i])),
  };
  const cells = results.cells(scale, table.id).flatMap(cell => {
    const [row, column] = [places.rows.get(cell.row), places.columns.get(cell.column)];
    return row === undefined || column === undefined ? [] : [cellTuple(cell, row, column, pools)];
  });
  return { scale, cells, claims: claimsAt(table, scale, sources) };
}

const cellTuple = (cell: CellRecord, row: number, column: number, pools: Pools): CellTuple => [
  row,
  column,
  cell.paper,
  cell.measured,
  cell.std,
  cell.values,
  pools.text(cell.verdict),
  pools.text(cell.source),
  pools.origin(cell),
];
