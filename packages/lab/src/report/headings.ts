/** What tables, rows and columns are called on pages and in the terminal. */
import type { Column } from '../define/columns.ts';
import type { PaperTable } from '../define/paper.ts';
import { isOwn, type Row, shownName } from '../define/rows.ts';

/** The title of a table or figure with the paper's number: 'Table 4: Winning tickets'. */
export function headlineOf({ id, title }: Pick<PaperTable, 'id' | 'title'>): string {
  const [, kind, number] = /^(table|figure)-(\d+)$/.exec(id) ?? [];
  const name = kind === 'table' ? `Table ${number}` : `Figure ${number}`;
  return kind === undefined || title.startsWith(name) ? title : `${name}: ${title}`;
}

/** The name of a row as pages show it: a reader's own row is marked. */
export const rowHeading = (row: Pick<Row<never>, 'name' | 'heading' | 'baseline'>): string =>
  isOwn(row) ? `${shownName(row)} (own)` : shownName(row);

/** A column's heading with its unit: 'Top-1 (%)'. */
export function headingOf(key: string, column: Column): string {
  const name = column.heading ?? key;
  if (column.kind === 'ratio') return `${name} (× ${column.to})`;
  return column.unit === '' ? name : `${name} (${column.unit})`;
}
