/**
 * Figure 5: widths while a network is pruned, each layer.
 *   npx refold reproduce aofp --table figure-5
 * Trains the first seed of table 1's main row (about 3 minutes at quick, 2 hours at standard, on two cores), nothing once that has been run.
 * Comes out: shares of the filters that are left, epoch by epoch.
 */
import { curves, defineFigure, percent, printedBy } from '@refold/lab';
import { mainRun, widthsIn } from './progress.ts';

const PRINTED = 'figure5_resnet152-progress.csv';
const PAPER = 'the paper: ResNet-152 on ImageNet';

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
    return { rows };
  },
  plot: ({ rows, printed, scale }) => {
    const widths = printedBy(printed(PRINTED), /^ResNet-152 stage(?<stage>\d)\S+, width at batch (?<batch>\d+)$/);
    const wholeOf = (stage = ''): number => widths.find(({ of }) => of.stage === stage)!.value;
    return curves(
      [
        ...rows.map(({ layer, epoch, 'left, %': left }) => ({
          series: layer!,
          panel: `here: VGG, ${scale}`,
          x: Number(epoch),
          y: Number(left),
        })),
        ...widths.map(({ value, of: { stage, batch } }) => ({
          series: `first layer of stage ${stage}`,
          panel: PAPER,
          origin: 'paper' as const,
          x: Number(batch),
          y: (100 * value) / wholeOf(stage),
        })),
      ],
      {
        title: 'Filters that are left, layer by layer, while a network is pruned',
        x: { title: 'epoch', whole: true },
        xOf: { [PAPER]: 'batch' },
        y: { title: '% of the layer’s filters' },
        ordered: true,
        width: 760,
      },
    );
  },
  deviations: ['The paper shows ResNet-152 on ImageNet; here it is the network of table 1 at this scale.'],
});
