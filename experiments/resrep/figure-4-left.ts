/**
 * Figure 4, left, as drawn: accuracy against multiply-adds saved, beside the paper's curves.
 *   npx refold reproduce resrep --table figure-4 --table figure-4-left
 * A second: it draws what the table figure-4 has measured already.
 * Comes out: a point of ours for each method (four for the lasso, one per strength), and the paper's four of each.
 */
import { type CurvePoint, curves, defineFigure, printedBy } from '@refold/lab';

const PRINTED = 'figure4_resnet56-ablation.csv';
const LASSO = 'lasso on filters';
const METHOD = /^(?<method>ResRep|only Rep|only Res) point (?<point>\d)/;

export default defineFigure({
  title: 'Figure 4, left: accuracy against multiply-adds saved',
  plot: ({ columnOf, printed }) => {
    const [saved, minimal] = [columnOf('figure-4', 'reduction'), columnOf('figure-4', 'minimal')];
    const [cut, trained] = [columnOf('figure-4', 'pruned'), columnOf('figure-4', 'top1')];
    const ours = cut.map(({ row }, i): CurvePoint => {
      const isLasso = row.startsWith('baseline lasso');
      const { measured: y, std, n } = (isLasso ? trained : cut)[i]!;
      return {
        series: isLasso ? LASSO : row,
        panel: 'here',
        x: (isLasso ? minimal : saved)[i]!.measured,
        y,
        ...(n > 1 && { low: y - std, high: y + std }),
      };
    });
    if (!ours.some(({ x, y }) => Number.isFinite(x + y))) return;
    return curves([...ours, ...pointsOf(printed(PRINTED), METHOD, 'FLOPs reduction'), ...lassoOf(printed(PRINTED))], {
      title: 'Accuracy against multiply-adds saved',
      subtitle: 'Lines through points: ± one standard deviation over seeds',
      x: { title: 'multiply-adds saved, %' },
      y: { title: 'top-1, %' },
      ownY: true,
      width: 760,
    });
  },
  deviations: [
    'Ours are the rows of the table figure-4, whose deviations hold here too. A point of the lasso is the network as trained, at what its smallest part without an accuracy drop saves, as in the paper; the others are cut to the target.',
  ],
});

type Points = Parameters<typeof printedBy>[0];

/** Printed points: what is saved and the accuracy, by the same groups of a pattern. */
function pointsOf(printed: Points, pattern: RegExp, x: string, named?: string): readonly CurvePoint[] {
  const values = (column: string) => printedBy(printed, new RegExp(`${pattern.source}, ${column}$`));
  const [xs, ys] = [values(x), values('Top-1 acc')];
  return xs.map(({ value, of }, i) => ({
    series: named ?? of.method!,
    panel: 'the paper: ResNet-56',
    origin: 'paper',
    x: value,
    y: ys[i]!.value,
  }));
}

const lassoOf = (printed: Points): readonly CurvePoint[] =>
  pointsOf(printed, /^baseline lasso lambda=[\d.]+/, 'FLOPs reduction of minimal structure', LASSO);
