/** Tables of ratings as owners hand them out: columns are found by their names, and what is wrong in them is named by its line. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { RefoldError } from '../../error.ts';
import { refuseStandIn } from '../../io/stand-in.ts';
import { suggestions } from '../../suggestions.ts';
import { someOf } from '../formats/listing.ts';

/** How a table is written. */
export interface TableFormat {
  /** Default: a comma. */
  readonly delimiter?: string | readonly string[];
  /** Quotation marks; default: double ones. `false`: none, a quotation mark is a character as any other. */
  readonly quote?: string | false;
  /** Lines before that of the names. Default: 0. */
  readonly skip?: number;
  /** Names of the columns, where the file has no line of them. */
  readonly names?: readonly string[];
}

/** One line of a table, by the keys of the columns that were asked for. */
export interface RatingRow<Key extends string = string> {
  /** 'index.csv, line 12' */
  readonly where: string;
  /** '' where the line ends before the column. */
  text(key: Key): string;
  /** NaN where the text isn't a number, which is added to the faults. */
  number(key: Key): number;
  /** `number` of several columns. */
  numbers(keys: readonly Key[]): readonly number[];
}

/** What is wrong in a set's files, gathered so that it is told at once. */
export class Faults {
  readonly #found: string[] = [];

  add(fault: string): void {
    this.#found.push(fault);
  }

  /** @throws RefoldError with the first faults and how many more there are, if there are any */
  refuse(what: string): void {
    if (this.#found.length === 0) return;
    const count = this.#found.length === 1 ? 'one fault' : `${this.#found.length} faults`;
    throw new RefoldError(`${what} has ${count}: ${someOf(this.#found)}. Get the file anew, or mend it.`);
  }
}

/**
 * The lines of a table, empty ones left out. A byte order mark is no part of the first name, and line ends are those that the file has.
 * @param columns that it must have: the names under which each is known, whatever their case, blanks, and quotation marks or brackets around them
 * @throws RefoldError naming the file, when it isn't there, isn't such a table, or lacks a column
 */
export function readRatings<Key extends string>(
  path: string,
  columns: Readonly<Record<Key, readonly string[]>>,
  faults: Faults,
  format: TableFormat = {},
): readonly RatingRow<Key>[] {
  const { delimiter = ',', quote = '"', skip = 0, names } = format;
  const records = parseTable(path, {
    delimiter: typeof delimiter === 'string' ? delimiter : [...delimiter],
    quote: quote === false ? null : quote,
    from_line: skip + 1,
  });
  const header = names ?? records.shift()?.record ?? [];
  const at = placesOf(path, columns, header);
  return records.map(({ record, line }) => {
    const where = `${basename(path)}, line ${line}`;
    const text = (key: Key): string => (record[at[key]] ?? '').trim();
    const number = (key: Key): number => {
      const given = text(key);
      const value = given === '' ? Number.NaN : Number(given);
      if (!Number.isFinite(value)) faults.add(`${where}: ${header[at[key]]!.trim()} is '${given}', not a number`);
      return value;
    };
    return { where, text, number, numbers: keys => keys.map(number) };
  });
}

/** The names in a table's first line. @throws RefoldError as `readRatings` */
export const columnsIn = (path: string): readonly string[] =>
  (parseTable(path, { delimiter: ',', quote: '"', from_line: 1 })[0]?.record ?? []).map(plain);

interface Located {
  readonly record: string[];
  readonly line: number;
}

function parseTable(
  path: string,
  options: { readonly delimiter: string | string[]; readonly quote: string | null; readonly from_line: number },
): Located[] {
  try {
    const found = parse(readFileSync(path), {
      ...options,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as readonly { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return found.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new RefoldError(`${path} doesn't exist.`, { cause });
    refuseStandIn(path);
    throw new RefoldError(`${path} can't be read as a table: ${message}. Get the file anew.`, { cause });
  }
}

/** Columns whose keys are their names, or are part of them. */
export const columnsFor = <Key extends string>(
  keys: readonly Key[],
  nameOf: (key: Key) => string = key => key,
): Readonly<Record<Key, readonly string[]>> =>
  Object.fromEntries(keys.map(key => [key, [nameOf(key)]])) as unknown as Readonly<Record<Key, readonly string[]>>;

const plain = (name: string): string =>
  name
    .trim()
    .replace(/^['"[(]+|['"\])]+$/g, '')
    .trim()
    .toLowerCase();

/** Where the columns are. */
function placesOf<Key extends string>(
  path: string,
  columns: Readonly<Record<Key, readonly string[]>>,
  header: readonly string[],
): Readonly<Record<Key, number>> {
  const known = header.map(plain);
  const entries = (Object.entries(columns) as [Key, readonly string[]][]).map(([key, names]) => {
    const at = names.map(name => known.indexOf(plain(name))).find(place => place >= 0) ?? -1;
    return [key, at, names[0]!] as const;
  });
  const absent = entries.filter(([, at]) => at < 0).map(([, , name]) => name);
  if (absent.length > 0) throw new RefoldError(lacks(path, absent, header));
  return Object.fromEntries(entries) as Readonly<Record<Key, number>>;
}

function lacks(path: string, absent: readonly string[], header: readonly string[]): string {
  const near = suggestions(absent[0]!, header);
  const hint = near.length > 0 ? ` Did '${near[0]}' mean that?` : '';
  const quoted = (names: readonly string[]) =>
    someOf(
      names.map(name => `'${name.trim()}'`),
      8,
    );
  const columns = absent.length === 1 ? 'column' : 'columns';
  return `${path} lacks the ${columns} ${quoted(absent)}.${hint} It has ${quoted(header)}.`;
}
