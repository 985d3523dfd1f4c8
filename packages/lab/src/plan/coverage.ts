/** Whether every value that a paper prints has a cell, or an omission that says why it has none. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suggestions } from '@refold/core';
import type { Omission } from '../define/omission.ts';
import type { Paper, PaperTable } from '../define/paper.ts';
import { printedName } from '../define/rows.ts';
import { printedValues } from './papers.ts';
import { NO_EXPERIMENT, planTable } from './plan.ts';

/** The row and column of a value in a file of printed values. */
interface Place {
  readonly file: string;
  readonly row: string;
  readonly column: string;
}

/**
 * What is wrong with a paper's printed values, a sentence each; none if all is well. Every value has a cell or an omission, not both;
 * every omission covers a value; and where other rows are quoted, every row that isn't has its name in the file.
 * @param paper as `loadPaper` gives it, with its quoted rows
 * @param experiments folder of all papers' experiments
 * @throws RefoldError for a file of printed values that is missing or malformed
 */
export function coverageProblems(paper: Paper, experiments: string): readonly string[] {
  const folder = join(experiments, paper.paper, 'paper');
  const files = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.csv')) : [];
  const places = files.flatMap(file =>
    printedValues({ paper: paper.paper, printed: file }, experiments).names.map(
      ([row, column]): Place => ({ file, row, column }),
    ),
  );
  const { tables, omissions = [] } = paper;
  const shown = new Set(tables.flatMap(table => shownIn(table, experiments)).map(keyOf));
  const [withCell, without] = [
    places.filter(place => shown.has(keyOf(place))),
    places.filter(place => !shown.has(keyOf(place))),
  ];
  return [
    ...without
      .filter(place => !omissions.some(omission => covers(omission, place)))
      .map(place => `${titleOf(place)} has no cell and no omission.${hintFor(place, tables)}`),
    ...omissions.flatMap(omission => omissionProblems(omission, withCell, without)),
    ...tables.flatMap(table => unprintedRows(table, experiments)),
  ];
}

const titleOf = ({ file, row, column }: Place): string => `${file}: '${row}', '${column}'`;
const keyOf = ({ file, row, column }: Place): string => JSON.stringify([file, row, column]);

/** The printed values beside which a table has a cell that runs, or says why not. Which cells there are doesn't depend on the scale. */
function shownIn(table: PaperTable, experiments: string): readonly Place[] {
  const { printed: file } = table;
  if (file === undefined) return [];
  return planTable(table, 'paper', experiments).cells.flatMap(({ row, key, column, cell, printed }) => {
    const name = printedName(row);
    const isReasonless = cell.kind === 'notRun' && cell.reason === NO_EXPERIMENT;
    return printed === undefined || name === undefined || isReasonless
      ? []
      : [{ file, row: name, column: column.printed ?? key }];
  });
}

/** ' Did you mean the row ...?', where a table of that file has a row or a column of nearly that name. */
function hintFor({ file, row, column }: Place, tables: readonly PaperTable[]): string {
  const own = tables.filter(({ printed }) => printed === file);
  const rows = own.flatMap(table => table.rows.map(printedName)).filter(name => name !== undefined);
  const columns = own.flatMap(table => Object.entries(table.columns).map(([key, { printed = key }]) => printed));
  if (!rows.includes(row)) return hint('row', suggestions(row, rows));
  return columns.includes(column) ? '' : hint('column', suggestions(column, columns));
}

const hint = (kind: string, similar: readonly string[]): string =>
  similar.length === 0 ? '' : ` Did you mean the ${kind} ${similar.map(name => `'${name}'`).join(' or ')}?`;

function covers({ file, row, column }: Omission, place: Place): boolean {
  const fits = (patterns: string | readonly string[] = '*', name: string) =>
    [patterns].flat().some(pattern => patternOf(pattern).test(name));
  return fits(file, place.file) && fits(row, place.row) && fits(column, place.column);
}

const patternOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')}$`);

function omissionProblems(
  omission: Omission,
  withCell: readonly Place[],
  without: readonly Place[],
): readonly string[] {
  const title = `the omission of ${omission.file} ('${omission.reason}')`;
  if (!without.some(place => covers(omission, place))) return [`${title} covers no value: remove it.`];
  const surplus = withCell.find(place => covers(omission, place));
  return surplus === undefined ? [] : [`${title} covers ${titleOf(surplus)}, which has a cell: narrow its patterns.`];
}

/** A row of ours whose name is misspelt would stand beside a quoted row with its values. */
function unprintedRows(table: PaperTable, experiments: string): readonly string[] {
  const { quotedRows, printed, id, rows } = table;
  if (!quotedRows) return [];
  const names = new Set(printedValues(table, experiments).names.map(([row]) => row));
  return rows
    .map(printedName)
    .filter(name => name !== undefined && !names.has(name))
    .map(name => `${id}: ${printed} has no row '${name}'. Correct its name, or give the row \`printed: false\`.`);
}
