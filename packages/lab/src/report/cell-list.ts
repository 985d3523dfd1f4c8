/** A table of results with one cell on a line, for scripts and for grep. */
import type { PaperTable } from '../define/paper.ts';
import type { CellRecord } from '../results/results.ts';
import { isMeasured } from '../results/results.ts';
import { textTable } from '../terminal/text-table.ts';
import { headingOf, rowHeading } from './headings.ts';
import { NetworkNotes } from './networks.ts';

/**
 * Draws the cells of a table: row, column, the paper's value, the measured one, the verdict.
 * @param isHere says of each value whether it was measured in this checkout; absent where all are from one place
 */
export function drawCells(
  table: PaperTable,
  cells: readonly CellRecord[],
  isHere?: (cell: CellRecord) => boolean,
): string {
  const networks = new NetworkNotes(cells);
  const body = cells.map(cell => {
    const row = table.rows.find(({ name }) => name === cell.row) ?? { name: cell.row };
    const column = table.columns[cell.column];
    return [
      `${rowHeading(row)}${networks.noteOf(row, [cell])}`,
      column === undefined ? cell.column : headingOf(cell.column, column),
      cell.paper,
      cell.std === '' ? cell.measured : `${cell.measured} ± ${cell.std}`,
      cell.verdict,
      ...(isHere === undefined ? [] : [isMeasured(cell) ? (isHere(cell) ? 'here' : 'repository') : '']),
    ];
  });
  return textTable(['row', 'column', 'paper', 'measured', 'verdict', ...(isHere === undefined ? [] : ['from'])], body);
}
