/**
 * Figure 4, (c) and (d): training loss with and without re-selection, and how many weights become active again.
 *   npx refold reproduce gsm --table figure-4-curves
 * Trains the first seeds of figure 4 (about 2 minutes at quick, 70 minutes at standard, on two cores), nothing once that has been run.
 * Comes out: a picture of the weights that become active again in each epoch, and both losses in the CSV.
 */
import { scatter } from '@refold/core/draw';
import { defineFigure, type Scale, significant } from '@refold/lab';
import { REACTIVATED } from 'gsm';
import { VARIANTS } from './figure-4.ts';
import { firstStudied } from './studies.ts';

const runsAt = (scale: Scale) => Object.values(VARIANTS).map(variant => firstStudied(variant, scale));

export default defineFigure({
  title: 'Figure 4: training loss, and weights that become active again in a step',
  runs: runsAt,
  draw: async ({ scale, trained }) => {
    const [regular, frozen] = await Promise.all(runsAt(scale).map(trained));
    const { epochs, steps } = regular!.result;
    const again = regular!.state.get(REACTIVATED)!.data;
    const rows = epochs.map(({ epoch, trainLoss }, i) => ({
      epoch,
      'loss, re-selected': significant(trainLoss),
      'loss, first mask': significant(frozen!.result.epochs[i]!.trainLoss),
      'active again in a step, %': significant((100 * again[i]!) / (steps / epochs.length)),
    }));
    const points = rows.map(row => ({ x: row.epoch, y: row['active again in a step, %'] }));
    const options = { title: 'Weights that become active again in a step', x: 'epoch', y: '% of all' };
    const svg = scatter([{ name: 'active again', line: true, points }], options);
    return { svg, rows };
  },
  deviations: ['First seeds of the table figure-4; means over the steps of an epoch, losses in the CSV.'],
});
