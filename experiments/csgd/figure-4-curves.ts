/**
 * Figure 4 (a): how far filters are from being alike, and from zero, epoch by epoch.
 *   npx refold reproduce csgd --table figure-4-curves
 * Trains the first seeds of figure-4, nothing once that has been run; drawing takes seconds.
 * Comes out: log10 of χ, which falls at a constant rate while the learning rate stays, and of the lasso's φ.
 */
import { lines, scatter } from '@refold/core/draw';
import { defineFigure, significant } from '@refold/lab';
import { deviation, redundantSquares } from 'csgd';
import { comparedRuns, measured } from './curves.ts';

/** A sum that has underflowed has no logarithm. */
const LEAST = 1e-30;

export default defineFigure({
  title: 'Figure 4 (a): squared deviations and squared norms',
  runs: comparedRuns,
  draw: async context => {
    const rows = await measured(context, ({ method, net: { params }, partitions }) => {
      const sum = method === 'C-SGD' ? deviation(params, partitions) : redundantSquares(params, partitions);
      return { log10: significant(Math.log10(Math.max(sum, LEAST))) };
    });
    const svg = scatter(lines(rows, { by: 'method', x: 'epoch', ys: { log10: '' } }), {
      title: 'χ of C-SGD and φ of the lasso, log10',
      x: 'epoch',
      y: 'log10',
    });
    return { svg, rows };
  },
  deviations: [
    'χ is the squared deviation of filters from the means of their clusters; φ the squares of the filters that the lasso shrinks. First seeds of figure-4.',
  ],
});
