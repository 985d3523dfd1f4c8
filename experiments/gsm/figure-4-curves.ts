/** Figure 4, (c) and (d): training loss with and without re-selection, and how many weights become active again. */
import { scatter } from '@refold/core/draw';
import { defineFigure } from '@refold/lab';
import { REACTIVATED } from 'gsm';
import { firstSeed } from './studies.ts';

const shown = (value: number): number => Number(value.toPrecision(4));

export default defineFigure({
  paper: 'gsm',
  id: 'figure-4-curves',
  title: 'Figure 4: training loss, and weights that become active again in a step',
  trainings: scale => [firstSeed({}, scale), firstSeed({ frozenMask: true }, scale)],
  draw: async ({ scale, trained }) => {
    const { result, state } = await trained(firstSeed({}, scale));
    const { result: still } = await trained(firstSeed({ frozenMask: true }, scale));
    const stepsPerEpoch = result.steps / result.epochs.length;
    const again = state.get(REACTIVATED)!.data;
    const rows = result.epochs.map(({ epoch, trainLoss }, i) => ({
      epoch,
      'loss, re-selected': shown(trainLoss),
      'loss, first mask': shown(still.epochs[i]!.trainLoss),
      'active again in a step, %': shown((100 * again[i]!) / stepsPerEpoch),
    }));
    const svg = scatter(
      [
        {
          name: 'active again',
          line: true,
          points: rows.map(row => ({ x: row.epoch, y: row['active again in a step, %'] })),
        },
      ],
      { title: 'Weights that become active again in a step', x: 'epoch', y: '% of all' },
    );
    return { svg, rows };
  },
  deviations: ['First seeds of the table figure-4; means over the steps of an epoch, losses in the CSV.'],
});
