/**
 * Figure 4 (b): accuracy as trained and as cut, epoch by epoch.
 *   npx refold reproduce csgd --table figure-4-accuracy
 * Trains the first seeds of figure-4, nothing once that has been run; evaluating takes a minute.
 * Comes out: the cut costs C-SGD nothing once filters are alike.
 */
import { accuracyOf, curves, defineFigure, percent, printedBy, type Scale, testEvaluator } from '@refold/lab';
import { comparedRuns, HERE, measured, PAPER, PRINTED } from './curves.ts';

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
    return { rows };
  },
  plot: ({ rows, printed, scale }) =>
    curves(
      [
        ...rows.flatMap(({ method, epoch, before, after }) =>
          Object.entries({ 'as trained': before, 'as cut': after }).map(([when, top1]) => ({
            series: `${method}, ${when}`,
            panel: HERE(scale),
            x: Number(epoch),
            y: Number(top1),
          })),
        ),
        ...printedBy(printed(PRINTED), /^epoch (?<epoch>\d+), (?<method>\S+) (?<when>before|after) pruning top-1$/).map(
          ({ value, of: { epoch, method, when } }) => ({
            series: `${method}, ${when === 'before' ? 'as trained' : 'as cut'}`,
            panel: PAPER,
            origin: 'paper' as const,
            x: Number(epoch),
            y: value,
          }),
        ),
      ],
      {
        title: 'Accuracy as trained, and as cut',
        subtitle: 'The two lines of C-SGD lie on each other once its filters are alike',
        x: { title: 'epoch', whole: true },
        y: { title: 'top-1, %' },
        width: 760,
      },
    ),
  deviations: ['Below --scale paper a part of the test images is evaluated. First seeds of figure-4.'],
});
