/**
 * The blocks' accuracy against the time that training took, in each kind of network.
 *   npx refold reproduce guide --table blocks-plain --table blocks-residual --table blocks-mobile --table figure-blocks
 * A second: it draws what the tables have measured already.
 * Comes out: for each block two points, as many epochs and as much time.
 */
import { curves, defineFigure, type FigureContext } from '@refold/lab';
import { BLOCKS } from './blocks.ts';

const PANELS = {
  'blocks-plain': 'VGG-like',
  'blocks-residual': 'ResNet-like',
  'blocks-mobile': 'MobileNet-like',
} as const;
/** A table's columns of accuracies, each with that of the epochs which it took. */
const BUDGETS = [
  ['top1_epochs', 'epochs'],
  ['top1_time', 'epochs_in_time'],
] as const;

/** Of each block, where it is measured: time in epochs of the plain network, and accuracy. */
function pointsOf(table: string, columnOf: FigureContext['columnOf']) {
  const speeds = columnOf(table, 'training_speed');
  return BUDGETS.flatMap(([accuracy, epochs]) => {
    const lengths = columnOf(table, epochs);
    return columnOf(table, accuracy).map(({ row, measured, std }, i) => ({
      series: row,
      x: lengths[i]!.measured / speeds[i]!.measured,
      y: measured,
      low: measured - std,
      high: measured + std,
    }));
  });
}

export default defineFigure({
  title: 'Blocks: accuracy against training time',
  plot: ({ columnOf }) => {
    const points = Object.entries(PANELS).flatMap(([table, panel]) =>
      pointsOf(table, columnOf)
        .filter(({ x, y }) => Number.isFinite(x + y))
        .map(point => ({ ...point, panel })),
    );
    if (new Set(points.map(({ series }) => series)).size < Object.keys(BLOCKS).length) return undefined;
    return curves(points, {
      title: 'What a block gains, and what it costs to train',
      subtitle:
        'For each block: as many epochs as all, and as much time as all. Bars: ± one standard deviation over seeds',
      x: { title: 'training time (an epoch of the plain network = 1)' },
      y: { title: 'top-1, %' },
      ownY: true,
      width: 860,
      height: 300,
    });
  },
});
