/**
 * Figure 4: the widths that are left.
 *   npx refold reproduce aofp --table figure-4
 * Trains the first seed of table 1's main row (about 3 minutes at quick, 2 hours at standard, on two cores), nothing once that has been run.
 * Comes out: shares of each layer's filters, ours and those of the paper's VGG.
 */
import { targetsOf } from '@refold/core/prune';
import { bars, defineFigure, percent } from '@refold/lab';
import { HOSTS, VGG_WIDTHS } from 'aofp';
import { mainRun, widthsIn } from './progress.ts';

export default defineFigure({
  title: 'Shares of the filters that are left',
  runs: scale => [mainRun(scale)],
  draw: async ({ scale, trained }) => {
    const config = mainRun(scale);
    const { params } = await trained(config);
    const whole = targetsOf(HOSTS.vgg.build(), HOSTS.vgg.input).map(({ group }) => group.size);
    const rows = widthsIn(config, params).map(({ size, left }, i) => ({
      layer: `conv${i + 1}`,
      'here, %': percent(left / size, 3),
      ...Object.fromEntries(
        Object.entries(VGG_WIDTHS).map(([name, widths]) => [`${name}, %`, percent(widths[i]! / whole[i]!, 3)]),
      ),
    }));
    return { rows };
  },
  plot: ({ rows }) =>
    bars(
      rows.flatMap(row => [
        { group: row.layer!.replace('conv', ''), value: Number(row['here, %']) },
        { group: row.layer!.replace('conv', ''), origin: 'paper' as const, value: Number(row['A3, %']) },
      ]),
      {
        title: 'Filters that are left in each layer',
        subtitle: 'A VGG with narrower layers here; the paper’s is its A3',
        x: 'layer',
        y: { title: '% of the layer’s filters' },
        width: 800,
      },
    ),
  deviations: ['Ours are of the run before fine-tuning, at this scale. The paper’s widths are read from its figure.'],
});
