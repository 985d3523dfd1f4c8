/**
 * Figure 4 (a): how far filters are from being alike, and from zero, epoch by epoch.
 *   npx refold reproduce csgd --table figure-4-curves
 * Trains the first seeds of figure-4, nothing once that has been run; drawing takes seconds.
 * Comes out: log10 of χ, which falls at a constant rate while the learning rate stays, and of the lasso's φ.
 */
import { curves, defineFigure, printedBy, significant } from '@refold/lab';
import { deviation, redundantSquares } from 'csgd';
import { comparedRuns, HERE, measured, PAPER, PRINTED } from './curves.ts';

/** A sum that has underflowed has no logarithm. */
const LEAST = 1e-30;

const [CHI, PHI] = ['χ, C-SGD', 'φ, lasso'];

export default defineFigure({
  title: 'Figure 4 (a): squared deviations and squared norms',
  runs: comparedRuns,
  draw: async context => {
    const rows = await measured(context, ({ method, net: { params }, partitions }) => {
      const sum = method === 'C-SGD' ? deviation(params, partitions) : redundantSquares(params, partitions);
      return { log10: significant(Math.log10(Math.max(sum, LEAST))) };
    });
    return { rows };
  },
  plot: ({ rows, printed, scale }) =>
    curves(
      [
        ...rows.map(({ method, epoch, log10 }) => ({
          series: method === 'C-SGD' ? CHI : PHI,
          panel: HERE(scale),
          x: Number(epoch),
          y: Number(log10),
        })),
        ...printedBy(printed(PRINTED), /^epoch (?<epoch>\d+), log10 (?<sum>chi|phi) /).map(({ value, of }) => ({
          series: of.sum === 'chi' ? CHI : PHI,
          panel: PAPER,
          origin: 'paper' as const,
          x: Number(of.epoch),
          y: value,
        })),
      ],
      {
        title: 'Filters that become alike, and filters that become small',
        subtitle: 'χ: squared deviations from the clusters’ means; φ: squares of filters that the lasso shrinks',
        x: { title: 'epoch', whole: true },
        y: { title: 'log10 of the sum' },
      },
    ),
  deviations: [
    'χ is the squared deviation of filters from the means of their clusters; φ the squares of the filters that the lasso shrinks. First seeds of figure-4.',
  ],
});
