/**
 * Figure 5: widths while a network is pruned, each layer.
 *   npx refold reproduce aofp --table figure-5
 * Trains the first seed of table 1's main row (about 3 minutes at quick, 2 hours at standard, on two cores), nothing once that has been run.
 * Comes out: shares of the filters that are left, epoch by epoch.
 */
import { lines, scatter } from '@refold/core/draw';
import { defineFigure, percent } from '@refold/lab';
import { mainRun, widthsIn } from './progress.ts';

export default defineFigure({
  title: 'Filters that are left on the way',
  runs: scale => [mainRun(scale)],
  draw: async ({ scale, trained }) => {
    const config = mainRun(scale);
    const { snapshots } = await trained(config);
    const rows = [...snapshots].flatMap(([epoch, params]) =>
      widthsIn(config, params).map(({ size, left }, i) => ({
        layer: `conv${i + 1}`,
        epoch,
        filters: left,
        'left, %': percent(left / size, 3),
      })),
    );
    const svg = scatter(lines(rows, { by: 'layer', x: 'epoch', ys: { 'left, %': '' } }), {
      title: 'Filters that are left, layer by layer',
      x: 'epoch',
      y: '%',
    });
    return { svg, rows };
  },
  deviations: ['The paper shows ResNet-152 on ImageNet; here it is the network of table 1 at this scale.'],
});
