/**
 * Figure 1: accuracy against speed. Ours have the paper's accuracy at the speed of this machine.
 *   npx refold reproduce repvgg --table table-4 --table table-5 --table figure-1
 * A second: it draws what the results of tables 4 and 5 have measured already.
 * Comes out: a scatter of the paper's points and of those measured here.
 */
import { scatter } from '@refold/core/draw';
import { defineFigure, type FigureContext } from '@refold/lab';

/** The models of a table that print an accuracy, each with its speed as printed and, where there is one, as measured here. */
function spotsOf(table: string, columnOf: FigureContext['columnOf']) {
  const scores = columnOf(table, 'top1');
  const reference = columnOf('table-4', 'speed').find(({ row }) => row === 'ResNet-50')!.printed;
  return columnOf(table, 'speed').flatMap(({ row: model, printed, measured }, i) => [
    { model, origin: 'paper', speed: printed / reference, top1: scores[i]!.printed },
    { model, origin: 'here', speed: measured, top1: scores[i]!.printed },
  ]);
}

export default defineFigure({
  title: 'Accuracy against speed',
  deviations: [
    'Points of this machine have the accuracy that the paper prints, at the speed that tables 4 and 5 measured here.',
    'One RepVGG point of the figure (about 530 images per second) is in no table and left out.',
  ],
  draw: ({ columnOf }) => {
    const all = ['table-4', 'table-5'].flatMap(table => spotsOf(table, columnOf));
    const rows = all.filter(({ speed, top1 }) => !Number.isNaN(speed + top1));
    const series = ['paper', 'here'].flatMap(origin =>
      ['RepVGG', 'others'].map(kind => ({
        name: `${kind}, ${origin === 'paper' ? '1080Ti' : 'here'}`,
        points: rows
          .filter(row => row.origin === origin && row.model.startsWith('RepVGG') === (kind === 'RepVGG'))
          .map(({ model, speed: x, top1: y }) => ({
            x,
            y,
            label: origin === 'paper' ? model.replace('RepVGG-', '') : '',
          })),
      })),
    );
    const titles = { title: 'Accuracy against speed', x: 'speed (ResNet-50 = 1)', y: 'top-1 as printed (%)' };
    return {
      rows,
      svg: scatter(
        series.filter(({ points }) => points.length > 0),
        { ...titles, logX: true },
      ),
    };
  },
});
