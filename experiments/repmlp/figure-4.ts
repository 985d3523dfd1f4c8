/**
 * Figure 4: the weights from one channel to one output of FC3, before and after the convolutions went into it.
 *   npx refold reproduce repmlp --table figure-4
 * One run, which is table 1's too: 2 epochs on 30,000 images of CIFAR-10 at quick, 10 epochs on all of it at standard.
 * On two cores training takes about a minute at quick and half an hour at standard.
 * Comes out: two maps of the logarithms of the weights, and the weights in the CSV.
 */
import { defineFigure, type FigureRow, heatMaps, networkOf, type Scale, significant } from '@refold/lab';
import { fc3Weights, withoutConvs } from 'repmlp';
import { pureTraining, SCALES } from './pure-mlps.ts';

/** The first seed of table 1's pure MLP. */
const trainingAt = (scale: Scale) => ({ ...pureTraining('repmlp', SCALES[scale]), seed: 0 });

/** A column of the CSV by the columns y and x. */
const matrixOf = (rows: readonly FigureRow[], column: string): number[][] =>
  [...new Set(rows.map(({ y }) => y))].map(y => rows.filter(row => row.y === y).map(row => Number(row[column])));

/** As the paper shows them: the logarithm of how many times the least. */
function logarithmic(weights: readonly (readonly number[])[]): number[][] {
  const least = Math.min(...weights.flat());
  return weights.map(row => row.map(value => Math.log(value / least)));
}

export default defineFigure({
  title: 'Weights of one output of FC3, before and after the convolutions went into it',
  runs: scale => [trainingAt(scale)],
  draw: async ({ scale, trained }) => {
    const net = networkOf(await trained(trainingAt(scale)));
    const before = fc3Weights({ ...net, layer: withoutConvs(net.layer) });
    const after = fc3Weights(net);
    const rows = before.flatMap((row, y) =>
      row.map((value, x) => ({ y, x, before: significant(value), after: significant(after[y]![x]!) })),
    );
    return { rows };
  },
  plot: ({ rows }) =>
    heatMaps(
      [
        { name: 'FC3 and its norm', values: logarithmic(matrixOf(rows, 'before')) },
        { name: 'with the convolutions', values: logarithmic(matrixOf(rows, 'after')) },
      ],
      { title: 'Weights from one channel to the middle of the partition', scale: 'log(|w| / least)' },
    ),
  deviations: ["Of table 1's network at this scale, where the paper has 7×7 partitions of a ResNet on ImageNet."],
});
