/**
 * Figure 3: the curves, of the first seed.
 *   npx refold reproduce aofp --table figure-3-curves
 * About 2 minutes at quick beside figure-3's runs, on two cores.
 * Comes out: accuracy against filters removed.
 */
import { curves, defineFigure, percent, printedBy, type Scale } from '@refold/lab';
import { ORDERS, type Order } from 'aofp';
import { curveOf, ORDER_NAMES, RANKED_SCALES, rankedRun } from './ranked.ts';

const PRINTED = 'figure3_alexnet-metric-comparison.csv';

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
    return { rows };
  },
  plot: ({ rows, printed, scale }) =>
    curves(
      [
        ...rows.map(({ order, removed, 'top-1, %': top1 }) => ({
          series: ORDER_NAMES[order as Order],
          panel: `here, ${scale}`,
          x: Number(removed),
          y: Number(top1),
        })),
        ...printedBy(
          printed(PRINTED),
          /^AlexNet conv1 (?<order>.+), top-1 after removing (?<removed>\d+) filters$/,
        ).map(({ value, of }) => ({
          series: of.order!,
          panel: 'the paper: AlexNet on ImageNet',
          origin: 'paper' as const,
          x: Number(of.removed),
          y: value,
        })),
      ],
      {
        title: 'Accuracy while filters of one layer are removed, by the measure that orders them',
        x: { title: 'filters removed', whole: true },
        y: { title: 'top-1, %' },
        width: 760,
      },
    ),
  deviations: ['First seed of figure-3, whose deviations hold here too.'],
});
