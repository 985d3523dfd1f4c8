/** Papers are folders, experiments/<paper>/index.ts, loaded on request. The lab knows none of them by name. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RefoldError } from '@refold/core';
import type { Paper, PaperTable } from '../define/paper.ts';
import { withQuotedRows } from '../define/table.ts';
import { PrintedTable } from '../judge/printed.ts';
import { unknownName } from '../terminal/suggestions.ts';

/** The papers that have experiments, by name. */
export function paperNames(experiments: string): readonly string[] {
  if (!existsSync(experiments)) return [];
  return readdirSync(experiments)
    .filter(name => existsSync(join(experiments, name, 'index.ts')))
    .sort();
}

/**
 * Loads a paper's index; its tables have their quoted rows.
 * @throws RefoldError for an unknown paper, with similar names, for one whose index has no such default export, and for a file of
 * printed values with quoted rows that is missing or malformed
 */
export async function loadPaper(experiments: string, name: string): Promise<Paper> {
  const names = paperNames(experiments);
  if (!names.includes(name)) throw unknownName('paper', name, names);
  const path = indexPath(experiments, name);
  const paper = await importPaper(path);
  if (paper?.paper !== name)
    throw new RefoldError(
      `${path} must have a default export: await paperIn(import.meta.dirname, { reference, models, ... })`,
    );
  return { ...paper, tables: paper.tables.map(table => whole(table, experiments)) };
}

/** The table with the rows that it only quotes. */
function whole(table: PaperTable, experiments: string): PaperTable {
  if (!table.quotedRows) return table;
  const columns = Object.entries(table.columns).flatMap(([key, { kind, printed = key }]) =>
    kind === 'measured' ? [] : [printed],
  );
  return withQuotedRows(table, printedValues(table, experiments).rowsWith(columns));
}

/** The default export of a paper's index. */
export async function importPaper(path: string): Promise<Paper | undefined> {
  const { default: paper } = (await import(pathToFileURL(path).href)) as { default?: Paper };
  return paper;
}

/** The path of a paper's index. */
export const indexPath = (experiments: string, paper: string): string => join(experiments, paper, 'index.ts');

/** The values that the paper prints of a table. @throws RefoldError for a file that is missing or malformed */
export const printedValues = (
  { paper, printed }: Pick<PaperTable, 'paper' | 'printed'>,
  experiments: string,
): PrintedTable =>
  printed === undefined ? PrintedTable.empty : PrintedTable.read(join(experiments, paper, 'paper', printed));
