/** Lines of a scatter plot from tidy rows, such as a figure's CSV has. */
import type { Series } from './plot.ts';

/** Which columns of tidy rows are drawn. */
export interface LineColumns {
  /** Each of its values has lines of its own. */
  readonly by: string;
  readonly x: string;
  /** The columns that are drawn; a line's name is the value of `by` and what stands here for its column. */
  readonly ys: Readonly<Record<string, string>>;
}

/**
 * The lines that `scatter` draws of tidy rows: one per value of the column `by` and column of `ys`, in the order of the rows.
 * @param scaled what is drawn of a y; default: itself
 */
export function lines(
  rows: readonly Readonly<Record<string, string | number>>[],
  { by, x, ys }: LineColumns,
  scaled = (y: number): number => y,
): readonly Series[] {
  const values = [...new Set(rows.map(row => row[by]!))];
  return values.flatMap(value => {
    const own = rows.filter(row => row[by] === value);
    return Object.entries(ys).map(([y, added]) => ({
      name: `${value}${added}`,
      line: true,
      points: own.map(row => ({ x: Number(row[x]), y: scaled(Number(row[y])) })),
    }));
  });
}
