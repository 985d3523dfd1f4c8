/**
 * Figure 2: how ResRep and a network that was cut first train.
 *   npx refold reproduce resrep --table figure-2
 * About 8 minutes at quick, 2½ hours at standard, on two cores, for runs that tables 2 and 3 have too; drawing takes seconds.
 * Comes out: test accuracy over the epochs as a picture, with the training loss in the CSV.
 */
import { curves, defineFigure } from '@refold/lab';
import { firstSeed, MODES } from './modes.ts';

const CURVES = { ResRep: MODES.resrep, 'pruned, then trained on': MODES.longest } as const;

const shown = (value: number): number => Number(value.toPrecision(4));

export default defineFigure({
  title: 'Accuracy of ResRep and of a network cut first, as they train',
  runs: scale => Object.values(CURVES).map(mode => firstSeed(mode, scale)),
  draw: async ({ scale, trained }) => {
    const runs = Object.entries(CURVES).map(async ([method, mode]) => {
      const { epochs } = (await trained(firstSeed(mode, scale))).result;
      return epochs.flatMap(({ epoch, trainLoss, test }) =>
        test ? [{ method, epoch, 'training loss': shown(trainLoss), 'top-1': shown(test.top1!) }] : [],
      );
    });
    return { rows: (await Promise.all(runs)).flat() };
  },
  plot: ({ rows }) =>
    curves(
      rows.map(({ method, epoch, 'top-1': top1 }) => ({ series: method!, x: Number(epoch), y: 100 * Number(top1) })),
      { title: 'Test accuracy over the epochs', x: { title: 'epoch', whole: true }, y: { title: 'top-1, %' } },
    ),
  deviations: ['The network is that of tables 2 and 3; the paper shows ResNet-50 on ImageNet. The loss is in the CSV.'],
});
