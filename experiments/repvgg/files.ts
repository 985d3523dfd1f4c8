/** CSV files beside the experiments, read for figures. */
import { existsSync, readFileSync } from 'node:fs';

/**
 * One column of a tidy CSV (`row,column,...`) by row and column; empty where there is no such file. Its rows, columns and
 * figures hold no commas.
 * @param path relative to this folder
 */
export function valuesOf(path: string, field: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const url = new URL(path, import.meta.url);
  const values = new Map<string, Map<string, string>>();
  if (!existsSync(url)) return values;
  const [header = '', ...lines] = readFileSync(url, 'utf8').trim().split('\n');
  const at = header.split(',').indexOf(field);
  for (const line of lines) {
    const fields = line.split(',');
    const [row, column, value] = [fields[0]!, fields[1]!, fields[at]!];
    values.set(row, (values.get(row) ?? new Map<string, string>()).set(column, value));
  }
  return values;
}
