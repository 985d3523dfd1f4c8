/**
 * Figure 3 as drawn: as training goes on.
 *   npx refold reproduce gsm --table figure-3-curves
 * Trains the first seeds of figure 3 (about 4 minutes at quick, 2 hours at standard, on two cores), nothing once that has been run;
 * then evaluates each epoch's network before and after zeroing.
 * Comes out: a picture of the weights below 1e-3, and accuracies and the weights below 1e-4 in the CSV.
 */
import { lines, scatter } from '@refold/core/draw';
import { accuracyOf, defineFigure, networkOf, percent, testEvaluator } from '@refold/lab';
import { pruneByMagnitude, shareBelow } from 'gsm';
import { MOMENTA } from './figure-3.ts';
import { firstStudied, STUDY_SCALES } from './studies.ts';

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
    const svg = scatter(lines(rows, { by: 'momentum', x: 'epoch', ys: { 'below 1e-3, %': '' } }), {
      title: 'Weights below 1e-3, by momentum',
      x: 'epoch',
      y: '% of all',
    });
    return { svg, rows };
  },
  deviations: ['First seeds of the table figure-3; the other curves are in the CSV.'],
});
