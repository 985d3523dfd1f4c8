/**
 * Figure 4, middle: what cutting to the final structure would cost a network on its way.
 *   npx refold reproduce resrep --table figure-4-checkpoints
 * About 8 minutes at quick, 3 hours at standard, on two cores, for runs that figure-4 has too.
 * Comes out: accuracy over the epochs, as it is and cut. At the end cutting costs ResRep nothing, and the lasso nearly everything.
 */
import { accuracyOf, curves, defineFigure, type Scale, testEvaluator } from '@refold/lab';
import { comparedRuns, measured } from './snapshots.ts';

/** Test images of each class that are evaluated. */
const PER_CLASS: Readonly<Record<Scale, number | 'all'>> = { smoke: 'all', quick: 200, standard: 200, paper: 'all' };

export default defineFigure({
  title: 'Figure 4, middle: accuracy on the way, before and after a cut to the final structure',
  runs: comparedRuns,
  draw: async context => {
    await context.backend();
    const evaluator = await testEvaluator(comparedRuns(context.scale)[0]!, PER_CLASS[context.scale]);
    const rows = await measured(context, async (learned, structure) => {
      const before = await accuracyOf(evaluator, learned.net);
      return { before, after: await accuracyOf(evaluator, learned.cut(structure)) };
    });
    return { rows };
  },
  plot: ({ rows }) =>
    curves(
      rows.flatMap(({ method, epoch, before, after }) =>
        Object.entries({ 'as trained': before, 'as cut': after }).map(([of, value]) => ({
          series: `${method}, ${of}`,
          x: Number(epoch),
          y: 100 * Number(value),
        })),
      ),
      {
        title: 'Accuracy before and after a cut to the final structure',
        x: { title: 'epoch', whole: true },
        y: { title: 'top-1, %' },
      },
    ),
  deviations: ['Below --scale paper a part of the test images is evaluated. The runs are the first seeds of figure-4.'],
});
