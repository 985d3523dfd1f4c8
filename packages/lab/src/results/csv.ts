/** Tidy CSV: a header, one record per line, every value a string. */
import { existsSync, readFileSync } from 'node:fs';
import { explainSystemError, RefoldError } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

export type CsvRecord<C extends string> = { readonly [column in C]: string };

/** The longest first: each line may end in its own way. */
const LINE_ENDS = ['\r\n', '\n', '\r'];

/**
 * The records of a CSV file whose header must begin with `columns`; none if the file doesn't exist. A byte-order mark is passed over,
 * and lines may end in `\n`, `\r\n` or `\r`, mixed as well.
 * @param advice what to do about a malformed line, or another header
 * @throws RefoldError naming the file when it can't be read or isn't UTF-8, and the line when that is malformed or the header is another
 */
export function readCsv<const C extends string>(path: string, columns: readonly C[], advice?: string): CsvRecord<C>[] {
  const { lines } = readCsvLines(path, columns, advice);
  return lines.map(
    ({ values }) => Object.fromEntries(columns.map((column, i) => [column, values[i]!])) as CsvRecord<C>,
  );
}

/** A line of a CSV file: where it ends, counted from 1, and its values in the order of the header. */
export interface CsvLine {
  readonly line: number;
  readonly values: readonly string[];
}

/**
 * The header of a CSV file, which must begin with `columns`, and its lines; none if the file doesn't exist.
 * @param advice what to do about a malformed line, or another header
 * @throws RefoldError as `readCsv`
 */
export function readCsvLines(
  path: string,
  columns: readonly string[],
  advice?: string,
): { readonly header: readonly string[]; readonly lines: readonly CsvLine[] } {
  if (!existsSync(path)) return { header: columns, lines: [] };
  const [{ values: header } = { values: [] }, ...lines] = linesIn(path, advice);
  const missing = columns.findIndex((column, i) => header[i] !== column);
  if (missing >= 0)
    throw new RefoldError(
      `${path}, line 1: ${anotherHeader(columns, header, missing)}${advice === undefined ? '' : ` ${advice}`}`,
    );
  return { header, lines };
}

/** The records of a CSV file by its own header, whatever that is; none if the file doesn't exist. @throws RefoldError as `readCsv` */
export function readAnyCsv(path: string): Readonly<Record<string, string>>[] {
  if (!existsSync(path)) return [];
  const [{ values: header } = { values: [] }, ...lines] = linesIn(path);
  return lines.map(({ values }) => Object.fromEntries(header.map((column, i) => [column, values[i]!])));
}

function linesIn(path: string, advice = 'Correct the line, or delete the file.'): readonly CsvLine[] {
  const text = readText(path);
  const conflict = text.split(/\r\n|\n|\r/).findIndex(line => /^(<{7}|>{7}) /.test(line));
  if (conflict >= 0)
    throw new RefoldError(`${path}, line ${conflict + 1}: an unresolved merge of git. Resolve it first.`);
  try {
    const parsed = parse(text, { skip_empty_lines: true, record_delimiter: LINE_ENDS, info: true });
    return (parsed as unknown as readonly Parsed[]).map(({ info, record }) => ({ line: info.lines, values: record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new RefoldError(`${path}, line ${cause.lines ?? '?'}: ${cause.message}. ${advice}`, { cause });
  }
}

/** What csv-parse makes of a record where it is to say its line. */
interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/** The text of a file, without a byte-order mark. @throws RefoldError naming the file when it can't be read or isn't UTF-8 */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw explainSystemError(cause, path, 'read') ?? cause;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RefoldError(`${path} isn't UTF-8. Save it again as UTF-8 (in Excel: "CSV UTF-8").`, { cause });
  }
}

/** What differs, with every character that can't be seen spelt out. */
function anotherHeader(columns: readonly string[], header: readonly string[], at: number): string {
  const found = header[at] === undefined ? 'missing' : `'${visible(header[at])}'`;
  const all = header.map(visible).join(',');
  const advice = header.length === 1 && /[;\t]/.test(all) ? ' Columns are separated by commas.' : '';
  return `expected the columns ${columns.join(',')} but found ${all}: column ${at + 1} should be '${columns[at]}' and is ${found}.${advice}`;
}

const visible = (text: string): string =>
  text.replace(/[^\P{C}\t]|[^\P{Z} ]/gu, character => `\\u{${character.codePointAt(0)!.toString(16)}}`);

/** Writes a CSV file atomically: a reader never sees half a table. A record may be a list of values in the order of the columns. */
export const writeCsv = <const C extends string>(
  path: string,
  columns: readonly C[],
  records: readonly (CsvRecord<C> | readonly string[])[],
): void => writeFileAtomic(path, stringify([...records], { header: true, columns: [...columns] }));
