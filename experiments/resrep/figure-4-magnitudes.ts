/**
 * Figure 4, right: how large the rows are that survive, and those that are cut.
 *   npx refold reproduce resrep --table figure-4-magnitudes
 * About 8 minutes at quick, 3 hours at standard, on two cores, for runs that figure-4 has too; drawing takes seconds.
 * Comes out: quadratic sums over the epochs. Those of the rows that ResRep cuts fall to zero, the lasso's don't.
 */
import { curves, defineFigure } from '@refold/lab';
import type { Kept, LearnedNetwork } from 'resrep';
import { comparedRuns, measured } from './snapshots.ts';

/** Quadratic sums of the rows that are in a structure, and of the others. */
function sums({ rows }: LearnedNetwork, structure: Kept) {
  const squares = rows.map(({ norms }) => Array.from(norms, norm => norm ** 2));
  const sumOf = (isKept: boolean) =>
    squares.flatMap((row, i) => row.filter((_, j) => structure[i]!.includes(j) === isKept)).reduce((a, b) => a + b, 0);
  return { surviving: Number(sumOf(true).toPrecision(4)), cut: Number(sumOf(false).toPrecision(4)) };
}

/** Of at least 1e-30, for zero has none. */
const logarithm = (sum: number): number => Math.log10(Math.max(1e-30, sum));

export default defineFigure({
  title: 'Figure 4, right: quadratic sums of what survives and of what is cut',
  runs: comparedRuns,
  draw: async context => {
    const rows = await measured(context, sums);
    return { rows };
  },
  plot: ({ rows }) =>
    curves(
      rows.flatMap(({ method, epoch, surviving, cut }) =>
        Object.entries({ 'rows that survive': surviving, 'rows that are cut': cut }).map(([of, value]) => ({
          series: `${method}, ${of}`,
          x: Number(epoch),
          y: logarithm(Number(value)),
        })),
      ),
      {
        title: 'Quadratic sums of the penalised rows',
        x: { title: 'epoch', whole: true },
        y: { title: 'log10 of the sum' },
      },
    ),
  deviations: ['Rows are of compactors for ResRep, of filters for the lasso. The runs are first seeds of figure-4.'],
});
