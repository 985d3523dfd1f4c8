/**
 * Figure 4 (b): accuracy as trained and as cut, epoch by epoch.
 *   npx refold reproduce csgd --table figure-4-accuracy
 * Trains the first seeds of figure-4, nothing once that has been run; evaluating takes a minute.
 * Comes out: the cut costs C-SGD nothing once filters are alike.
 */
import { lines, scatter } from '@refold/core/draw';
import { accuracyOf, defineFigure, percent, type Scale, testEvaluator } from '@refold/lab';
import { comparedRuns, measured } from './curves.ts';

/** Test images of each class that are evaluated. */
const PER_CLASS: Readonly<Record<Scale, number | 'all'>> = { smoke: 'all', quick: 200, standard: 200, paper: 'all' };

export default defineFigure({
  title: 'Figure 4 (b): accuracy before and after the cut',
  runs: comparedRuns,
  draw: async context => {
    await context.backend();
    const evaluator = await testEvaluator(comparedRuns(context.scale)[0]!, PER_CLASS[context.scale]);
    const rows = await measured(context, async ({ net, cut }) => ({
      before: percent(await accuracyOf(evaluator, net)),
      after: percent(await accuracyOf(evaluator, cut())),
    }));
    const svg = scatter(lines(rows, { by: 'method', x: 'epoch', ys: { before: '', after: ', cut' } }), {
      title: 'Accuracy as trained, and as cut',
      x: 'epoch',
      y: 'top-1, %',
    });
    return { svg, rows };
  },
  deviations: ['Below --scale paper a part of the test images is evaluated. First seeds of figure-4.'],
});
