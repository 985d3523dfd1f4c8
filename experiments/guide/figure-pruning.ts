/**
 * The pruned networks' accuracy against what they save.
 *   npx refold reproduce guide --table pruning --table figure-pruning
 * A second: it draws what the table has measured already.
 * Comes out: a line for each method, a point for each size.
 */
import { curves, defineFigure } from '@refold/lab';
import { SIZES } from './pruning-sizes.ts';

export default defineFigure({
  title: 'Pruning: accuracy against what is saved',
  plot: ({ columnOf }) => {
    const points = Object.keys(SIZES).flatMap(size => {
      // The methods come within a few hundredths of each other: those of C-SGD stand for all.
      const saved = columnOf('pruning', `saved_${size}`).find(({ row }) => row === 'C-SGD')!.measured;
      return columnOf('pruning', size).map(({ row, measured, std }) => ({
        series: row,
        x: saved,
        y: measured,
        low: measured - std,
        high: measured + std,
      }));
    });
    const measured = points.filter(({ x, y }) => Number.isFinite(x + y));
    if (measured.length === 0) return undefined;
    return curves(measured, {
      title: 'Accuracy of pruned networks',
      subtitle:
        'GSM leaves as large a share of the weights, not of the channels. Bars: ± one standard deviation over seeds',
      x: { title: 'multiply-adds saved, %' },
      y: { title: 'top-1, %' },
      width: 760,
      height: 380,
    });
  },
});
