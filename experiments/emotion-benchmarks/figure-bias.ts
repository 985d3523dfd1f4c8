/**
 * Dataset bias as a heat map: the numbers of table 6.
 *   npx refold reproduce emotion-benchmarks --table figure-bias
 * Seconds after table 6.
 * Comes out: how far the diagonal, learnt and tested on one set, stands out.
 */
import { defineFigure, heatMaps } from '@refold/lab';
import { NAMES, testedOn, trainedOn } from './table-6.ts';

export default defineFigure({
  title: 'Polarity across sets: accuracy on the column’s pictures of what was learnt from the row’s',
  draw: ({ columnOf }) => {
    const byTest = NAMES.map(
      test => new Map(columnOf('table-6', testedOn(test)).map(({ row, measured }) => [row, measured])),
    );
    const values = NAMES.map(from => byTest.map(column => column.get(trainedOn(from)) ?? Number.NaN));
    if (!values.flat().every(Number.isFinite)) return {};
    return {
      rows: NAMES.map((from, i) => ({
        'learnt from': from,
        ...Object.fromEntries(NAMES.map((test, j) => [test, values[i]![j]!])),
      })),
    };
  },
  plot: ({ rows }) => {
    if (rows.length === 0) return;
    const values = rows.map(row => NAMES.map(column => Number(row[column])));
    return heatMaps([{ name: 'accuracy', values, rows: NAMES, columns: NAMES, digits: 2 }], {
      title: 'Polarity learnt from the row, tested on the column',
      scale: 'accuracy',
    });
  },
});
