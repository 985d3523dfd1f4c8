/** The figures that a paper prints, as kept in experiments/<paper>/paper/*.csv. */
import { existsSync } from 'node:fs';
import { RefoldError } from '@refold/core';
import { readCsv } from '../results/csv.ts';

const COLUMNS = ['row', 'column', 'value', 'unit', 'source', 'confidence'] as const;
const CONFIDENCES = ['verified', 'single', 'recalled'] as const;
/** Seen in two places; seen in one; remembered, not looked up, and therefore shown as unverified. */
export type Confidence = (typeof CONFIDENCES)[number];

export interface Printed {
  /** As printed: its digits are the precision that an exact cell must meet. */
  readonly value: string;
  readonly unit: string;
  readonly source: string;
  readonly confidence: Confidence;
}

export class PrintedTable {
  readonly #figures = new Map<string, Printed>();

  /** @throws RefoldError for a missing or malformed file, an unknown confidence, a figure given twice */
  static read(path: string): PrintedTable {
    if (!existsSync(path))
      throw new RefoldError(`no printed figures at ${path}; a table's 'printed' names a file there`);
    const table = new PrintedTable();
    for (const [i, { row, column, confidence, ...figure }] of readCsv(path, COLUMNS).entries()) {
      const known = CONFIDENCES.find(name => name === confidence);
      if (known === undefined) {
        throw new RefoldError(
          `${path}, record ${i + 1}: confidence '${confidence}' is none of ${CONFIDENCES.join(', ')}`,
        );
      }
      const key = keyOf(row, column);
      if (table.#figures.has(key))
        throw new RefoldError(`${path}, record ${i + 1}: '${row}', '${column}' is given twice`);
      table.#figures.set(key, { ...figure, confidence: known });
    }
    return table;
  }

  static readonly empty = new PrintedTable();

  find(row: string, column: string): Printed | undefined {
    return this.#figures.get(keyOf(row, column));
  }

  /** The row and column of every figure, in the file's order. */
  get names(): readonly (readonly [row: string, column: string])[] {
    return [...this.#figures.keys()].map(key => JSON.parse(key) as readonly [row: string, column: string]);
  }

  /** All numbers, in the file's order. */
  get points(): readonly { readonly row: string; readonly column: string; readonly value: number }[] {
    return [...this.#figures].flatMap(([key, { value }]) => {
      const [row, column] = JSON.parse(key) as [string, string];
      return Number.isNaN(Number(value)) ? [] : [{ row, column, value: Number(value) }];
    });
  }

  /** The rows for which the paper itself prints a value in one of these columns, in the file's order. */
  rowsWith(columns: readonly string[]): readonly string[] {
    const own = [...this.#figures].filter(([, { source }]) => source.startsWith('paper-'));
    const names = own.map(([key]) => JSON.parse(key) as readonly [row: string, column: string]);
    return [...new Set(names.filter(([, column]) => columns.includes(column)).map(([row]) => row))];
  }
}

const keyOf = (row: string, column: string): string => JSON.stringify([row, column]);
