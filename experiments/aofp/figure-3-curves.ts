/**
 * Figure 3: the curves, of the first seed.
 *   npx refold reproduce aofp --table figure-3-curves
 * About 2 minutes at quick beside figure-3's runs, on two cores.
 * Comes out: accuracy against filters removed.
 */
import { lines, scatter } from '@refold/core/draw';
import { defineFigure, percent, type Scale } from '@refold/lab';
import { ORDERS } from 'aofp';
import { curveOf, RANKED_SCALES, rankedRun } from './ranked.ts';

/** At --scale paper as at standard: the paper's own network needs ImageNet. */
const settingsOf = (scale: Scale) => RANKED_SCALES[scale === 'paper' ? 'standard' : scale];
const firstRun = (scale: Scale) => ({ ...rankedRun(settingsOf(scale)), seed: 0 });

export default defineFigure({
  title: 'Accuracy while filters of one layer are removed',
  runs: scale => [firstRun(scale)],
  draw: async ({ scale, trained, backend }) => {
    await backend();
    const run = await trained(firstRun(scale));
    const rows = [];
    for (const order of ORDERS) {
      const curve = await curveOf(run, order, settingsOf(scale), 0);
      rows.push(...curve.map((top1, removed) => ({ order, removed, 'top-1, %': percent(top1) })));
    }
    const svg = scatter(lines(rows, { by: 'order', x: 'removed', ys: { 'top-1, %': '' } }), {
      title: 'Accuracy while filters are removed',
      x: 'filters removed',
      y: 'top-1, %',
    });
    return { svg, rows };
  },
  deviations: ['First seed of figure-3, whose deviations hold here too.'],
});
