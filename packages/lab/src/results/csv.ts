/** Tidy CSV: a header, one record per line, every value a string. */
import { existsSync, readFileSync } from 'node:fs';
import { RefoldError, writeFileAtomic } from '@refold/core';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

export type CsvRecord<C extends string> = { readonly [column in C]: string };

/**
 * The records of a CSV file whose header must begin with `columns`; none if the file doesn't exist.
 * @throws RefoldError naming file and line when a line is malformed or the header is another
 */
export function readCsv<const C extends string>(path: string, columns: readonly C[]): CsvRecord<C>[] {
  if (!existsSync(path)) return [];
  try {
    const records = parse(readFileSync(path, 'utf8'), { skip_empty_lines: true }) as string[][];
    const [header = [], ...lines] = records;
    const missing = columns.find((column, i) => header[i] !== column);
    if (missing !== undefined) {
      throw new RefoldError(`${path}, line 1: expected the columns ${columns.join(',')} but found ${header.join(',')}`);
    }
    return lines.map(line => Object.fromEntries(columns.map((column, i) => [column, line[i]!])) as CsvRecord<C>);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new RefoldError(
      `${path}, line ${cause.lines ?? '?'}: ${cause.message}. Correct the line, or delete the file.`,
      {
        cause,
      },
    );
  }
}

/** Writes a CSV file atomically: a reader never sees half a table. */
export const writeCsv = <const C extends string>(
  path: string,
  columns: readonly C[],
  records: readonly CsvRecord<C>[],
): void => writeFileAtomic(path, stringify([...records], { header: true, columns: [...columns] }));
