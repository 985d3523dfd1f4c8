/**
 * Figure 3 as drawn: as training goes on.
 *   npx refold reproduce gsm --table figure-3-curves
 * Trains the first seeds of figure 3 (about 4 minutes at quick, 2 hours at standard, on two cores), nothing once that has been run;
 * then evaluates each epoch's network before and after zeroing.
 * Comes out: a picture of the weights below 1e-3, and accuracies and the weights below 1e-4 in the CSV.
 */
import { accuracyOf, curves, defineFigure, networkOf, percent, printedBy, testEvaluator } from '@refold/lab';
import { pruneByMagnitude, shareBelow } from 'gsm';
import { MOMENTA } from './figure-3.ts';
import { firstStudied, HERE, PAPER, STUDY_SCALES } from './studies.ts';

const AT = 'momentum (?<momentum>[\\d.]+) epoch (?<epoch>\\d+), ';
/** The rows of panels: columns of the CSV, and what they are in the paper's. */
const ROWS = [
  { row: 'weights below 1e-3, %', column: 'below 1e-3, %', printed: new RegExp(`${AT}weights .* under 1e-3$`) },
  { row: 'top-1 after zeroing, %', column: 'top-1 after', printed: new RegExp(`${AT}top-1 after 8x pruning$`) },
] as const;

export default defineFigure({
  title: 'Figure 3: small weights and accuracy by momentum, as training goes on',
  runs: scale => Object.values(MOMENTA).map(variant => firstStudied(variant, scale)),
  draw: async ({ scale, trained, backend }) => {
    await backend();
    const rows = [];
    for (const { momentum } of Object.values(MOMENTA)) {
      const config = firstStudied({ momentum }, scale);
      const evaluator = await testEvaluator(config);
      for (const [epoch, params] of (await trained(config)).snapshots) {
        const net = networkOf({ config, params });
        const pruned = pruneByMagnitude(net, { keep: STUDY_SCALES[scale].keep });
        rows.push({
          momentum,
          epoch,
          'top-1 before': percent(await accuracyOf(evaluator, net)),
          'top-1 after': percent(await accuracyOf(evaluator, pruned)),
          'below 1e-3, %': percent(shareBelow(net, 1e-3)),
          'below 1e-4, %': percent(shareBelow(net, 1e-4)),
        });
      }
    }
    return { rows };
  },
  plot: ({ rows, printed, scale }) =>
    curves(
      ROWS.flatMap(({ row, column, printed: pattern }) => [
        ...rows.map(({ momentum, epoch, [column]: value }) => ({
          series: `momentum ${momentum}`,
          panel: HERE(scale),
          row,
          x: Number(epoch),
          y: Number(value),
        })),
        ...printedBy(printed('figure3_momentum.csv'), pattern).map(({ value, of: { momentum, epoch } }) => ({
          series: `momentum ${Number(momentum)}`,
          panel: PAPER,
          row,
          origin: 'paper' as const,
          x: Number(epoch),
          y: value,
        })),
      ]),
      {
        title: 'Small weights, and accuracy once the others alone are left, by momentum',
        x: { title: 'epoch', whole: true },
        y: { title: '%' },
        width: 760,
        height: 210,
      },
    ),
  deviations: [
    'First seeds of the table figure-3; the other curves are in the CSV. The paper’s network is DenseNet-40, at 8×.',
  ],
});
