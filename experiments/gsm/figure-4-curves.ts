/**
 * Figure 4, (c) and (d): training loss with and without re-selection, and how many weights become active again.
 *   npx refold reproduce gsm --table figure-4-curves
 * Trains the first seeds of figure 4 (about 2 minutes at quick, 70 minutes at standard, on two cores), nothing once that has been run.
 * Comes out: a picture of the weights that become active again in each epoch, and both losses in the CSV.
 */
import { curves, defineFigure, printedBy, type Scale, significant } from '@refold/lab';
import { REACTIVATED } from 'gsm';
import { VARIANTS } from './figure-4.ts';
import { firstStudied, HERE, PAPER } from './studies.ts';

const runsAt = (scale: Scale) => Object.values(VARIANTS).map(variant => firstStudied(variant, scale));

const [ANEW, FIRST] = ['chosen anew (regular GSM)', 'the first mask'] as const;
const [LOSS, AGAIN] = ['training loss', 'weights active again in a step, %'] as const;
const AT = ' epoch (?<epoch>\\d+), ';
/** Columns of the CSV, and what they are in the paper's. */
const CURVES = [
  { row: LOSS, series: ANEW, column: 'loss, re-selected', printed: new RegExp(`regular GSM${AT}training loss$`) },
  { row: LOSS, series: FIRST, column: 'loss, first mask', printed: new RegExp(`no re-selection${AT}training loss$`) },
  { row: AGAIN, series: ANEW, column: 'active again in a step, %', printed: new RegExp(`${AT}reactivation ratio`) },
] as const;

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
    return { rows };
  },
  plot: ({ rows, printed, scale }) =>
    curves(
      CURVES.flatMap(({ row, series, column, printed: pattern }) => [
        ...rows.map(({ epoch, [column]: value }) => ({
          series,
          panel: HERE(scale),
          row,
          x: Number(epoch),
          y: Number(value),
        })),
        ...printedBy(printed('figure4_reselection.csv'), pattern).map(({ value, of: { epoch } }) => ({
          series,
          panel: PAPER,
          row,
          origin: 'paper' as const,
          x: Number(epoch),
          y: value,
        })),
      ]),
      {
        title: 'Training with the mask chosen anew in every step, and with the first',
        x: { title: 'epoch', whole: true },
        y: { title: '%' },
        ownY: true,
        width: 760,
        height: 210,
      },
    ),
  deviations: [
    'First seeds of the table figure-4; means over the steps of an epoch. The paper’s network is DenseNet-40, at 8×.',
  ],
});
