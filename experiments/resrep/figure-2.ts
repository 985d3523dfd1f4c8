/**
 * Figure 2: how ResRep and a network that was cut first train.
 *   npx refold reproduce resrep --table figure-2
 * About 8 minutes at quick, 2½ hours at standard, on two cores, for runs that tables 2 and 3 have too; drawing takes seconds.
 * Comes out: test accuracy over the epochs as a picture, with the training loss in the CSV.
 */
import { lines, scatter } from '@refold/core/draw';
import { defineFigure } from '@refold/lab';
import { firstSeed, MODES } from './modes.ts';

const CURVES = { ResRep: MODES.resrep, 'pruned, then trained on': MODES.longest } as const;

const shown = (value: number): number => Number(value.toPrecision(4));

export default defineFigure({
  title: 'Accuracy of ResRep and of a network cut first, as they train',
  runs: scale => Object.values(CURVES).map(mode => firstSeed(mode, scale)),
  draw: async ({ scale, trained }) => {
    const curves = Object.entries(CURVES).map(async ([method, mode]) => {
      const { epochs } = (await trained(firstSeed(mode, scale))).result;
      return epochs.flatMap(({ epoch, trainLoss, test }) =>
        test ? [{ method, epoch, 'training loss': shown(trainLoss), 'top-1': shown(test.top1!) }] : [],
      );
    });
    const rows = (await Promise.all(curves)).flat();
    const svg = scatter(
      lines(rows, { by: 'method', x: 'epoch', ys: { 'top-1': '' } }, top1 => 100 * top1),
      { title: 'Test accuracy over the epochs', x: 'epoch', y: 'top-1, %' },
    );
    return { svg, rows };
  },
  deviations: ['The network is that of tables 2 and 3; the paper shows ResNet-50 on ImageNet. The loss is in the CSV.'],
});
