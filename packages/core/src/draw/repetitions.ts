/** What repeats in a row. */

/** `times` equal runs of `period` members, from the `from`-th on. */
export interface Repetition {
  readonly from: number;
  readonly period: number;
  readonly times: number;
}

/** Longest run of members that is looked for. */
const LONGEST = 12;

/** The row as repetitions: at each place the one that covers most, of these the one of the shortest run. */
export function repetitions(row: readonly string[]): readonly Repetition[] {
  const found: Repetition[] = [];
  for (let from = 0; from < row.length; ) {
    let best: Repetition = { from, period: 1, times: 1 };
    for (let period = 1; period <= Math.min(LONGEST, (row.length - from) / 2); period++) {
      const times = timesOf(row, from, period);
      if (times > 1 && times * period > best.times * best.period) best = { from, period, times };
    }
    found.push(best);
    from += best.period * best.times;
  }
  return found;
}

/** How often the run of `period` members at `from` stands there in a row. */
function timesOf(row: readonly string[], from: number, period: number): number {
  let end = from + period;
  while (end < row.length && row[end] === row[end - period]) end++;
  return Math.floor((end - from) / period);
}
