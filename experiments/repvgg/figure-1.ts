/**
 * Figure 1: accuracy against speed. Ours have the paper's accuracy at the speed of this machine.
 *   npx refold reproduce repvgg --table table-4 --table table-5 --table figure-1
 * A second: it draws what the results of tables 4 and 5 have measured already.
 * Comes out: a scatter of the paper's points and of those measured here.
 */
import { defineFigure, type FigureContext, scatter } from '@refold/lab';

/** Epochs of training on ImageNet. */
const EPOCHS = { 'table-4': 120, 'table-5': 200 } as const;

/** The models of a table that print an accuracy, each with its speed as printed and, where there is one, as measured here. */
function spotsOf(table: string, epochs: number, columnOf: FigureContext['columnOf']) {
  const scores = columnOf(table, 'top1');
  const reference = columnOf('table-4', 'speed').find(({ row }) => row === 'ResNet-50')!.printed;
  return columnOf(table, 'speed').flatMap(({ row: model, printed, measured, std }, i) => [
    { model, epochs, origin: 'paper', speed: printed / reference, std: Number.NaN, top1: scores[i]!.printed },
    { model, epochs, origin: 'here', speed: measured, std, top1: scores[i]!.printed },
  ]);
}

export default defineFigure({
  title: 'Accuracy against speed',
  deviations: [
    'Points of this machine have the accuracy that the paper prints, at the speed that tables 4 and 5 measured here.',
    'One RepVGG point of the figure (about 530 images per second) is in no table and left out.',
  ],
  draw: ({ columnOf }) => {
    const all = Object.entries(EPOCHS).flatMap(([table, epochs]) => spotsOf(table, epochs, columnOf));
    const rows = all.filter(({ speed, top1 }) => !Number.isNaN(speed + top1));
    return { rows: rows.map(row => ({ ...row, std: Number.isNaN(row.std) ? '' : row.std })) };
  },
  plot: ({ rows }) =>
    scatter(
      rows.map(({ model, epochs, origin, speed, std, top1 }) => ({
        x: Number(speed),
        y: Number(top1),
        label: nameOf(model!, Number(epochs)),
        series: model!.startsWith('RepVGG') ? 'RepVGG' : 'others',
        ...(origin === 'paper'
          ? { origin, panel: 'the paper, on a 1080Ti' }
          : { panel: 'here', low: Number(speed) - Number(std), high: Number(speed) + Number(std) }),
      })),
      {
        title: 'Accuracy against speed',
        subtitle:
          'ImageNet top-1 as printed in both; lines through points: ± one standard deviation over rounds of timing',
        x: { title: 'speed (ResNet-50 = 1)', log: true },
        y: { title: 'top-1 as printed, %' },
        width: 860,
        height: 460,
      },
    ),
});

/** Tables 4 and 5 share a model. */
const nameOf = (model: string, epochs: number): string =>
  `${model.replace('RepVGG-', '')}${model === 'RepVGG-B2g4' ? `, ${epochs} epochs` : ''}`;
