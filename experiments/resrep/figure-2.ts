/** Figure 2: how ResRep and a network that was cut first train. */
import { scatter } from '@refold/core/draw';
import { defineFigure } from '@refold/lab';
import { firstSeed } from './learned.ts';
import { MODES } from './modes.ts';

const CURVES = { ResRep: MODES.resrep, 'pruned, then trained on': MODES.longest } as const;

export default defineFigure({
  title: 'Accuracy of ResRep and of a network cut first, as they train',
  trainings: scale => Object.values(CURVES).map(mode => firstSeed(mode, scale)),
  draw: async ({ scale, trained }) => {
    const curves = await Promise.all(
      Object.entries(CURVES).map(async ([name, mode]) => {
        const { result } = await trained(firstSeed(mode, scale));
        return { name, epochs: result.epochs.filter(({ test }) => test !== undefined) };
      }),
    );
    const svg = scatter(
      curves.map(({ name, epochs }) => ({
        name,
        line: true,
        points: epochs.map(({ epoch, test }) => ({ x: epoch, y: 100 * test!.top1! })),
      })),
      { title: 'Test accuracy as training goes on', x: 'epoch', y: 'top-1, %' },
    );
    const rows = curves.flatMap(({ name, epochs }) =>
      epochs.map(({ epoch, trainLoss, test }) => ({
        method: name,
        epoch,
        'training loss': Number(trainLoss.toPrecision(4)),
        'top-1': Number(test!.top1!.toPrecision(4)),
      })),
    );
    return { svg, rows };
  },
  deviations: [
    'Of the CIFAR network of tables 2 and 3 at this scale, where the paper shows ResNet-50 on ImageNet; the loss is in the CSV.',
  ],
});
